import datetime as dt

import pytest
from openpyxl import Workbook

from shared.table_file import TableFileError, read_table


def test_rows_keep_their_line_numbers_and_empty_ones_go(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('名称, 値\r\n,\r\n"改行\nあり",1\r\n'.encode("cp932"))

    assert read_table(path) == [(1, ["名称", "値"]), (4, ["改行\nあり", "1"])]


def test_cells_of_a_workbook_become_text(tmp_path):
    path = tmp_path / "a.XLSX"
    workbook = Workbook()
    for row in (["見出し"], [None], [dt.datetime(2024, 12, 1), 1e16, 0.5, " 町 ", None, True]):  # noqa: DTZ001 -- as cells are
        workbook.active.append(row)
    workbook.active["G3"] = dt.date(2025, 1, 2)
    workbook.save(path)

    assert read_table(path) == [
        (1, ["見出し", "", "", "", "", "", ""]),
        (3, ["2024-12-01", "10000000000000000", "0.5", "町", "", "True", "2025-01-02"]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"\x81\xff\xff", "文字コードがUTF-8でもシフトJIS（CP932）でもありません。"),
        ("a.csv", b'a\n"b"c\n', "行目がCSVとして読み取れません。"),
        ("a.xlsx", b"no workbook", "XLSXファイルとして読み取れません。"),
    ],
    ids=["encoding", "quotes", "workbook"],
)
def test_file_that_is_no_table_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(TableFileError, match=message):
        read_table(path)
