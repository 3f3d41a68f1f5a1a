"""A sheet as a page of an xlsx in the layout of the paper, ready to be printed.

Every row has its height and every page of paper its break, so that nothing is cut off and the
headings of a table stand on each page that it runs over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet as Page

from worksheets.print_layout import NOTHING, THOUSAND, PrintLayout
from worksheets.print_sheet import PrintedSheet
from worksheets.print_tables import Cell, Table
from worksheets.workbook_text import wrapped, write_words

PAPER_A4, INCH, POINTS = 9, 25.4, 72
LEFT, TOP, BOTTOM = 14, 20, 18  # mm, as on the paper; the right is as the left
A4_HEIGHT = 297
USABLE = (A4_HEIGHT - TOP - BOTTOM) / INCH * POINTS - 10
GRID = 52  # columns of the page; a table's columns are made of some of them
COLUMN_WIDTH, COLUMN_POINTS = 13 / 7, 9.75  # 13 px
PADDING = 4  # points beside the words of a cell
LABEL_LAST, ROLE_COLUMNS = 12, 7
MOST_LINES = 16  # of one row: no row may be higher than 409 points
LINE_HEIGHT = 1.5
MOST_IN_FOOTER = 80  # a footer of more than 255 characters makes the file unreadable
FACE = "MS Mincho"
TITLE_SIZE, SIZE, DENSE_SIZE = 14, 10, 8
APPROVAL_HEIGHT, GAP = 36.0, 9.0

YEN_FORMAT = '#,##0;"△"#,##0;0'
THIN = Side(style="thin")
BORDER, NO_BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN), Border()
GREY, NO_FILL = PatternFill("solid", fgColor="F0F0F0"), PatternFill()
# A number that is too long becomes smaller and never ####.
NUMBERS = Alignment(horizontal="right", vertical="top", shrink_to_fit=True)


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a box looks; the size in points."""

    size: int = SIZE
    is_bold: bool = False
    align: str = "left"
    is_grey: bool = False
    has_border: bool = True


LINE = Style(has_border=False)
RIGHT = Style(has_border=False, align="right")
CENTER = Style(has_border=False, align="center")
LABEL = Style(is_grey=True)


@dataclass(frozen=True)
class Box:
    """Words or a number over some columns of the grid."""

    first: int
    last: int
    words: str
    style: Style = Style()
    number: int | None = None

    @property
    def lines(self) -> list[str]:
        if self.number is not None:
            return [self.words]
        points = (self.last - self.first + 1) * COLUMN_POINTS - PADDING
        room = points / self.style.size
        return wrapped(self.words, max(1, room - 1))  # one for 、 and 。, which begin no line


@dataclass(frozen=True)
class Row:
    boxes: tuple[Box, ...]
    height: float


@dataclass
class Paper:
    """A page of the book, filled from the top; `left` are the points left on this page of paper."""

    page: Page
    row: int = 1
    left: float = USABLE
    repeated: Sequence[Row] = field(default=())

    def keep(self, height: float) -> None:
        """Begin a new page of paper where this height has no room on this one."""
        if self.left < height <= USABLE and self.left < USABLE:
            self.begin()

    def begin(self) -> None:
        if self.row > 1:
            self.page.row_breaks.append(Break(id=self.row - 1))
            self.left = USABLE

    def add(self, rows: Iterable[Row]) -> None:
        """Below each other; on a new page of paper below what is repeated."""
        for row in rows:
            if self.left < row.height and self.left < USABLE:
                self.begin()
                for heading in self.repeated:
                    self._write(heading)
            self._write(row)

    def gap(self) -> None:
        self._write(Row((), GAP))

    def _write(self, row: Row) -> None:
        self.page.row_dimensions[self.row].height = row.height
        for box in row.boxes:
            _write_box(self.page, self.row, box)
        self.row += 1
        self.left -= row.height


def write_layout(page: Page, sheet: PrintedSheet) -> None:
    """`page` is empty."""
    _set_up(page, sheet)
    paper = Paper(page)
    _write_head(paper, sheet)
    for table in sheet.tables:
        _write_table(paper, table, sheet.layout)
    paper.gap()
    for words in sheet.remarks:
        paper.add(_line(f"備考：{words}"))
    paper.gap()
    foot = _pairs(
        (
            *((label, words or NOTHING) for label, words in sheet.steps),
            ("印刷番号", sheet.stamp.print_id),
            ("内容のハッシュ値（SHA-256）", sheet.stamp.checksum),
        )
    )
    paper.keep(_height(foot))
    paper.add(foot)


def _set_up(page: Page, sheet: PrintedSheet) -> None:
    for number in range(1, GRID + 1):
        page.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
    page.sheet_view.showGridLines = False
    page.page_setup.paperSize = PAPER_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    margins = page.page_margins
    margins.left = margins.right = LEFT / INCH
    margins.top, margins.bottom = TOP / INCH, BOTTOM / INCH
    page.oddHeader.right.text = _marks(sheet) or None
    prepared = sheet.prepared[:MOST_IN_FOOTER].replace("&", "&&")
    page.oddFooter.left.text = f"印刷番号　{sheet.stamp.print_id}　{prepared}".strip()
    page.oddFooter.left.size = DENSE_SIZE
    page.oddFooter.right.text = "&P / &N ページ"


def _marks(sheet: PrintedSheet) -> str:
    return "".join(f"【{mark}】" for mark in sheet.marks)


# What stands above the tables --------------------------------------------------------------


def _write_head(paper: Paper, sheet: PrintedSheet) -> None:
    """Title, addressee, 決裁欄 and identity."""
    layout = sheet.layout
    for words, style in (
        (f"{layout.form_number}　{_marks(sheet)}".strip(), LINE),
        (layout.document_number, RIGHT),
        (sheet.day, RIGHT),
        (layout.addressee, LINE),
        (f"{layout.sender}{'　印' if layout.shows_seal else ''}", RIGHT),
        (layout.subject, CENTER),
        (layout.opening, LINE),
        ("記" if layout.opening else "", CENTER),
        (layout.title, Style(size=TITLE_SIZE, is_bold=True, align="center", has_border=False)),
        (sheet.fiscal_year, CENTER),
    ):
        if words.strip():
            paper.add(_line(words, style))
    if layout.approval_roles:
        _write_approval(paper, layout.approval_roles)
    paper.add(_pairs(sheet.identity))
    paper.add(_line(f"（単位：{layout.unit_label}）", RIGHT))
    if layout.unit_note:
        paper.add(_line(layout.unit_note))


def _write_approval(paper: Paper, roles: Sequence[str]) -> None:
    """決裁欄: a box for each role, on the right."""
    first = GRID - ROLE_COLUMNS * len(roles) + 1
    spans = [
        (first + ROLE_COLUMNS * place, first + ROLE_COLUMNS * (place + 1) - 1)
        for place in range(len(roles))
    ]
    center = Style(align="center", is_grey=True)
    names = _rows([Box(*span, role, center) for span, role in zip(spans, roles, strict=True)])
    paper.add((*names, Row(tuple(Box(*span, "") for span in spans), APPROVAL_HEIGHT)))
    paper.gap()


def _line(words: str, style: Style = LINE) -> list[Row]:
    return list(_rows([Box(1, GRID, words, style)]))


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    return [
        row
        for label, words in pairs
        for row in _rows([Box(1, LABEL_LAST, label, LABEL), Box(LABEL_LAST + 1, GRID, words)])
    ]


# Tables ------------------------------------------------------------------------------------


def _write_table(paper: Paper, table: Table, layout: PrintLayout) -> None:
    """With its title and headings on the page of paper on which its first row stands."""
    size, spans = (DENSE_SIZE if table.is_dense else SIZE), _spans(table)
    label = Style(size=size, align="center", is_grey=True)
    title = _line(table.title, Style(is_bold=True, has_border=False))
    headings = list(
        _rows(
            [
                Box(*span, column.heading, label)
                for span, column in zip(spans, table.columns, strict=True)
            ]
        )
    )
    body = [
        row
        for line in table.rows
        for row in _rows(
            [
                _box(span, cell, layout, size, is_bold=line.level == 0)
                for span, cell in zip(spans, line.cells, strict=True)
            ]
        )
    ]
    if table.begins_page:
        paper.begin()
    else:
        paper.gap()
    together = body if table.is_short and _height(body) < USABLE / 2 else body[:1]
    paper.keep(_height([*title, *headings, *together]))
    paper.add([*title, *headings])
    paper.repeated = headings
    paper.add(body)
    paper.repeated = ()
    if table.note:
        paper.add(_line(table.note))


def _height(rows: Iterable[Row]) -> float:
    return sum(row.height for row in rows)


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


def _box(
    span: tuple[int, int], cell: Cell, layout: PrintLayout, size: int, *, is_bold: bool
) -> Box:
    style = Style(
        size=size,
        is_bold=is_bold or cell.is_missing,
        align="right" if cell.is_amount else "left",
    )
    return Box(*span, cell.all_words, style, _number(cell, layout))


def _number(cell: Cell, layout: PrintLayout) -> int | None:
    """The figure as the paper shows it; where the paper shows something else, None: words."""
    value = cell.value
    if not cell.is_amount or value is None or cell.below or cell.text != layout.number(value):
        return None
    if not layout.in_thousands:
        return value
    cut = abs(value) // THOUSAND
    return -cut if value < 0 else cut


def _rows(boxes: Sequence[Box]) -> Iterator[Row]:
    """One row, or more where the words are too many for one: what is below goes on in the next."""
    for place, parts in enumerate(
        zip_longest(*(_pieces(box.lines) for box in boxes), fillvalue=())
    ):
        pairs = list(zip(boxes, parts, strict=True))
        yield Row(
            tuple(
                replace(
                    box,
                    words="".join(lines).removesuffix("\n"),
                    number=None if place else box.number,
                )
                for box, lines in pairs
            ),
            max(max(1, len(lines)) * box.style.size * LINE_HEIGHT for box, lines in pairs),
        )


def _pieces(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as a row may have; where one can, a piece ends with the end of a paragraph."""
    while lines:
        end = min(MOST_LINES, len(lines))
        ends = [place for place, line in enumerate(lines[:end], 1) if line.endswith("\n")]
        end = ends[-1] if ends and end < len(lines) else end
        yield lines[:end]
        lines = lines[end:]


def _write_box(page: Page, row: int, box: Box) -> None:
    cell, style = page.cell(row, box.first), box.style
    cell.font = Font(name=FACE, size=style.size, bold=style.is_bold)
    cell.fill = GREY if style.is_grey else NO_FILL
    cell.border = BORDER if style.has_border else NO_BORDER
    if box.number is None:
        write_words(cell, box.words)
        cell.alignment = Alignment(horizontal=style.align, vertical="top", wrap_text=True)
    else:
        cell.value, cell.number_format, cell.alignment = box.number, YEN_FORMAT, NUMBERS
    if box.last > box.first:  # afterwards: merging draws the border around all of them
        page.merge_cells(start_row=row, end_row=row, start_column=box.first, end_column=box.last)
