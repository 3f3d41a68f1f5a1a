"""対象月数: how many months of a fiscal year a center worked under a type."""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.date_ranges import Dated
from shared.fiscal_year import MONTHS_IN_A_YEAR, FiscalYear
from worksheets.calculation.shapes import Handling

YEAR = "year"
MONTHLY, FULL, STARTED, COMPLETE = "monthly", "full", "started", "complete"
ONE_DAY = timedelta(days=1)


def months_counted(
    periods: Sequence[Dated],
    fiscal_year: int,
    handling: Handling,
    *,
    per: str = YEAR,
    entered: int | None = None,
) -> int | None:
    """Twelve for the whole year; for a part of it as the 取扱い says, None while it says nothing.

    An amount for a month is paid for the months there were, whatever is done with one for a year:
    `part_year` is asked of an amount per year only. `entered` stands in place of what is counted,
    where months count at all. Without any period it is the whole year: something that is paid
    once knows no months.
    """
    year = FiscalYear(fiscal_year)
    held = [_within(year, each) for each in periods]
    covered = [_covered(year, month, held) for month in year.months]
    is_whole = not periods or all(part == WHOLE for part in covered)
    if entered == MONTHS_IN_A_YEAR or (is_whole and entered is None):
        return MONTHS_IN_A_YEAR
    if per == YEAR and handling.part_year == FULL:
        return MONTHS_IN_A_YEAR
    if per == YEAR and handling.part_year != MONTHLY:
        return None
    return _counted(covered, handling) if entered is None else entered


def _counted(covered: Sequence[int], handling: Handling) -> int | None:
    if PART not in covered:
        return covered.count(WHOLE)
    if handling.part_month == STARTED:
        return covered.count(WHOLE) + covered.count(PART)
    return covered.count(WHOLE) if handling.part_month == COMPLETE else None


NONE, PART, WHOLE = 0, 1, 2


def _within(year: FiscalYear, period: Dated) -> tuple[date, date]:
    return max(period.starts_on, year.starts_on), min(period.ends_on or year.ends_on, year.ends_on)


def _covered(year: FiscalYear, first: date, held: Sequence[tuple[date, date]]) -> int:
    """How much of the month that begins on `first`; periods of one type never overlap."""
    later = [month for month in year.months if month > first]
    last = later[0] - ONE_DAY if later else year.ends_on
    days = sum(max(0, (min(ends, last) - max(starts, first)).days + 1) for starts, ends in held)
    if days == 0:
        return NONE
    return WHOLE if days == (last - first).days + 1 else PART
