"""Sheets as xlsx: the figures of the paper, words that stay words, and pages for machines."""

import csv
import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from tests.print_factories import document, numbered
from worksheets.print_layout import PrintLayout
from worksheets.printable import sheet_of_document
from worksheets.workbook import workbook_of

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
DATA = ["データ_計算", "データ_数値", "データ_合計", "データ_内訳", "データ_根拠", "データ_未登録"]


def book_of(*documents, layout=None):
    sheets = [
        sheet_of_document(each | ({"layout": layout.plain()} if layout else {}))
        for each in documents
    ]
    return load_workbook(io.BytesIO(workbook_of(sheets)))


def cells_of(book):
    return [cell for page in book for row in page.iter_rows() for cell in row]


def with_words(words):
    """A document in which somebody has typed these words wherever one can."""
    made = document()
    made["content"]["flags"] = list(words)
    made["content"]["lines"][0] |= {"label": words[0], "formula": words[-1]}
    made["content"]["missing"][0] |= {"what": words[0], "who": words[1]}
    made["layout"] |= {"addressee": words[0], "note": words[0]}
    return made


def test_no_word_is_ever_a_formula():
    book = book_of(with_words(EVIL))
    cells = cells_of(book)

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert set(EVIL[:1]) <= {cell.value for cell in cells}


def test_characters_that_xml_has_no_place_for_are_left_out():
    made = with_words(["\x07鐘", "\x0b"])

    assert "鐘" in {cell.value for cell in cells_of(book_of(made))}


def test_the_pages_for_machines_have_one_value_a_cell_and_no_merged_cells():
    book = book_of(numbered(1), numbered(2))

    assert book.sheetnames == ["999999-01", "999999-02", *DATA]
    for name in DATA:
        page = book[name]
        assert list(page.merged_cells.ranges) == []
        headings = [cell.value for cell in page[1]]
        assert None not in headings
        assert len(set(headings)) == len(headings)
        assert len({len(row) for row in page.iter_rows()}) == 1


def test_amounts_are_numbers_in_yen_whatever_the_paper_shows():
    page = book_of(document(), layout=PrintLayout(unit="thousand"))["データ_計算"]
    rows = [dict(zip([cell.value for cell in page[1]], row, strict=True)) for row in _values(page)]

    assert [row["金額（円）"] for row in rows] == [1_000_000_000, None, -1_234_567, None]
    assert [row["行番号"] for row in rows] == [1, 2, 3, 4]


def _values(page):
    return list(page.iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(("unit", "shown"), [("yen", 1_000_000_000), ("thousand", 1_000_000)])
def test_the_page_in_the_layout_of_the_paper_has_the_figures_of_the_paper(unit, shown):
    book = book_of(document(), layout=PrintLayout(unit=unit))
    page = book[book.sheetnames[0]]
    numbers = [
        cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, int)
    ]
    words = {cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)}

    assert numbers[0] == shown
    assert any(number < 0 for number in numbers)
    assert {"未登録", "内容のハッシュ値（SHA-256）", "印刷番号"} <= words


def test_fractions_that_no_decimal_holds_stay_exact():
    made = document()
    figure = {"label": "負担割合", "unit": "", "origin": {"text": "", "url": ""}}
    made["content"]["lines"][0]["figures"] = [
        figure | {"value": "1/3"},
        figure | {"value": "7/2"},
    ]
    page = book_of(made)["データ_数値"]
    column = [cell.value for cell in page[1]].index("値")

    assert [row[column] for row in _values(page)][:2] == ["1/3", 3.5]


def test_two_sheets_of_one_center_have_pages_of_their_own():
    assert book_of(numbered(1), numbered(1)).sheetnames[:2] == ["999999-01", "999999-01_2"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_figures(tmp_path):
    source = tmp_path / "sheet.xlsx"
    source.write_bytes(workbook_of([sheet_of_document(with_words(EVIL))]))
    subprocess.run(  # noqa: S603 -- a program of the system on a file of ours
        [
            *(shutil.which("soffice"), "--headless", "--convert-to"),
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            *("--outdir", str(tmp_path), str(source)),
        ],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
        timeout=120,
    )
    [table] = tmp_path.glob("*データ_計算*.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))

    assert rows[0]["項目"] == EVIL[0]
    assert rows[0]["金額（円）"] == "1000000000"
    assert [row["金額（円）"] for row in rows][1:] == ["", "-1234567", ""]
