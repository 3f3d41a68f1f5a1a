"""A week of hours in one save."""

import datetime as dt

import pytest
from django.urls import reverse

from centers.models import OpeningHours
from tests.factories import CenterFactory, OpeningHoursFactory

DATA = {
    "service": "general",
    "weekdays": ["1", "2", "3", "4", "5"],
    "opens_at": "9:00",
    "closes_at": "17:00",
    "starts_on": "令和2年4月1日",
}


@pytest.fixture
def editor(client_for, municipal_officer):
    return client_for(municipal_officer)


def create(editor, center, **changes):
    url = reverse("centers:entry_create", args=[center.pk, "opening-hours"])
    return editor.post(url, DATA | changes)


def replace(editor, entry, **changes):
    url = reverse("centers:entry_replace", args=["opening-hours", entry.pk])
    return editor.post(url, DATA | changes)


def test_five_days_get_the_same_interval_in_one_save(editor, center):
    create(editor, center)

    rows = OpeningHours.objects.order_by("weekday")
    assert [row.weekday for row in rows] == [1, 2, 3, 4, 5]
    assert {(row.opens_at, row.closes_at) for row in rows} == {(dt.time(9), dt.time(17))}


def test_afternoon_is_added_beside_the_morning(editor, center):
    create(editor, center, closes_at="12:00")
    create(editor, center, opens_at="12:00")

    assert OpeningHours.objects.filter(weekday=1).count() == 2


def test_one_overlapping_day_refuses_the_whole_week_and_is_named(editor, center):
    OpeningHoursFactory(center=center, weekday=3, opens_at=dt.time(16), closes_at=dt.time(18))

    response = create(editor, center)

    form = response.context["form"]
    assert form.non_field_errors() == ["水曜日：同じ曜日の時間帯が重なっています。"]
    assert form["weekdays"].value() == DATA["weekdays"]
    assert OpeningHours.objects.count() == 1


def test_closing_before_opening_is_explained_beside_the_field(editor, center):
    form = create(editor, center, closes_at="9:00").context["form"]

    assert form.errors == {"closes_at": ["終了時刻は開始時刻より後にしてください。"]}


def test_replacing_offers_the_days_with_the_same_hours(editor, center):
    monday, tuesday = (OpeningHoursFactory(center=center, weekday=day) for day in (1, 2))
    OpeningHoursFactory(center=center, weekday=3, closes_at=dt.time(12))
    OpeningHoursFactory(center=CenterFactory(), weekday=4)

    form = editor.get(reverse("centers:entry_replace", args=["opening-hours", monday.pk])).context[
        "form"
    ]

    assert form.fields["weekdays"].choices == [(1, "月曜日"), (2, "火曜日")]
    assert form["weekdays"].value() == [1]
    assert tuesday.is_current


def test_chosen_days_are_replaced_together_and_the_others_stay(editor, center):
    rows = {day: OpeningHoursFactory(center=center, weekday=day) for day in (1, 2, 3)}

    replace(editor, rows[1], weekdays=["1", "2"], closes_at="18:00")

    current = OpeningHours.objects.current().order_by("weekday")
    assert [(row.weekday, row.closes_at) for row in current] == [
        (1, dt.time(18)),
        (2, dt.time(18)),
        (3, dt.time(17)),
    ]
    assert OpeningHours.objects.count() == 5
    assert rows[3] in current


def test_day_that_was_not_offered_is_refused(editor, center):
    monday = OpeningHoursFactory(center=center, weekday=1)

    form = replace(editor, monday, weekdays=["1", "5"], closes_at="18:00").context["form"]

    assert list(form.errors) == ["weekdays"]
    assert OpeningHours.objects.get() == monday


def test_saving_a_day_unchanged_records_nothing(editor, center):
    monday = OpeningHoursFactory(center=center, weekday=1)

    replace(editor, monday, weekdays=["1"])

    assert OpeningHours.objects.get() == monday
