"""対象月数: only what the municipality has agreed to counts part of a year."""

import datetime as dt
from types import SimpleNamespace

import pytest

from worksheets.calculation.shapes import Handling
from worksheets.months import months_counted


def period(starts, ends=None):
    return SimpleNamespace(starts_on=starts, ends_on=ends)


WHOLE = period(dt.date(2020, 4, 1))
FROM_OCTOBER = period(dt.date(2025, 10, 1))
FROM_MID_OCTOBER = period(dt.date(2025, 10, 15))


@pytest.mark.parametrize(
    ("periods", "handling", "months"),
    [
        ([WHOLE], Handling(), 12),
        ([], Handling(), 12),
        ([FROM_OCTOBER], Handling(), None),
        ([FROM_OCTOBER], Handling(part_year="full"), 12),
        ([FROM_OCTOBER], Handling(part_year="monthly"), 6),
        ([FROM_MID_OCTOBER], Handling(part_year="monthly"), None),
        ([FROM_MID_OCTOBER], Handling(part_year="monthly", part_month="started"), 6),
        ([FROM_MID_OCTOBER], Handling(part_year="monthly", part_month="complete"), 5),
        (
            [period(dt.date(2025, 4, 1), dt.date(2025, 4, 15)), period(dt.date(2025, 4, 16))],
            Handling(),
            12,
        ),
        ([period(dt.date(2020, 4, 1), dt.date(2026, 3, 30))], Handling(part_year="monthly"), None),
    ],
)
def test_months(periods, handling, months):
    assert months_counted(periods, 2025, handling) == months


@pytest.mark.parametrize("part_year", [None, "full", "monthly"])
def test_an_amount_per_month_is_paid_for_the_months_there_were(part_year):
    handling = Handling(part_year=part_year)

    assert months_counted([WHOLE], 2025, handling, per="month") == 12
    assert months_counted([FROM_OCTOBER], 2025, handling, per="month") == 6
    assert months_counted([FROM_MID_OCTOBER], 2025, handling, per="month") is None


@pytest.mark.parametrize(
    ("handling", "per", "months"),
    [
        (Handling(part_year="monthly"), "year", 7),
        (Handling(part_year="full"), "year", 12),
        (Handling(), "year", None),
        (Handling(), "month", 7),
        (Handling(part_year="full"), "month", 7),
    ],
)
def test_entered_months_count_where_months_count(handling, per, months):
    assert months_counted([WHOLE], 2025, handling, per=per, entered=7) == months
