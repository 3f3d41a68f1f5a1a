"""The evidence of a staff member: recorded, replaced, withdrawn."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from staffing.ledgers import STAFF_LEDGERS
from staffing.models import CareerRecord, Licence, Posting, TrainingRecord
from tests.factories import (
    CareerRecordFactory,
    CenterFactory,
    LicenceFactory,
    PostingFactory,
    TrainingRecordFactory,
)

GOOD = {
    "postings": {"role": "director", "starts_on": "R7.4.1", "weekly_hours": "３８．７５"},  # noqa: RUF001 -- as an IME types
    "licences": {"kind": "public_health_nurse", "acquired_on": "平成10年4月1日", "number": "第1号"},
    "training-records": {"course": "basic_course", "completed_on": ""},
    "career-records": {"business": "保育所", "starts_on": "H20.4.1", "ends_on": "H23.3.31"},
    "training-exemptions": {"row": "3", "ground": "受講の機会がない", "starts_on": "R7.4.1"},
}


@pytest.fixture
def chief(client_for, chief_coordinator):
    return client_for(chief_coordinator)


@pytest.fixture
def colleague(center):
    return PostingFactory(center=center).staff_member


def data_of(slug, center, **changes):
    place = {"center": center.pk} if slug == "postings" else {}
    return GOOD[slug] | place | changes


def create_url(member, slug):
    return reverse("staffing:entry_create", args=[member.pk, slug])


@pytest.mark.parametrize("ledger", STAFF_LEDGERS, ids=lambda ledger: ledger.slug)
def test_entry_is_recorded_once_with_who_and_when(
    chief, chief_coordinator, colleague, center, ledger
):
    url, data = create_url(colleague, ledger.slug), data_of(ledger.slug, center)

    first = chief.post(url, data)
    again = chief.post(url, data)

    entry = ledger.model.objects.get(recorded_by=chief_coordinator)
    assert entry.staff_member == colleague
    assert first.url == f"/staffing/{colleague.pk}/#{ledger.slug}"
    assert len(again.context["form"].non_field_errors()) == 1


@pytest.mark.parametrize("ledger", STAFF_LEDGERS, ids=lambda ledger: ledger.slug)
def test_empty_form_says_what_is_missing(chief, colleague, ledger):
    count = ledger.model.objects.count()

    form = chief.post(create_url(colleague, ledger.slug)).context["form"]

    assert set(form.errors) == {name for name, field in form.fields.items() if field.required}
    assert ledger.model.objects.count() == count


def test_posting_leaves_open_what_nobody_has_confirmed(chief, colleague, center):
    chief.post(create_url(colleague, "postings"), data_of("postings", center))

    posting = Posting.objects.get(role="director")
    assert (posting.is_dedicated, posting.is_full_time) == (None, None)
    assert posting.weekly_hours == Decimal("38.75")


def test_centers_on_offer_are_those_within_reach(
    client_for, chief, municipal_officer, colleague, center, municipality
):
    neighbour = CenterFactory(municipality=municipality)
    CenterFactory()

    def offered(client):
        form = client.get(create_url(colleague, "postings")).context["form"]
        return set(form.fields["center"].queryset)

    assert offered(chief) == {center}
    assert offered(client_for(municipal_officer)) == {center, neighbour}


def test_posting_at_a_center_beyond_reach_is_refused(chief, colleague, municipality):
    neighbour = CenterFactory(municipality=municipality)

    form = chief.post(create_url(colleague, "postings"), data_of("postings", neighbour)).context[
        "form"
    ]

    assert list(form.errors) == ["center"]
    assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "changes", "field", "message"),
    [
        (
            "postings",
            {"ends_on": "R7.3.31"},
            "ends_on",
            "終了日は開始日以後の日付にしてください。",
        ),
        ("postings", {"weekly_hours": "週40"}, "weekly_hours", "数値を入力してください。"),
        (
            "training-records",
            {"certificate_number": "第9号"},
            "completed_on",
            "修了証番号がある場合は修了日も入力してください。",
        ),
        (
            "training-records",
            {"completed_on": "R7.2.30", "certificate_number": "9"},
            "completed_on",
            None,
        ),
        (
            "training-exemptions",
            {"row": "2"},
            "__all__",
            "中段の免除では、従事し始めた日を入力してください。",
        ),
        (
            "training-exemptions",
            {"engaged_from": "R7.5.1"},
            "starts_on",
            "適用開始日は、従事し始めた日以後の日付にしてください。",
        ),
    ],
)
def test_bad_input_is_explained_once_and_kept(
    chief, colleague, center, slug, changes, field, message
):
    data = data_of(slug, center, **changes)

    form = chief.post(create_url(colleague, slug), data).context["form"]

    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert message is None or form.errors[field] == [message]
    assert {name: form[name].value() for name in changes} == changes


def test_overlapping_careers_are_explained(chief, colleague):
    CareerRecordFactory(staff_member=colleague)

    form = chief.post(
        create_url(colleague, "career-records"),
        GOOD["career-records"] | {"ends_on": "H30.4.1"},
    ).context["form"]

    assert form.non_field_errors() == [
        "実務経験の期間が重なっています（同じ期間は一度だけ数えます）。"
    ]


def test_follow_up_training_may_be_recorded_each_time(chief, colleague):
    url = create_url(colleague, "training-records")
    TrainingRecordFactory(staff_member=colleague, course="follow_up")

    chief.post(url, {"course": "follow_up", "completed_on": "R7.6.1"})

    assert TrainingRecord.objects.filter(course="follow_up").count() == 2


def test_completing_a_course_keeps_that_it_was_not_completed(chief, colleague):
    old = TrainingRecordFactory(staff_member=colleague, completed_on=None)
    url = reverse("staffing:entry_replace", args=["training-records", old.pk])

    chief.post(url, {"course": "basic_course", "completed_on": "令和7年9月1日"})

    old.refresh_from_db()
    assert (old.completed_on, old.is_current) == (None, False)
    assert TrainingRecord.objects.current().get().completed_on == dt.date(2025, 9, 1)


def test_licence_replaced_by_somebody_else_is_not_replaced_again(
    chief, municipal_officer, colleague
):
    old = LicenceFactory(
        staff_member=colleague, superseded_at=timezone.now(), superseded_by=municipal_officer
    )
    url = reverse("staffing:entry_replace", args=["licences", old.pk])

    form = chief.post(url, GOOD["licences"]).context["form"]

    assert form.non_field_errors() == ["他の職員が先に変更しました。最新の内容を確認してください。"]
    assert form["number"].value() == "第1号"
    assert list(Licence.objects.all()) == [old]


def test_withdrawn_posting_stays_in_the_history(chief, colleague):
    posting = colleague.postings.get()

    asked = chief.get(reverse("staffing:entry_withdraw", args=["postings", posting.pk]))
    chief.post(reverse("staffing:entry_withdraw", args=["postings", posting.pk]))

    page = chief.get(reverse("staffing:staff_detail", args=[colleague.pk]))
    postings, *_ = page.context["sections"]
    assert ("専任", "専任") in asked.context["values"]
    assert [row.entry for row in postings.history] == [posting]
    assert postings.rows == []


@pytest.mark.parametrize(
    ("first", "last", "day", "months"),
    [
        (dt.date(2024, 4, 1), dt.date(2025, 3, 31), dt.date(2025, 10, 1), 12),
        (dt.date(2024, 4, 1), dt.date(2025, 3, 30), dt.date(2025, 10, 1), 11),
        (dt.date(2024, 4, 1), None, dt.date(2024, 4, 30), 1),
        (dt.date(2024, 4, 1), None, dt.date(2024, 4, 29), 0),
        (dt.date(2024, 4, 1), None, dt.date(2024, 3, 31), 0),
        (dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2025, 1, 1), 1),
    ],
)
def test_career_counts_whole_months_up_to_the_day(first, last, day, months):
    assert CareerRecord(starts_on=first, ends_on=last).months_until(day) == months
