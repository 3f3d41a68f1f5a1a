import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    ConsultationChildFactory,
    ConsultationDraftFactory,
    ConsultationFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    RoleGrantFactory,
)

TODAY = "consultations:today"


@pytest.fixture
def page(client_for, consultant):
    def opened(user=None):
        return client_for(user or consultant).get(reverse(TODAY))

    return opened


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def test_the_page_leads_to_a_new_record(page):
    text = page().content.decode()

    assert 'data-shortcut="new"' in text
    assert "きょうの相談記録はまだありません。" in text
    assert "7日以内に予定されている対応はありません。" in text


def test_the_records_of_today_are_those_of_the_own_center(page, center, other_center, consultant):
    todays = ConsultationFactory(center=center, occurred_at=timezone.now(), recorded_by=consultant)
    ConsultationFactory(center=other_center, occurred_at=timezone.now())
    ConsultationFactory(center=center, occurred_at=timezone.now() - dt.timedelta(days=1))
    ConsultationFactory(
        center=center,
        occurred_at=timezone.now(),
        withdrawn_at=timezone.now(),
        withdrawn_by=consultant,
    )

    context = page().context

    assert list(context["records"]) == [todays]
    assert list(context["own_records"]) == [todays]


def test_what_is_due_stands_in_the_order_of_its_day(page, center, other_center, consultant):
    due = {"is_anonymous": False, "caller_name": "見本 葉子", "next_step": "様子を聞く"}
    week = ConsultationFactory(center=center, next_on=in_days(7), **due)
    late = ConsultationFactory(center=center, next_on=in_days(-3), **due)
    now = ConsultationFactory(center=center, next_on=in_days(0))
    ConsultationFactory(center=center, next_on=in_days(8))
    ConsultationFactory(center=other_center, next_on=in_days(0))
    ConsultationFactory(
        center=center, next_on=in_days(0), withdrawn_at=timezone.now(), withdrawn_by=consultant
    )

    found = page()

    text = found.content.decode()
    assert list(found.context["follow_ups"]) == [late, now, week]
    assert text.count("期限超過</span>") == 1
    assert "様子を聞く" in text
    assert "見本 葉子" in text


def test_drafts_lead_back_to_their_forms(page, consultant, colleague, center):
    number = ConsultationFactory(center=center).pk
    ConsultationDraftFactory(author=consultant, form_key="new")
    ConsultationDraftFactory(author=consultant, form_key=f"correct-{number}")
    ConsultationDraftFactory(author=colleague, form_key="new")

    text = page().content.decode()

    assert "新しい相談記録を続ける" in text
    assert f"相談記録 {number}の訂正を続ける" in text
    assert f'href="/consultations/{number}/correct/"' in text
    assert text.count("を続ける</a>") == 2


def test_days_nobody_has_confirmed_lead_to_the_calendar(page, center):
    yesterday = in_days(-1)
    for weekday in range(1, 8):
        OpeningHoursFactory(center=center, weekday=weekday, starts_on=in_days(-2))
    OpenDayFactory(center=center, held_on=in_days(-2))

    text = page().content.decode()

    url = reverse("centers:open_days", args=[center.pk])
    assert "開所実績が未確認の日が1日あります" in text
    assert f"{url}?month={yesterday:%Y-%m}" in text


@pytest.fixture(autouse=True)
def no_holidays(monkeypatch):
    """Whether yesterday was a 祝日 is the calendar's own test."""
    monkeypatch.setattr("centers.calendar.holidays_between", lambda *_period: set())


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_amount_of_work(
    client_for, center, consultant, municipality, topic, django_assert_num_queries, number
):
    for _ in range(number):
        record = ConsultationFactory(
            center=center,
            occurred_at=timezone.now(),
            next_on=in_days(1),
            recorded_by=consultant,
            topics=[topic],
        )
        ConsultationChildFactory(consultation=record)
        RoleGrantFactory(user=consultant, municipality=municipality)
    for key in range(number):
        ConsultationDraftFactory(author=consultant, form_key=f"correct-{key + 1}")

    client = client_for(consultant)

    # session, user, savepoint and its release, grants, centers, open days (5), drafts and
    # which of them are for open records, accesses, what is due; records, topics, children for each of two tables
    # intakes, and one for whose rows the user may see, one for the audit trail;
    # appointments of today, left open, to be called about; complaints; own cases; the maternity ledger (3)
    with django_assert_num_queries(40):
        client.get(reverse(TODAY))
