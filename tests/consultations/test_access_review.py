"""緊急閲覧の点検: open ones first, the overdue marked, and never one's own."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.models import RecordAccess
from consultations.opening import OwnAccessError, ReviewedMeanwhileError, review_access
from shared.working_days import after_working_days, latest_day_due_before
from tests.factories import ConsultationFactory, RecordAccessFactory, UserFactory

LIST = reverse("consultations:access_list")
FOUND = {"outcome": "justified", "note": "通告の記録と照合した"}


def url(access):
    return reverse("consultations:access_review", args=[access.pk])


@pytest.fixture
def secret(center):
    return ConsultationFactory(
        center=center,
        confidentiality="restricted",
        content="誰にも言えない",
        caller_name="秘密 花子",
        is_anonymous=False,
    )


@pytest.fixture
def access(secret, colleague):
    return RecordAccessFactory(consultation=secret, opened_by=colleague)


@pytest.mark.parametrize("role", ["chief_coordinator", "auditor"])
@pytest.mark.parametrize("outcome", ["justified", "not_justified"])
def test_another_person_closes_it(request, client_for, access, role, outcome):
    reviewer = request.getfixturevalue(role)

    answer = client_for(reviewer).post(url(access), FOUND | {"outcome": outcome})

    access.refresh_from_db()
    assert answer.url == LIST
    assert (access.outcome, access.review_note) == (outcome, FOUND["note"])
    assert access.reviewed_by == reviewer
    event = AuditEvent.objects.filter(target_kind="consultations.RecordAccess").last()
    assert (event.action, event.details) == ("change", {"finding": outcome})


def test_the_own_access_is_neither_offered_nor_reviewed(
    client_for, chief_coordinator, municipality, secret
):
    own = RecordAccessFactory(consultation=secret, opened_by=chief_coordinator)
    client = client_for(chief_coordinator)

    page = client.get(LIST).content.decode()

    assert "自分の閲覧です。ほかの人が点検します。" in page
    assert url(own) not in page
    assert client.get(url(own)).status_code == 403
    assert client.post(url(own), FOUND).status_code == 403
    own.refresh_from_db()
    assert own.reviewed_at is None
    with pytest.raises(OwnAccessError):
        review_access(own, outcome="justified", note="", by=chief_coordinator, at=timezone.now())


@pytest.mark.parametrize("given", [{"outcome": ""}, {"note": ""}, {"outcome": "fine"}])
def test_half_a_review_changes_nothing_and_keeps_what_was_typed(client_for, auditor, access, given):
    answer = client_for(auditor).post(url(access), FOUND | given)

    access.refresh_from_db()
    assert answer.status_code == 422
    assert (FOUND | given)["note"] in answer.content.decode()
    assert access.reviewed_at is None


def test_a_review_is_made_once(client_for, auditor, chief_coordinator, access):
    client_for(auditor).post(url(access), FOUND)

    again = client_for(chief_coordinator).post(url(access), FOUND | {"outcome": "not_justified"})

    access.refresh_from_db()
    assert again.url == LIST
    assert access.outcome == "justified"
    with pytest.raises(ReviewedMeanwhileError):
        review_access(access, outcome="justified", note="", by=chief_coordinator, at=timezone.now())


def test_the_auditor_sees_reason_number_and_times_but_no_word_of_the_record(
    client_for, auditor, access, secret
):
    client = client_for(auditor)

    for page in (client.get(LIST).content.decode(), client.get(url(access)).content.decode()):
        assert access.reason in page
        assert f"相談記録 {secret.pk}" in page
        assert "誰にも言えない" not in page
        assert "秘密 花子" not in page


@pytest.mark.parametrize(
    "role",
    ["consultant", "contractor", "municipal_officer", "finance_clerk", "system_administrator"],
)
def test_nobody_else_reviews(request, client_for, access, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(LIST).status_code == 403
    assert client.post(url(access), FOUND).status_code == 403


@pytest.mark.parametrize("role", ["chief_coordinator", "auditor"])
def test_nothing_beyond_reach_is_reviewed(request, client_for, role):
    foreign = RecordAccessFactory()
    client = client_for(request.getfixturevalue(role))

    assert client.get(LIST).context["rows"] == []
    assert client.post(url(foreign), FOUND).status_code == 404


@pytest.fixture
def several(secret, auditor):
    """Reviewed long ago, overdue, and new."""
    now = timezone.now()

    def opened(days, **more):
        return RecordAccessFactory(
            consultation=secret, opened_at=now - dt.timedelta(days=days), **more
        )

    done = {"reviewed_by": auditor, "reviewed_at": now, "outcome": "justified"}
    return {"new": opened(0), "reviewed": opened(60, **done), "overdue": opened(40)}


def test_open_ones_come_first_and_the_overdue_are_marked(client_for, auditor, several):
    page = client_for(auditor).get(LIST)

    assert page.context["rows"] == [
        (several["overdue"], True),
        (several["new"], False),
        (several["reviewed"], False),
    ]
    text = page.content.decode()
    assert "未点検 2件（うち期限超過 1件）" in text
    assert text.count("期限超過</span>") == 1


def test_the_auditors_page_tells_how_many_wait(client_for, auditor, several):
    page = client_for(auditor).get(reverse("accounts:audit_list")).content.decode()

    assert "点検されていない緊急閲覧などが2件あります（うち期限超過1件）。" in page


def test_without_any_the_auditors_page_says_nothing(client_for, auditor):
    page = client_for(auditor).get(reverse("accounts:audit_list")).content.decode()

    assert "点検されていない緊急閲覧" not in page


def test_uses_are_counted_by_person_and_month(client_for, auditor, secret):
    often, once = UserFactory(name="多数 一郎"), UserFactory(name="一度 次郎")
    for user, day in ((often, 1), (often, 2), (often, 30), (once, 2)):
        moment = dt.datetime(2026, 4, day, 3, tzinfo=dt.UTC)
        RecordAccessFactory(consultation=secret, opened_by=user, opened_at=moment)
    # 30 April, 23:30 UTC: it is May in Japan.
    RecordAccessFactory(
        consultation=secret, opened_by=once, opened_at=dt.datetime(2026, 4, 30, 23, tzinfo=dt.UTC)
    )

    uses = client_for(auditor).get(LIST).context["uses"]

    assert [(use["month"].month, use["opened_by__name"], use["uses"]) for use in uses] == [
        (5, "一度 次郎", 1),
        (4, "多数 一郎", 3),
        (4, "一度 次郎", 1),
    ]


@pytest.mark.parametrize(
    ("opened_on", "due_on"),
    [
        (dt.date(2026, 10, 5), dt.date(2026, 10, 8)),  # Monday → Thursday
        (dt.date(2026, 10, 8), dt.date(2026, 10, 14)),  # past a weekend and スポーツの日
        (dt.date(2026, 10, 10), dt.date(2026, 10, 15)),  # Saturday
        (dt.date(2026, 12, 28), dt.date(2027, 1, 6)),  # past the turn of the year
    ],
)
def test_three_working_days(opened_on, due_on):
    one = dt.timedelta(days=1)

    assert after_working_days(opened_on, 3) == due_on
    assert latest_day_due_before(due_on, 3) < opened_on
    assert latest_day_due_before(due_on + one, 3) >= opened_on


def test_on_the_day_it_is_due_nothing_is_overdue(secret):
    moment = dt.datetime(2026, 10, 5, 3, tzinfo=dt.UTC)
    access = RecordAccessFactory(consultation=secret, opened_at=moment)
    due, late = dt.date(2026, 10, 8), dt.date(2026, 10, 9)

    assert (access.is_overdue(due), access.is_overdue(late)) == (False, True)
    assert RecordAccess.objects.awaiting_review(due) == (1, 0)
    assert RecordAccess.objects.awaiting_review(late) == (1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    client_for, auditor, center, django_assert_num_queries, number
):
    for _ in range(number):
        RecordAccessFactory(consultation=ConsultationFactory(center=center))
    client = client_for(auditor)

    # session, user, savepoint and its release, whose rows, grants; count, rows, what waits, uses;
    # the audit trail
    with django_assert_num_queries(11):
        client.get(LIST)
