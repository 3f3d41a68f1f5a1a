"""取扱い of a year as the calculation takes it: only what was confirmed, nothing by default."""

from collections.abc import Iterable
from typing import Any

from shared.wareki import format_wareki
from worksheets.calculation.handling import handling_missing
from worksheets.calculation.shapes import Handling, Missing, Origin
from worksheets.handling_choices import load_handling
from worksheets.models import HandlingChoice

NUMBERS = frozenset({"rounding_unit"})


def handling_of(municipality: Any, fiscal_year: int) -> Handling:
    """One query. What nobody has confirmed for this very year is None."""
    return handling_from(HandlingChoice.objects.confirmed_for(municipality, fiscal_year))


def handling_from(rows: Iterable[HandlingChoice]) -> Handling:
    """The same of rows that are at hand; an item or a value that is none any more is left out."""
    items = load_handling()
    known = [row for row in rows if row.item in items and row.value in items[row.item].values]
    values: dict[str, Any] = {
        row.item: int(row.value) if row.item in NUMBERS else row.value for row in known
    }
    origins = {row.item: Origin(_source(row)) for row in known}
    return Handling(**values, origins=origins)


def unset_items(handling: Handling) -> list[str]:
    """The names of what is not set, in the order of the list; what is only for some cases, not."""
    return [
        item.name
        for key, item in load_handling().items()
        if getattr(handling, key) is None and not item.only_for
    ]


def unset_missing(handling: Handling) -> list[Missing]:
    """The same as something that a sheet lacks: without it no sheet is submitted."""
    return [
        handling_missing(key)
        for key, item in load_handling().items()
        if getattr(handling, key) is None and not item.only_for
    ]


def _source(row: HandlingChoice) -> str:
    return f"{row.source}（{format_wareki(row.source_on)}）"
