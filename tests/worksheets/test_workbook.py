"""Sheets as xlsx: the figures of the paper, words that stay words, and pages for machines."""

import csv
import io
import itertools
import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.print_factories import document, numbered
from worksheets.calculation.claims import NOTHING
from worksheets.content import TOTALS
from worksheets.print_layout import CUT, PrintLayout
from worksheets.printable import sheet_of_document
from worksheets.words import CLAIM_LABELS
from worksheets.workbook import workbook_of
from worksheets.workbook_data import DATA_PAGES, HEAD
from worksheets.workbook_text import wrapped

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
DATA = [page.name for page in DATA_PAGES]
GRID_POINT = 9.75  # the width of one column of the layout
LARGE, LESS = 1_000_000_000, -1_234_567
LONG_NAME = "架空子育て世代包括支援・地域子育て相談・利用者支援センターひだまり中央館分室の別館三"
LONG_REMARK = (
    "年度の途中で類型が変わったセンターです。対象月数と判定の基準日を確かめてください。" * 3
)


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
    rows = rows_of(book_of(document(), layout=PrintLayout(unit="thousand"))["データ_計算"])

    assert [row["金額（円）"] for row in rows] == [1_000_000_000, None, -1_234_567, None]
    assert [row["行番号"] for row in rows] == [1, 2, 3, 4]


def rows_of(page):
    headings = [cell.value for cell in page[1]]
    return [
        dict(zip(headings, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)
    ]


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


# The pages for machines -------------------------------------------------------------------


def test_each_row_says_which_sheet_it_is_of_and_how_far_that_is():
    submitted = numbered(2)
    submitted["stamp"] |= {
        "number": "T-00000002",
        "checksum": "a" * 64,
        "state": "提出済み",
        "number_in_stage": 2,
        "is_submitted": True,
    }
    submitted["layout"] |= {"is_final": True}
    rows = rows_of(book_of(numbered(1), submitted)["データ_合計"])

    assert [
        tuple(row[name] for name in ("調書番号", "回", "状態", "紙の表示", "内容のハッシュ値"))
        for row in rows
    ] == [
        ("T-00000000", 1, "作成中", "内部確認用、作成中（提出前）", "0" * 64),
        ("T-00000002", 2, "提出済み", None, "a" * 64),
    ]
    assert [row["センター番号"] for row in rows] == ["999999-01", "999999-02"]


@pytest.mark.parametrize("status", CLAIM_LABELS)
def test_codes_stand_beside_their_words_and_an_empty_cell_tells_why(status):
    made = document()
    other = made["content"]["claims"][1]
    other |= {"status": status, "missing": []}
    other.pop("status_label", None)
    known, other = rows_of(book_of(made)["データ_補助対象"])

    assert (known["区分コード"], known["区分"]) == ("operation", "運営費")
    assert (other["判定コード"], other["判定"]) == (status, CLAIM_LABELS[status])
    assert other["基準額の単価（円）"] is None
    assert other["計上"] == ("計上しない" if status in NOTHING else "未定")


def test_words_that_the_sheet_has_kept_are_told_whatever_they_are_called_today():
    made = document(stage_label="当時の段階")
    kept = {"status_label": "当時の判定", "category_label": "当時の区分"}
    made["content"]["claims"][0] |= kept
    made["content"]["spending"][0] |= kept
    book = book_of(made)
    claim, spending = (rows_of(book[name])[0] for name in ("データ_補助対象", "データ_経費と収入"))

    assert (claim["判定"], claim["区分"], claim["段階"]) == (
        "当時の判定",
        "当時の区分",
        "当時の段階",
    )
    assert spending["区分"] == "当時の区分"


def test_a_line_without_an_amount_is_not_one_that_does_not_exist():
    made = document()
    made["content"]["differences"] = [
        {"key": key, "label": key, "before": None, "after": 1}
        | {"before_exists": exists, "after_exists": True}
        for key, exists in (("open", True), ("none", False))
    ]
    rows = rows_of(book_of(made)["データ_前の段階からの変更"])

    assert [(row["前の行"], row["前の額（円）"], row["増減（円）"]) for row in rows] == [
        ("あり", None, None),
        ("なし", None, None),
    ]


def test_a_claim_that_has_all_it_needs_counts():
    made = document()
    made["content"]["claims"][0] |= {"quantity": "7/2", "unit": "時間"}
    [row, _] = rows_of(book_of(made)["データ_補助対象"])

    assert (row["計上"], row["数量"], row["基準額の単価（円）"]) == ("計上する", 3.5, LARGE)


def test_everything_that_is_on_paper_has_a_page_for_machines():
    compared = {
        "stage": "application",
        "number": 2,
        "checksum": "b" * 64,
        "stage_label": "当初交付申請",
        "sheet": "T-00000009",
    }
    book = book_of(document(compared_with=compared))
    total = book_of(document("municipality"))

    def values(book, name):
        """Without what each row says of its sheet."""
        return [tuple(row.values())[len(HEAD) :] for row in rows_of(book[name])]

    assert values(book, "データ_経費と収入") == [
        ("operation", "運営費", LARGE, LARGE, 0, "架空の決算書")
    ]
    of = ("application", "当初交付申請", 2, "T-00000009", "b" * 64)
    assert values(book, "データ_前の段階からの変更") == [
        (*of, "operation.base", "基本分", "あり", "あり", LARGE, LARGE + LESS, LESS)
    ]
    assert values(book, "データ_合計")[0][-5:] == of
    assert [row[2] for row in values(book, "データ_取扱い")] == ["1,000円", None]
    assert [row[-1] for row in values(book, "データ_備考")] == [
        "見本です。金額は、すべて架空の金額です。"
    ]
    assert values(book, "データ_足りないもの") == [(1, "夜間加算の基準額の単価", "経理担当", None)]
    assert values(book, "データ_センターの一覧") == []
    assert [row[1] for row in values(total, "データ_センターの一覧")] == ["999999-01", "999999-02"]
    assert [row[6] for row in values(total, "データ_センターの一覧")] == [None, LARGE]


def test_two_sheets_of_one_center_have_pages_of_their_own():
    assert book_of(numbered(1), numbered(1)).sheetnames[:2] == ["999999-01", "999999-01_2"]


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
