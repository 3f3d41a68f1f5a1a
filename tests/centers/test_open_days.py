"""開所実績: what a month shows, and what may be said of its days."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import OpenDay
from centers.month import Month, MonthOfCenter
from tests.factories import (
    CenterFactory,
    ClosureFactory,
    ExtraOpeningFactory,
    OpenDayFactory,
    OpeningHoursFactory,
)

OCTOBER = Month(dt.date(2025, 10, 1))
URL_OF_OCTOBER = "?month=2025-10"


@pytest.fixture
def mondays(center):
    """Open on Mondays: in October 2025 the 6th, 20th and 27th; the 13th is スポーツの日."""
    return OpeningHoursFactory(center=center, weekday=1)


@pytest.fixture
def worker(client_for, consultant):
    return client_for(consultant)


def url(name, center, query=URL_OF_OCTOBER):
    return reverse(f"centers:{name}", args=[center.pk]) + query


def by_day(calendar):
    return {day.date.day: day for day in calendar.days}


def test_month_shows_plan_record_and_holidays(center, mondays):
    ClosureFactory(center=center, starts_on=dt.date(2025, 10, 20), ends_on=dt.date(2025, 10, 20))
    ExtraOpeningFactory(center=center, held_on=dt.date(2025, 10, 12))
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 12), is_open=False, note="台風")

    days = by_day(MonthOfCenter(center, OCTOBER, today=dt.date(2025, 11, 1)))

    assert [number for number, day in days.items() if day.is_scheduled] == [6, 12, 27]
    assert (days[13].holiday, days[14].holiday) == ("スポーツの日", "")
    assert [number for number, day in days.items() if day.is_unrecorded] == [6, 27]
    assert (days[12].recorded.note, days[12].differs_from_plan) == ("台風", True)


def test_month_is_laid_out_from_monday_to_sunday(center):
    weeks = MonthOfCenter(center, OCTOBER, today=dt.date(2025, 11, 1)).weeks

    assert {len(week) for week in weeks} == {7}
    assert weeks[0][:2] == [None, None]
    assert weeks[0][2].date == dt.date(2025, 10, 1)
    assert weeks[-1][4].date == dt.date(2025, 10, 31)


def test_only_days_of_business_up_to_today_can_be_recorded(municipality):
    center = CenterFactory(
        municipality=municipality, opened_on=dt.date(2025, 10, 10), closed_on=dt.date(2025, 10, 12)
    )

    def recordable(today):
        calendar = MonthOfCenter(center, OCTOBER, today=dt.date(2025, 10, today))
        return [day.day for day in calendar.recordable]

    assert recordable(11) == [10, 11]
    assert recordable(20) == [10, 11, 12]


@pytest.mark.parametrize("text", ["2025-13", "2025-1", "令和7年10月", "", "0001-01", "9999-12"])
def test_month_that_cannot_be_is_not_found(worker, center, text):
    assert worker.get(url("open_days", center, f"?month={text}")).status_code == 404


def test_page_opens_on_the_current_month(worker, center):
    response = worker.get(url("open_days", center, ""))

    assert response.context["calendar"].month == Month.of(timezone.localdate())


@pytest.mark.parametrize("day_count", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_days(
    worker, center, mondays, django_assert_num_queries, day_count
):
    for day in (6, 13, 20)[:day_count]:
        OpenDayFactory(center=center, held_on=dt.date(2025, 10, day))

    # savepoint and its release, session, user, grants, center; calendar: opening hours, holiday
    # openings, closures, extra openings, open days; open days with notes
    with django_assert_num_queries(13):  # one: whose rows the user may see
        worker.get(url("open_days", center))


def test_all_unrecorded_days_are_confirmed_at_once(worker, consultant, center, mondays):
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 6), is_open=False)

    response = worker.post(url("open_days_confirm", center), follow=True)

    confirmed = OpenDay.objects.filter(is_open=True).order_by("held_on")
    assert [day.held_on.day for day in confirmed] == [20, 27]
    assert {day.recorded_by for day in confirmed} == {consultant}
    assert "2日を「予定どおり開所した」と記録しました。" in response.content.decode()


def test_today_and_later_are_not_confirmed_at_once(worker, center):
    today = timezone.localdate()
    for weekday in range(1, 8):
        OpeningHoursFactory(center=center, weekday=weekday)
    month = Month.of(today)

    worker.post(url("open_days_confirm", center, f"?month={month.code}"))
    worker.post(url("open_days_confirm", center, f"?month={month.next.code}"))

    assert not OpenDay.objects.filter(held_on__gte=today).exists()


def test_chosen_days_are_recorded_with_a_note(worker, center, mondays):
    response = worker.post(
        url("open_days_record", center),
        {"days": ["2025-10-06", "2025-10-20"], "is_open": "False", "note": "職員研修"},
    )

    days = OpenDay.objects.order_by("held_on")
    assert [(day.held_on.day, day.is_open, day.note) for day in days] == [
        (6, False, "職員研修"),
        (20, False, "職員研修"),
    ]
    assert response.url == url("open_days", center)


def test_day_recorded_otherwise_before_is_kept_in_the_history(worker, center):
    old = OpenDayFactory(center=center, held_on=dt.date(2025, 10, 6), is_open=False)

    worker.post(url("open_days_record", center), {"days": ["2025-10-06"], "is_open": "True"})

    page = worker.get(url("open_days", center))
    assert page.context["calendar"].history == [old]
    assert OpenDay.objects.current().get().is_open is True
    assert "変更の履歴（1件）" in page.content.decode()


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"is_open": "True"}, "days", "日を1日以上選んでください。"),
        ({"days": ["2025-10-06"]}, "is_open", "開所の有無を選んでください。"),
        (
            {"days": ["2025-11-03"], "is_open": "True"},
            "days",
            "記録できない日が含まれています（今日までの開設中の日を選べます）。",
        ),
    ],
)
def test_incomplete_answer_is_explained_and_kept(worker, center, data, field, message):
    response = worker.post(url("open_days_record", center), {**data, "note": "メモ"})

    form = response.context["form"]
    assert form.errors == {field: [message]}
    assert response.context["chosen"] == data.get("days", [])
    assert form["note"].value() == "メモ"
    assert OpenDay.objects.count() == 0


def test_tomorrow_is_refused(worker, center):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    query = f"?month={tomorrow:%Y-%m}"

    response = worker.post(
        url("open_days_record", center, query), {"days": [tomorrow.isoformat()], "is_open": "True"}
    )

    assert list(response.context["form"].errors) == ["days"]
    assert OpenDay.objects.count() == 0


def test_reader_sees_the_month_without_boxes_to_tick(client_for, auditor, center, mondays):
    page = client_for(auditor).get(url("open_days", center)).content.decode()

    assert "未記録" in page
    assert 'type="checkbox"' not in page
    assert "予定どおり開所した" not in page
