from datetime import date

import pytest
from django.db.models import F, Q
from hypothesis import given
from hypothesis import strategies as st

from shared.date_ranges import in_force, no_overlap, ordered_dates, overlapping, period_expression

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
periods = st.tuples(days, days).map(lambda pair: tuple(sorted(pair)))


def matches(condition, row):
    """What the database makes of a condition, for one row."""
    if isinstance(condition, Q):
        answers = [matches(child, row) for child in condition.children]
        return all(answers) if condition.connector == Q.AND else any(answers)
    lookup, wanted = condition
    field, _, operator = lookup.rpartition("__")
    value = row[field]
    wanted = row[wanted.name] if isinstance(wanted, F) else wanted
    if operator == "isnull":
        return (value is None) == wanted
    return value is not None and (value <= wanted if operator == "lte" else value >= wanted)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 3, 31), False),
        (date(2025, 4, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_both_ends_of_a_period_belong_to_it(day, expected):
    row = {"starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31)}

    assert matches(in_force(day), row) is expected


def test_an_empty_end_means_until_further_notice():
    row = {"starts_on": date(2025, 4, 1), "ends_on": None}

    assert matches(in_force(date(2099, 12, 31)), row)
    assert not matches(in_force(date(2025, 3, 31)), row)


def test_the_columns_may_have_other_names():
    row = {"valid_from": date(2025, 4, 1), "valid_to": None}

    assert matches(in_force(date(2025, 4, 1), "valid_from", "valid_to"), row)


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(one, another):
    row = dict(zip(["starts_on", "ends_on"], one, strict=True))

    shared_day = max(one[0], another[0]) <= min(one[1], another[1])
    assert matches(overlapping(*another), row) is shared_day


@given(periods, days)
def test_an_open_period_overlaps_whatever_is_not_over_by_then(period, first):
    row = dict(zip(["starts_on", "ends_on"], period, strict=True))

    assert matches(overlapping(first, None), row) is (period[1] >= first)


@pytest.mark.parametrize(
    ("ends_on", "allowed"),
    [(None, True), (date(2025, 4, 1), True), (date(2025, 3, 31), False)],
)
def test_a_period_may_not_end_before_it_starts(ends_on, allowed):
    constraint = ordered_dates("periods_are_in_order")

    assert matches(constraint.condition, {"starts_on": date(2025, 4, 1), "ends_on": ends_on}) is (
        allowed
    )
    assert constraint.name == "periods_are_in_order"
    assert constraint.violation_error_message == "終了日は開始日以後の日付にしてください。"


def test_no_overlap_compares_periods_among_rows_alike():
    constraint = no_overlap(
        "postings_do_not_overlap",
        "staff_member",
        "center",
        message="この職員の配置と期間が重なっています。",
        condition=Q(cancelled_at__isnull=True),
    )

    (period, overlaps), *alike = constraint.expressions
    assert period == period_expression()
    assert overlaps == "&&"
    assert alike == [(F("staff_member"), "="), (F("center"), "=")]
    assert constraint.condition == Q(cancelled_at__isnull=True)
    assert constraint.violation_error_message == "この職員の配置と期間が重なっています。"


def test_no_overlap_says_something_by_itself():
    constraint = no_overlap("editions_do_not_overlap", start="valid_from", end="valid_to")

    assert constraint.expressions == [(period_expression("valid_from", "valid_to"), "&&")]
    assert constraint.violation_error_message == "期間が重なる登録が既にあります。"
