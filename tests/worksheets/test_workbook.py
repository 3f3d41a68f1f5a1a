"""Sheets as xlsx: the figures of the paper, words that stay words, and pages for machines."""

import csv
import itertools
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from tests.print_factories import document, numbered
from tests.worksheets.books import book_of, rows_of
from worksheets.content import TOTALS
from worksheets.print_layout import CUT, PrintLayout
from worksheets.printable import sheet_of_document
from worksheets.workbook import workbook_of
from worksheets.workbook_data import DATA_PAGES
from worksheets.workbook_text import wrapped

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
DATA = [page.name for page in DATA_PAGES]
GRID_POINT = 9.75  # the width of one column of the layout
LARGE, LESS = 1_000_000_000, -1_234_567
LONG_NAME = "架空子育て世代包括支援・地域子育て相談・利用者支援センターひだまり中央館分室の別館三"
LONG_REMARK = (
    "年度の途中で類型が変わったセンターです。対象月数と判定の基準日を確かめてください。" * 3
)


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
    rows = rows_of(book_of(document(), layout=PrintLayout(unit="thousand"))["データ_計算"])

    assert [row["金額（円）"] for row in rows] == [1_000_000_000, None, -1_234_567, None]
    assert [row["行番号"] for row in rows] == [1, 2, 3, 4]


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


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1/3", "人", "1/3"),
        ("7/2", "時間", 3.5),
        ("1/2", "", "1/2"),
        (2, "人", 2),
        (None, "人", None),
    ],
)
def test_a_fraction_is_a_number_only_where_that_is_exact_and_counts_something(value, unit, shown):
    made = document()
    origin = {"text": "", "url": ""}
    made["content"]["lines"][0]["figures"] = [
        {"label": "数値", "value": value, "unit": unit, "origin": origin}
    ]

    assert rows_of(book_of(made)["データ_数値"])[0]["値"] == shown


# The layout of the paper ------------------------------------------------------------------


def sheet_of_center():
    """One center with all that is long."""
    made = document()
    content = made["content"]
    content["municipality"] = {"name": LONG_NAME, "code": "999999"}
    content["center"] |= {"name": LONG_NAME}
    content["flags"] = [LONG_REMARK]
    content["totals"] = dict.fromkeys(TOTALS, LARGE) | {"municipal": LESS}
    content["lines"][3]["missing"] = [
        {"what": f"第{number}相談室の対象経費", "who": "", "by": None, "url": ""}
        for number in range(120)
    ]
    made["layout"] |= {"title": "所要額調書" * 12, "note": "注記です。" * 60}
    return made


def sheet_of_thirty():
    """A municipality's total."""
    made = document("municipality")
    known = made["content"]["centers"][1]
    made["content"]["centers"] = [
        known | {"name": LONG_NAME if number % 7 == 0 else f"架空第{number}相談室"}
        for number in range(30)
    ]
    return made


def layout_of(made):
    book = book_of(made)
    return book[book.sheetnames[0]]


def boxes_of(page):
    """Each merged cell with the number of columns it has."""
    for area in page.merged_cells.ranges:
        yield page.cell(area.min_row, area.min_col), area.max_col - area.min_col + 1


@pytest.mark.parametrize("made", [sheet_of_center(), sheet_of_thirty()], ids=["center", "total"])
def test_the_layout_cuts_nothing_off(made):
    page = layout_of(made)
    words = "".join(
        cell.value.replace("\n", "")
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    )

    for cell, columns in boxes_of(page):
        if isinstance(cell.value, str):
            room = columns * GRID_POINT / cell.font.sz
            height = len(wrapped(cell.value, room)) * cell.font.sz * 1.2
            assert height <= page.row_dimensions[cell.row].height <= 409, cell.value
    assert LONG_NAME in words
    for row in made["content"]["lines"][3]["missing"]:
        assert row["what"] in words
    for remark in (*made["content"]["flags"], made["layout"]["note"]):
        assert remark in words


@pytest.mark.parametrize("made", [sheet_of_center(), sheet_of_thirty()], ids=["center", "total"])
def test_amounts_have_room_and_become_smaller_rather_than_unreadable(made):
    amounts = [
        (cell, columns) for cell, columns in boxes_of(layout_of(made)) if cell.data_type == "n"
    ]
    amounts = [(cell, columns) for cell, columns in amounts if cell.value is not None]

    assert {LARGE, LESS} <= {cell.value for cell, _ in amounts}
    for cell, columns in amounts:
        assert cell.alignment.shrink_to_fit
        half_widths = len(f"{cell.value:,}") + (cell.value < 0)
        assert half_widths * 0.55 * cell.font.sz <= columns * GRID_POINT


def test_headings_stand_on_each_page_of_paper_that_a_table_runs_over():
    page = layout_of(sheet_of_thirty())
    first = [row[0].value for row in page.iter_rows()]
    start, end = first.index("センターの一覧"), first.index("計算")
    breaks = [each.id for each in page.row_breaks.brk if start < each.id < end]

    assert first[start + 1] == "番号"
    assert breaks
    assert {first[at] for at in breaks} == {"番号"}  # what stands below each break


def test_no_page_of_paper_is_fuller_than_it_can_be():
    page = layout_of(sheet_of_center())
    breaks = [0, *(each.id for each in page.row_breaks.brk), page.max_row]

    for above, below in itertools.pairwise(breaks):
        heights = [page.row_dimensions[row].height for row in range(above + 1, below + 1)]
        assert sum(heights) <= (297 - 38) / 25.4 * 72


def test_what_is_not_official_says_so_on_each_page_of_paper():
    made = document()
    official = document()
    official["layout"] |= {"is_final": True}
    official["stamp"] |= {"is_submitted": True, "state": "提出済み"}

    assert layout_of(made).oddHeader.right.text == "【内部確認用】【作成中（提出前）】"
    assert layout_of(official).oddHeader.right.text is None


def test_the_letter_above_the_sheet_and_what_cutting_does_are_told_as_on_paper():
    made = document()
    letter = {
        "document_number": "架子第１号",
        "subject": "所要額について",
        "opening": "提出します。",
    }
    made["layout"] |= letter | {"unit": "thousand"}
    made["stamp"] |= {"prepared": "令和8年4月1日　架空&花子"}
    page = layout_of(made)
    words = {cell.value for row in page.iter_rows() for cell in row}

    assert {*letter.values(), "記", CUT} <= words
    assert page.oddFooter.left.text.endswith("　作成　令和8年4月1日　架空&&花子")


CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def converted(tmp_path, kind, made):
    """What LibreOffice makes of the book, in `tmp_path`."""
    source = tmp_path / "sheet.xlsx"
    source.write_bytes(workbook_of([sheet_of_document(made)]))
    subprocess.run(  # noqa: S603 -- a program of the system on a file of ours
        [
            *(shutil.which("soffice"), "--headless", "--convert-to", kind),
            *("--outdir", str(tmp_path), str(source)),
        ],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
        timeout=120,
    )


@needs_libreoffice
def test_libreoffice_reads_the_same_figures(tmp_path):
    converted(tmp_path, CSV, with_words(EVIL))
    [table] = tmp_path.glob("*データ_計算*.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))

    assert rows[0]["項目"] == EVIL[0]
    assert rows[0]["金額（円）"] == "1000000000"
    assert [row["金額（円）"] for row in rows][1:] == ["", "-1234567", ""]


@needs_libreoffice
def test_libreoffice_prints_every_figure_and_the_mark_on_every_page(tmp_path):
    converted(tmp_path, "pdf", sheet_of_thirty())
    pages = [
        "".join(page.extract_text().split()) for page in PdfReader(tmp_path / "sheet.pdf").pages
    ]
    layout = [words for words in pages if "印刷番号T-00000000" in words]

    assert "##" not in "".join(layout)
    assert "1,000,000,000" in layout[0]
    assert "△1,234,567" in layout[0]
    assert len(layout) > 1
    assert all("【内部確認用】【作成中（提出前）】" in words for words in layout)
    assert all("番号センター補助基準額（円）" in words for words in layout[:2])
