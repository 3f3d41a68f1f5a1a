"""Bands of weekly hours that take the place of others: no hours may be left without an amount."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from worksheets.models import StandardAmount
from worksheets.models.amount import hours_text


def gap_in(counting: Iterable[StandardAmount], fresh: Sequence[StandardAmount]) -> str:
    """The first hours that have an amount and would have none with `fresh`, in words; or empty.

    Both are bands of one table. What shares hours with a fresh band gives way to it.
    """
    giving_way: list[StandardAmount] = []
    staying: list[StandardAmount] = []
    for row in counting:
        (giving_way if any(_share(row, each) for each in fresh) else staying).append(row)
    after = sorted([*staying, *fresh], key=_start)
    for row in sorted(giving_way, key=_start):
        left = _first_left(row, after)
        if left:
            return hours_text(*left)
    return ""


def _first_left(
    row: StandardAmount, after: Sequence[StandardAmount]
) -> tuple[Decimal, Decimal | None] | None:
    reached = _start(row)
    for band in after:
        if _start(band) > reached:
            ends = [end for end in (_start(band), row.hours_below) if end is not None]
            return (reached, min(ends)) if _is_before(reached, row.hours_below) else None
        if band.hours_below is None:
            return None
        reached = max(reached, band.hours_below)
    return (reached, row.hours_below) if _is_before(reached, row.hours_below) else None


def _share(one: StandardAmount, other: StandardAmount) -> bool:
    return _is_before(_start(one), other.hours_below) and _is_before(_start(other), one.hours_below)


def _start(band: StandardAmount) -> Decimal:
    return band.hours_from or Decimal(0)


def _is_before(hours: Decimal, end: Decimal | None) -> bool:
    return end is None or hours < end
