"""The auditor's pages: narrowed down, put out as a file, reviewed month by month."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import audit_views
from accounts.enums import Role
from accounts.models import AuditEvent, AuditReview
from shared.audit import Action, Entry, write
from tests.factories import CenterFactory, ConsultationFactory, RoleGrantFactory, UserFactory

LIST, SAMPLE = "accounts:audit_list", "accounts:audit_sample"


@pytest.fixture
def auditing(client_for, auditor):
    return client_for(auditor)


@pytest.fixture
def last_month():
    return (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=15)


def listed(client, **conditions):
    return client.get(reverse(LIST), conditions).context["rows"]


def read(client, record):
    return client.get(reverse("consultations:consultation_detail", args=[record.pk]))


def test_the_list_tells_who_did_what_without_the_record(auditing, client_for, consultant, record):
    read(client_for(consultant), record)

    [row] = listed(auditing, action="read")
    page = auditing.get(reverse(LIST), {"action": "read"}).content.decode()

    assert (row.who, row.roles, row.numbers) == (consultant.name, "相談員", str(record.pk))
    assert "相談記録" in page
    assert "見本 葉子" not in page


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"action": "read"}, 1),
        ({"action": "export"}, 0),
        ({"kind": "consultations.Consultation"}, 1),
        ({"kind": "staffing.StaffMember"}, 0),
        ({"outcome": "refused"}, 0),
        ({"first": "R7.4.1", "action": "read"}, 1),
        ({"first": "R40.4.1"}, 0),
        ({"last": "R7.4.1"}, 0),
        ({"last": "R40.4.1", "action": "read"}, 1),
        ({"first": "いつか"}, 0),
        ({"actor": "0"}, 0),
    ],
)
def test_each_condition_narrows_the_list(
    auditing, client_for, consultant, record, condition, found
):
    read(client_for(consultant), record)

    assert len(listed(auditing, **condition)) == found


def test_a_record_and_a_person_are_found_by_number(
    auditing, client_for, consultant, contractor, center, record
):
    other = ConsultationFactory(center=center)
    read(client_for(consultant), record)
    read(client_for(contractor), other)

    by_number = listed(auditing, kind="consultations.Consultation", number=str(record.pk))
    by_person = listed(auditing, action="read", actor=str(contractor.pk))

    assert [row.event.actor_id for row in by_number] == [consultant.pk]
    assert [row.event.target_ids for row in by_person] == [[other.pk]]


def test_what_happened_elsewhere_stays_there(auditing, client_for):
    elsewhere = CenterFactory()
    stranger = UserFactory()
    RoleGrantFactory(user=stranger, municipality=elsewhere.municipality, center=elsewhere)
    read(client_for(stranger), ConsultationFactory(center=elsewhere))

    assert listed(auditing, action="read") == []
    assert listed(auditing, action="sign_in") != []
    assert {row.event.actor_id for row in listed(auditing)} & {stranger.pk} == set()


def test_failures_of_nobody_and_commands_concern_every_auditor(auditing):
    write(None, Entry(action=Action.COMMAND, details={"command": "load_rules"}))

    [row] = listed(auditing, action="command")

    assert (row.who, row.details) == ("－", "コマンド：load_rules")


def test_a_change_of_rights_is_told_in_words(auditing, center):
    RoleGrantFactory(center=center, municipality=center.municipality, role=Role.CONTRACTOR)

    rows = listed(auditing, action="rights_changed")

    assert "役割：受託者" in rows[0].details


def test_fifty_at_a_time_from_the_newest(auditing, consultant):
    for _ in range(60):
        write(None, Entry(action=Action.READ, actor=consultant))

    first = auditing.get(reverse(LIST), {"action": "read"})
    second = auditing.get(reverse(LIST) + first.context["next_url"])

    numbers = [row.event.pk for page in (first, second) for row in page.context["rows"]]
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 10]
    assert numbers == sorted(numbers, reverse=True)
    assert (first.context["first_url"], second.context["next_url"]) == ("", "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_entries(
    auditing, consultant, municipality, django_assert_num_queries, count
):
    for _ in range(count):
        user = UserFactory()
        RoleGrantFactory(user=user, municipality=municipality)
        write(None, Entry(action=Action.READ, actor=user))

    with django_assert_num_queries(11):  # one: whose rows the user may see; one: accesses to review
        auditing.get(reverse(LIST))


def test_the_file_holds_what_the_list_shows(auditing, client_for, consultant, record):
    read(client_for(consultant), record)

    answer = auditing.get(reverse(LIST), {"action": "read", "csv": "1"})

    headings, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    found = dict(zip(headings, row, strict=True))
    assert found["利用者ID"] == consultant.username
    assert (found["操作"], found["対象の種類"], found["対象の番号"]) == (
        "閲覧",
        "相談記録",
        str(record.pk),
    )


def test_too_much_for_a_file_is_refused(auditing, entries, monkeypatch):
    monkeypatch.setattr(audit_views, "MOST_IN_A_FILE", 2)
    entries(3)

    answer = auditing.get(reverse(LIST), {"csv": "1"})

    assert answer["Content-Type"].startswith("text/html")
    assert "2件を超えるため出力していません。" in answer.content.decode()


class TestSample:
    def test_the_sample_stays_the_same(
        self, auditing, consultant, record, read_on, last_month, monkeypatch
    ):
        monkeypatch.setattr(audit_views, "SAMPLE_SIZE", 3)
        for _ in range(10):
            read_on(record, consultant, last_month)

        pages = [auditing.get(reverse(SAMPLE)) for _ in range(2)]

        first, second = ([row.row.event.pk for row in page.context["rows"]] for page in pages)
        assert len(first) == 3
        assert first == second

    def test_only_reads_of_persons_in_the_month(
        self, auditing, consultant, record, read_on, last_month
    ):
        event = read_on(record, consultant, last_month)
        read_on(record, consultant, last_month - dt.timedelta(days=40))
        write(None, Entry(action=Action.LIST, target_kind="consultations.Consultation"))

        rows = auditing.get(reverse(SAMPLE), {"month": f"{last_month:%Y-%m}"}).context["rows"]

        assert [row.row.event for row in rows] == [event]

    @pytest.mark.parametrize("month", ["2001-01", "いつか"])
    def test_a_month_that_is_not_offered_is_not_found(self, auditing, month):
        assert auditing.get(reverse(SAMPLE), {"month": month}).status_code == 404

    def test_what_was_found_is_kept_with_who_and_when(
        self, auditing, auditor, consultant, record, read_on, last_month
    ):
        event = read_on(record, consultant, last_month)
        url = reverse("accounts:audit_review", args=[event.pk])

        page = auditing.get(url)
        empty = auditing.post(url, {"finding": ""})
        answer = auditing.post(url, {"finding": "to_be_checked", "note": "担当外"}, follow=True)

        review = AuditReview.objects.get()
        assert page.status_code == 200
        assert empty.context["form"].errors
        assert (review.finding, review.reviewed_by) == ("to_be_checked", auditor)
        assert "1件のうち1件を点検しました。" in answer.content.decode()
        assert AuditEvent.objects.filter(target_kind="accounts.AuditReview").count() == 1

    def test_nobody_reviews_their_own_reads(self, auditing, auditor, record, read_on, last_month):
        event = read_on(record, auditor, last_month)

        page = auditing.get(reverse(SAMPLE))
        answer = auditing.post(
            reverse("accounts:audit_review", args=[event.pk]), {"finding": "proper"}
        )

        assert "自分の閲覧です。" in page.content.decode()
        assert answer.status_code == 403
        assert not AuditReview.objects.exists()

    def test_what_is_not_in_the_sample_cannot_be_reviewed(self, auditing, entries):
        [event] = entries(1)

        assert auditing.get(reverse("accounts:audit_review", args=[event.pk])).status_code == 404


class TestReaders:
    def test_the_chief_sees_who_saw_a_record_and_how_often(
        self, client_for, chief_coordinator, consultant, record
    ):
        reader = client_for(consultant)
        read(reader, record)
        read(reader, record)
        reader.get(reverse("consultations:consultation_list"))

        page = client_for(chief_coordinator).get(
            reverse("consultations:consultation_readers", args=[record.pk])
        )

        found = {(row.who, row.what): row.count for row in page.context["readers"]}
        assert found == {(consultant.name, "閲覧"): 2, (consultant.name, "一覧の表示"): 1}
        assert "見本 葉子" not in page.content.decode()

    def test_the_link_is_there_for_the_chief_alone(
        self, client_for, chief_coordinator, consultant, record
    ):
        shown = [
            "この記録を見た人" in read(client_for(user), record).content.decode()
            for user in (chief_coordinator, consultant)
        ]

        assert shown == [True, False]

    def test_records_of_another_center_have_no_readers(self, client_for, chief_coordinator):
        hidden = ConsultationFactory()
        url = reverse("consultations:consultation_readers", args=[hidden.pk])

        assert client_for(chief_coordinator).get(url).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_takes_the_same_queries_for_any_number_of_readers(
        self, client_for, chief_coordinator, center, record, django_assert_num_queries, count
    ):
        for _ in range(count):
            user = UserFactory()
            RoleGrantFactory(user=user, municipality=center.municipality, center=center)
            read(client_for(user), record)
        client = client_for(chief_coordinator)

        with django_assert_num_queries(10):  # one: whose rows the user may see
            client.get(reverse("consultations:consultation_readers", args=[record.pk]))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_the_trail_is_the_auditors_alone(request, client_for, role):
    client = client_for(request.getfixturevalue(role))

    answers = [
        client.get(reverse(LIST)),
        client.get(reverse(SAMPLE)),
        client.post(reverse("accounts:audit_review", args=[1]), {"finding": "proper"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CHIEF_COORDINATOR])
def test_readers_are_the_chiefs_alone(request, client_for, record, role):
    client = client_for(request.getfixturevalue(role))
    url = reverse("consultations:consultation_readers", args=[record.pk])

    assert client.get(url).status_code == 403
