"""単価: which of a component's standard amounts counts on the day of the judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from worksheets.amount_units import AmountUnit
from worksheets.claim_sources import ClaimSources
from worksheets.components import Component
from worksheets.models import StandardAmount

AMOUNT_CHANGES = (
    "この年度に適用日の異なる基準額があります。判定の基準日に適用されるものを使っています。"
)


@dataclass(frozen=True)
class ChosenAmount:
    """The amount that counts, if there is one, and what a reader has to know of it."""

    row: StandardAmount | None
    flags: tuple[str, ...] = ()


NO_AMOUNT = ChosenAmount(None)


def has_classes(component: Component, sources: ClaimSources) -> bool:
    """Whether the year's amounts of the component differ by size class."""
    return any(row.size_class for row in sources.amounts if row.component == component.code)


def amount_of(
    component: Component, size_class: str, quantity: Fraction | None, sources: ClaimSources
) -> ChosenAmount:
    """Of those that have begun by the day that counts: of the size class before the general, and
    the latest; of a table of hours the latest table, and of it the band of the quantity."""
    rows = [row for row in sources.amounts if row.component == component.code]
    of_class = [row for row in rows if row.size_class == size_class]
    general = [row for row in rows if not row.size_class]
    begun = _begun(of_class, sources) or _begun(general, sources)
    if not begun:
        return NO_AMOUNT
    days = {row.starts_on for row in (of_class or general)}
    flags = (AMOUNT_CHANGES,) if len(days) > 1 else ()
    latest = max(row.starts_on for row in begun)
    return ChosenAmount(
        _of_table([row for row in begun if row.starts_on == latest], quantity), flags
    )


def _begun(rows: Sequence[StandardAmount], sources: ClaimSources) -> list[StandardAmount]:
    return [row for row in rows if row.starts_on <= sources.amount_day]


def _of_table(rows: Sequence[StandardAmount], quantity: Fraction | None) -> StandardAmount | None:
    """The only row; of bands the one that holds the hours, none while these are not known."""
    bands = [row for row in rows if row.unit == AmountUnit.HOURS_CLASS]
    if not bands:
        return rows[-1]
    if quantity is None:
        return None
    hours = Decimal(quantity.numerator) / Decimal(quantity.denominator)
    return next((row for row in bands if row.holds_hours(hours)), None)
