"""Planned and actual days of many centers at once."""

import datetime as dt

import pytest
from django.utils import timezone

from centers.actions import confirm_open_days
from centers.calendar import open_days
from centers.models import OpenDay
from tests.factories import (
    CenterFactory,
    NationalHolidayOpeningFactory,
    OpenDayFactory,
    OpeningHoursFactory,
)

FIRST, LAST = dt.date(2025, 10, 1), dt.date(2025, 10, 31)
HOLIDAY = dt.date(2025, 10, 13)


def scheduled(center, **known):
    days = open_days([center.pk], first=FIRST, last=LAST, **known)[center.pk]
    return sorted(day.day for day in days.scheduled)


def test_center_rests_on_holidays_unless_it_says_otherwise(center):
    OpeningHoursFactory(center=center, weekday=1)
    assert scheduled(center) == [6, 20, 27]

    NationalHolidayOpeningFactory(center=center, is_open=True, ends_on=HOLIDAY)
    assert scheduled(center) == [6, 13, 20, 27]


def test_hours_count_within_their_period_only(center):
    OpeningHoursFactory(
        center=center, weekday=1, starts_on=dt.date(2025, 10, 7), ends_on=dt.date(2025, 10, 20)
    )

    assert scheduled(center) == [20]


def test_hours_of_a_special_service_open_no_day(center):
    OpeningHoursFactory(center=center, service="special_consideration")

    assert scheduled(center) == []


def test_plan_can_be_read_as_it_was_known(center):
    moment = timezone.now()
    OpeningHoursFactory(center=center, weekday=1, superseded_at=moment)

    assert scheduled(center) == []
    assert scheduled(center, known_at=moment - dt.timedelta(seconds=1)) == [6, 20, 27]


def test_scheduled_days_without_a_word_are_unrecorded(center):
    OpeningHoursFactory(center=center, weekday=1)
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 6))
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 20), is_open=False)

    days = open_days([center.pk], first=FIRST, last=LAST)[center.pk]

    assert days.opened == {dt.date(2025, 10, 6)}
    assert days.closed == {dt.date(2025, 10, 20)}
    assert days.unrecorded == [dt.date(2025, 10, 27)]


@pytest.mark.parametrize("center_count", [1, 3])
def test_calendar_takes_five_queries_for_any_number_of_centers(
    municipality, django_assert_num_queries, center_count
):
    centers = CenterFactory.create_batch(center_count, municipality=municipality)
    for center in centers:
        OpeningHoursFactory(center=center)

    # opening hours, holiday openings, closures, extra openings, open days
    with django_assert_num_queries(5):
        open_days([center.pk for center in centers], first=FIRST, last=LAST)


def test_confirming_the_same_again_changes_nothing(center, consultant):
    days, at = [FIRST, LAST], timezone.now()

    changed = [
        confirm_open_days(center, days, is_open=True, by=consultant, at=at),
        confirm_open_days(center, days, is_open=True, by=consultant, at=at),
        confirm_open_days(center, days[:1], is_open=True, by=consultant, at=at, note="雨"),
    ]

    assert changed == [2, 0, 1]
    assert OpenDay.objects.count() == 3
