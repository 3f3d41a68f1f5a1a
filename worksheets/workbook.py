"""A sheet as xlsx: in the layout of the paper, and beside it one that machines read.

Words are words in every cell, whatever they begin with: nothing that somebody typed is ever run.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet as Page

from worksheets.content import TOTAL_LABELS
from worksheets.enums import WorksheetStage
from worksheets.print_layout import THOUSAND, PrintLayout
from worksheets.print_sheet import PrintedSheet
from worksheets.print_tables import Cell, Table

GRID = 20  # columns of the printed layout; a table's columns are made of some of them
COLUMN_WIDTH = 4.7
LAYOUT_NAME, PAPER_A4 = "様式", 9
NO_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
YEN_FORMAT = '#,##0;"△"#,##0;0'
THIN, THICK = Side(style="thin"), Side(style="medium")
GREY = PatternFill("solid", fgColor="F0F0F0")
WRAPPED = Alignment(wrap_text=True, vertical="top")
NUMBERS = Alignment(horizontal="right", vertical="top")

Plain = str | int | float | None
HEAD = ("自治体コード", "自治体名", "センターコード", "センター名", "類型", "年度（西暦）", "段階")


def workbook_of(sheets: Sequence[PrintedSheet], *, only_data: bool = False) -> bytes:
    """One page in the layout of the paper for each sheet, and the data of all of them."""
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for sheet in () if only_data else sheets:
        _write_layout(book.create_sheet(_page_name(sheet, taken)), sheet)
    for name, columns, rows in _data(sheets):
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        for row in (columns, *rows):
            page.append([_plain_cell(page, value) for value in row])
    book.properties.creator = "つなぎ"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _page_name(sheet: PrintedSheet, taken: set[str]) -> str:
    """The center's code, or 様式; numbered where it stands twice."""
    center = sheet.content["center"]
    wanted = NO_NAME.sub("_", center["code"] if center else "自治体計")[: LONGEST_NAME - 4]
    name, number = wanted or LAYOUT_NAME, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add(name)
    return name


def _words(cell: SheetCell, text: str) -> SheetCell:
    """A string and never a formula, also after somebody has edited the cell."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _plain_cell(page: Page, value: Plain) -> Any:
    if not isinstance(value, str):
        return value
    return _words(SheetCell(page), value)


# The layout of the paper ------------------------------------------------------------------


def _write_layout(page: Page, sheet: PrintedSheet) -> None:
    for number in range(1, GRID + 1):
        page.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
    page.page_setup.paperSize = PAPER_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.left.text = f"印刷番号　{sheet.stamp.print_id}"
    page.oddFooter.right.text = "&P / &N ページ"
    row = _write_head(page, sheet)
    for table in sheet.tables:
        row = _write_table(page, table, row + 1, sheet.layout)
    for words in sheet.remarks:
        row = _line(page, row, f"備考：{words}")
    row = _pairs(page, row + 1, ((label, words or "－") for label, words in sheet.steps))
    _pairs(
        page,
        row,
        (
            ("印刷番号", sheet.stamp.print_id),
            ("内容のハッシュ値（SHA-256）", sheet.stamp.checksum),
        ),
    )


def _write_head(page: Page, sheet: PrintedSheet) -> int:
    """Title, addressee and identity; returns the next free row."""
    layout, row = sheet.layout, 1
    top = "　".join((layout.form_number, *(f"【{mark}】" for mark in sheet.marks))).strip()
    for words, alignment in (
        (top, Alignment(horizontal="left")),
        (sheet.day, Alignment(horizontal="right")),
        (layout.addressee, Alignment(horizontal="left")),
        (f"{layout.sender}{'　印' if layout.shows_seal else ''}", Alignment(horizontal="right")),
        (layout.title, Alignment(horizontal="center")),
        (sheet.fiscal_year, Alignment(horizontal="center")),
    ):
        if words.strip():
            row = _line(page, row, words, alignment=alignment, is_title=words == layout.title)
    if layout.approval_roles:
        row = _approval(page, row, layout.approval_roles)
    row = _pairs(page, row, sheet.identity)
    return _line(
        page, row, f"（単位：{layout.unit_label}）", alignment=Alignment(horizontal="right")
    )


def _approval(page: Page, row: int, roles: Sequence[str]) -> int:
    """決裁欄: a box for each role, on the right."""
    first = GRID - 3 * len(roles) + 1
    for number, role in enumerate(roles):
        start = first + 3 * number
        _box(page, row, start, start + 2, role, fill=GREY)
        _box(page, row + 1, start, start + 2, "")
    page.row_dimensions[row + 1].height = 36
    return row + 2


def _line(
    page: Page, row: int, words: str, *, alignment: Alignment = WRAPPED, is_title: bool = False
) -> int:
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=GRID)
    cell = _words(page.cell(row, 1), words)
    cell.alignment = alignment
    if is_title:
        cell.font = Font(bold=True, size=14)
    return row + 1


def _pairs(page: Page, row: int, pairs: Iterable[tuple[str, str]]) -> int:
    for label, words in pairs:
        _box(page, row, 1, 5, label, fill=GREY)
        _box(page, row, 6, GRID, words)
        row += 1
    return row


def _write_table(page: Page, table: Table, row: int, layout: PrintLayout) -> int:
    cell = _words(page.cell(row, 1), table.title)
    cell.font = Font(bold=True)
    spans, row = _spans(table), row + 1
    for (first, last), column in zip(spans, table.columns, strict=True):
        _box(page, row, first, last, column.heading, fill=GREY)
    for line in table.rows:
        row += 1
        for (first, last), printed in zip(spans, line.cells, strict=True):
            _box(page, row, first, last, printed.all_words, number=_number(printed, layout))
        page.row_dimensions[row].height = _height(line.cells, spans)
    row += 1
    return _line(page, row, table.note) if table.note else row


def _spans(table: Table) -> list[tuple[int, int]]:
    """Each column's share of the grid, at least one of its columns."""
    found, start, done = [], 1, 0
    for number, column in enumerate(table.columns):
        done += column.width
        left = len(table.columns) - number - 1
        end = min(max(round(done * GRID / 100), start), GRID - left)
        found.append((start, end if left else GRID))
        start = end + 1
    return found


def _number(printed: Cell, layout: PrintLayout) -> int | None:
    """The figure as the paper shows it; a cell with smaller words below has them as words."""
    if not printed.is_amount or printed.value is None or printed.below:
        return None
    if not layout.in_thousands:
        return printed.value
    cut = abs(printed.value) // THOUSAND
    return -cut if printed.value < 0 else cut


def _height(cells: Sequence[Cell], spans: Sequence[tuple[int, int]]) -> float:
    """Merged cells never grow by themselves: room for the longest words."""
    lines = 1
    for cell, (first, last) in zip(cells, spans, strict=True):
        room = max(2, int((last - first + 1) * 2.3))
        lines = max(lines, sum(-(-len(part) // room) or 1 for part in cell.all_words.split("\n")))
    return 15.0 * min(lines, 27)


def _box(
    page: Page,
    row: int,
    first: int,
    last: int,
    words: str,
    *,
    number: int | None = None,
    fill: PatternFill | None = None,
) -> None:
    for column in range(first, last + 1):
        page.cell(row, column).border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    if last > first:
        page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    cell = page.cell(row, first)
    if number is None:
        _words(cell, words)
        cell.alignment = WRAPPED
    else:
        cell.value, cell.number_format, cell.alignment = number, YEN_FORMAT, NUMBERS
    if fill is not None:
        cell.fill = fill


# One cell, one value ----------------------------------------------------------------------


def _data(
    sheets: Sequence[PrintedSheet],
) -> Iterator[tuple[str, tuple[str, ...], list[list[Plain]]]]:
    """Name, headings and rows of each page of data; amounts in yen, whatever the paper shows."""
    yield (
        "データ_計算",
        (*HEAD, "行番号", "行の記号", "階層", "項目", "条項", "算式", "金額（円）"),
        _rows(sheets, _line_rows),
    )
    yield (
        "データ_数値",
        (*HEAD, "行番号", "行の記号", "数値の番号", "数値の名称", "値", "単位", "出典"),
        _rows(sheets, _figure_rows),
    )
    yield (
        "データ_合計",
        (*HEAD, *(f"{label}（円）" for label in TOTAL_LABELS.values()), "内容のハッシュ値"),
        _rows(sheets, _total_rows),
    )
    yield (
        "データ_内訳",
        (
            *HEAD,
            "内訳の記号",
            "内訳",
            "区分",
            "条項",
            "判定",
            "数量",
            "数量の単位",
            "規模等",
            "基準額の単価（円）",
            "月数（か月）",
        ),
        _rows(sheets, _claim_rows),
    )
    yield (
        "データ_根拠",
        (*HEAD, "内訳の記号", "規定", "条件の番号", "条項", "条件", "判定", "数値", "理由", "記録"),
        _rows(sheets, _condition_rows),
    )
    yield (
        "データ_未登録",
        (*HEAD, "番号", "事項", "登録する人", "期限"),
        _rows(sheets, _missing_rows),
    )


def _rows(sheets: Sequence[PrintedSheet], of_one: Any) -> list[list[Plain]]:
    return [[*_head(sheet), *row] for sheet in sheets for row in of_one(sheet)]


def _head(sheet: PrintedSheet) -> tuple[Plain, ...]:
    content, center = sheet.content, sheet.content["center"] or {}
    return (
        content["municipality"]["code"],
        content["municipality"]["name"],
        center.get("code"),
        center.get("name"),
        center.get("type_label"),
        content["fiscal_year"],
        WorksheetStage(content["stage"]).label,
    )


def _line_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    for number, line in enumerate(sheet.content["lines"], 1):
        yield [
            number,
            line["key"],
            line["level"],
            line["label"],
            line["clause"] or None,
            line["formula"] or None,
            line["amount"],
        ]


def _figure_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    for number, line in enumerate(sheet.content["lines"], 1):
        for place, figure in enumerate(line["figures"], 1):
            yield [
                number,
                line["key"],
                place,
                figure["label"],
                _exact(figure["value"]),
                figure["unit"] or None,
                figure["origin"]["text"] or None,
            ]


def _total_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    totals = sheet.content["totals"]
    yield [*(totals[name] for name in TOTAL_LABELS), sheet.stamp.checksum]


def _claim_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    for claim in sheet.content["claims"]:
        yield [
            claim["component"],
            claim["label"],
            claim["category"],
            claim["clause"] or None,
            claim["status"],
            _exact(claim["quantity"]),
            claim["unit"] or None,
            claim["size_class"] or None,
            claim["unit_amount"],
            claim["months"],
        ]


def _condition_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    names = ("clause", "description", "status", "figure", "reason", "origin")
    for part in sheet.content["annex"]:
        for number, condition in enumerate(part["conditions"], 1):
            values = [condition[name] or None for name in names]
            yield [part["component"], part["rule"], number, *values]


def _missing_rows(sheet: PrintedSheet) -> Iterator[list[Plain]]:
    for number, row in enumerate(sheet.content["missing"], 1):
        yield [number, row["what"], row["who"], row["by"]]


def _exact(value: str | int | None) -> Plain:
    """A fraction that a decimal holds as a number; 「1/3」 as words rather than 0.333."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+/\d+", value):
        found = Fraction(value)
        return float(found) if Fraction(str(float(found))) == found else value
    return value
