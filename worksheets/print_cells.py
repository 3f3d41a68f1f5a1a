"""The tables of a printed sheet as shapes: cells, rows and columns, for the PDF and the xlsx."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.templatetags.status import LABELS, MARKS
from worksheets.print_layout import MISSING, PrintLayout
from worksheets.words import CLAIM_LABELS

MOST_WIDE_COLUMNS, MOST_SHORT_ROWS = 6, 8


@dataclass(frozen=True)
class Cell:
    """One cell: its words, the yen behind an amount, and smaller lines below."""

    text: str
    value: int | None = None  # yen
    is_amount: bool = False
    is_missing: bool = False
    below: tuple[str, ...] = ()

    @property
    def all_words(self) -> str:
        return "\n".join((self.text, *self.below))


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    level: int = 2  # 0: a total, 1: a category, 2: whatever they are made of


@dataclass(frozen=True)
class Column:
    """`width` in hundredths of the page; amounts say their unit in the heading."""

    heading: str
    width: int


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    begins_page: bool = False

    @property
    def is_short(self) -> bool:
        """Better on one page than on two."""
        return len(self.rows) <= MOST_SHORT_ROWS

    @property
    def is_dense(self) -> bool:
        return len(self.columns) > MOST_WIDE_COLUMNS


def table(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Row], **more: Any
) -> Table:
    return Table(title, tuple(Column(*column) for column in columns), tuple(rows), **more)


def amount(value: int | None, layout: PrintLayout, *, otherwise: str = MISSING) -> Cell:
    return Cell(
        layout.amount(value, otherwise=otherwise),
        value,
        is_amount=True,
        is_missing=value is None and otherwise == MISSING,
    )


def growth(before: int | None, after: int | None, layout: PrintLayout) -> Cell:
    """What is less than the unit is said in words: it is a change all the same."""
    change = None if before is None or after is None else after - before
    value = None if change is None or layout.hides(change) else change
    return Cell(layout.change(before, after), value, is_amount=True)


def in_unit(words: str, layout: PrintLayout) -> str:
    return f"{words}（{layout.unit_label}）"


def status_words(word: str, label: str = "") -> str:
    """○ 満たす; what is left out has no mark. `label`: as it was worded when it was frozen."""
    words = label or str(CLAIM_LABELS.get(word, word))
    return f"{MARKS[word]} {words}" if word in LABELS else words


def origin_words(origin: dict[str, Any]) -> tuple[str, ...]:
    return (origin["text"],) if origin["text"] else ()


def with_dates(found: Table, layout: PrintLayout) -> Table:
    """All its dates in the digits of the form."""
    rows = (
        replace(row, cells=tuple(_with_dates(cell, layout) for cell in row.cells))
        for row in found.rows
    )
    return replace(
        found,
        title=layout.in_dates(found.title),
        note=layout.in_dates(found.note),
        columns=tuple(
            replace(column, heading=layout.in_dates(column.heading)) for column in found.columns
        ),
        rows=tuple(rows),
    )


def _with_dates(cell: Cell, layout: PrintLayout) -> Cell:
    return replace(
        cell, text=layout.in_dates(cell.text), below=tuple(map(layout.in_dates, cell.below))
    )
