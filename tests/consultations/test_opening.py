"""理由を示した閲覧 and 緊急閲覧: opened with a reason, read only, for a while, told and written down."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from centers.enums import Operation
from consultations.models import Consultation, RecordAccess
from consultations.opening import open_record
from shared.municipal_context import all_municipalities
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    NamedReaderFactory,
    RecordAccessFactory,
    RoleGrantFactory,
    UserFactory,
)

REASON = "児童が病院に搬送された。通告受理のため確認する"
GIVEN = {"reason_kind": "safety", "reason": REASON}
SECRET = "誰にも言えない相談"


def url(name, record):
    return reverse(f"consultations:{name}", args=[record.pk])


@pytest.fixture
def restricted(center, colleague):
    record = ConsultationFactory(
        center=center, confidentiality="restricted", content=SECRET, recorded_by=colleague
    )
    NamedReaderFactory(consultation=record, user=colleague, named_by=colleague)
    return record


@pytest.fixture
def ordinary(center, colleague):
    return ConsultationFactory(center=center, content=SECRET, recorded_by=colleague)


def ago(**lapse):
    return timezone.now() - dt.timedelta(**lapse)


@pytest.mark.parametrize("role", ["consultant", "contractor", "municipal_officer"])
def test_whoever_needs_a_closed_record_now_reads_it_after_giving_a_reason(
    request, client_for, restricted, role
):
    user = request.getfixturevalue(role)
    client = client_for(user)
    assert client.get(url("record_opened", restricted)).status_code == 404
    assert SECRET not in client.get(url("record_open", restricted)).content.decode()

    answer = client.post(url("record_open", restricted), GIVEN)
    page = client.get(answer.url).content.decode()

    access = RecordAccess.objects.get()
    assert (access.kind, access.reason_kind, access.reason) == ("break_glass", "safety", REASON)
    assert access.expires_at - access.opened_at == dt.timedelta(minutes=60)
    assert SECRET in page
    assert "緊急閲覧中　残り60分" in page
    assert client.get(url("record_open", restricted)).url == answer.url


def test_it_is_read_only_and_that_record_only(client_for, consultant, center, restricted):
    other = ConsultationFactory(center=center, confidentiality="restricted")
    client = client_for(consultant)
    client.post(url("record_open", restricted), GIVEN)

    page = client.get(url("record_opened", restricted)).content.decode()
    page = page.split("<main")[1].split("</main")[0]
    statuses = [
        client.post(url(name, restricted), {"version": 1, "reason": "試し"}).status_code
        for name in ("consultation_correct", "consultation_withdraw", "follow_up_done")
    ]

    assert statuses == [404, 404, 404]
    assert client.get(url("consultation_detail", restricted)).status_code == 404
    assert client.get(url("record_opened", other)).status_code == 404
    assert "<form" not in page
    assert "/correct/" not in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": ""}, "閲覧の理由を入力してください。"),
        ({"reason": "通告のため"}, "20文字以上で入力してください（現在 5文字）。"),
        ({"reason": "あ" * 19}, "20文字以上で入力してください（現在 19文字）。"),
        ({"reason": "あ" + " 　" * 20}, "20文字以上で入力してください（現在 1文字）。"),
        ({"reason": "あ" * 501}, "500文字以内"),
        ({"reason_kind": ""}, "理由の区分を選んでください。"),
        ({"reason_kind": "curiosity"}, "選択"),
    ],
)
def test_a_missing_or_short_reason_opens_nothing_and_keeps_what_was_typed(
    client_for, consultant, restricted, given, message
):
    answer = client_for(consultant).post(url("record_open", restricted), GIVEN | given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert (GIVEN | given)["reason"].strip() in page
    assert not RecordAccess.objects.exists()


def test_an_ordinary_record_asks_the_municipality_for_ten_characters(
    client_for, municipal_officer, ordinary
):
    client = client_for(municipal_officer)
    short = client.post(url("record_open", ordinary), GIVEN | {"reason": "あ" * 9})

    opened = client.post(url("record_open", ordinary), GIVEN | {"reason": "あ" * 10})

    assert short.status_code == 422
    assert SECRET in client.get(opened.url).content.decode()
    assert RecordAccess.objects.get().kind == "reasoned"
    event = AuditEvent.objects.filter(target_kind="consultations.Consultation").last()
    assert (event.action, event.reason) == ("read", "safety")


@pytest.mark.parametrize("role", ["finance_clerk", "auditor", "system_administrator"])
def test_the_other_office_roles_open_nothing(request, client_for, restricted, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(url("record_open", restricted)).status_code == 403
    assert client.post(url("record_open", restricted), GIVEN).status_code == 403
    RecordAccessFactory(consultation=restricted, opened_by=request.getfixturevalue(role))
    assert client.get(url("record_opened", restricted)).status_code == 403


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "municipal_officer"])
@pytest.mark.parametrize("confidentiality", ["ordinary", "restricted"])
def test_never_across_municipalities(request, client_for, role, confidentiality):
    user = request.getfixturevalue(role)
    foreign = ConsultationFactory(confidentiality=confidentiality, content=SECRET)
    client = client_for(user)

    assert client.post(url("record_open", foreign), GIVEN).status_code == 404
    RecordAccessFactory(consultation=foreign, opened_by=user)
    assert client.get(url("record_opened", foreign)).status_code == 404


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator"])
def test_never_in_another_center(request, client_for, municipality, role):
    there = CenterFactory(municipality=municipality)
    record = ConsultationFactory(center=there, confidentiality="restricted")

    answer = client_for(request.getfixturevalue(role)).post(url("record_open", record), GIVEN)

    assert answer.status_code == 404


def test_a_restricted_record_of_a_contractor_opens_as_its_contract_says(
    client_for, municipal_officer, municipality
):
    there = CenterFactory(
        municipality=municipality, operation=Operation.COMMISSIONED, contractor="見本会"
    )
    record = ConsultationFactory(center=there, confidentiality="restricted")

    answer = client_for(municipal_officer).post(url("record_open", record), GIVEN)

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "contractor"])
def test_whoever_may_read_a_record_needs_no_reason(request, client_for, ordinary, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(url("record_open", ordinary)).url == url("consultation_detail", ordinary)
    assert client.post(url("record_open", ordinary), GIVEN).status_code == 302
    assert not RecordAccess.objects.exists()


def test_pressed_twice_it_is_one_access(client_for, consultant, restricted):
    client = client_for(consultant)

    answers = [client.post(url("record_open", restricted), GIVEN) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert RecordAccess.objects.count() == 1
    assert AuditEvent.objects.filter(target_kind="consultations.RecordAccess").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_access(restricted, consultant):
    def press(_):
        with all_municipalities():
            _, is_new = open_record(restricted, by=consultant, at=timezone.now(), **GIVEN)
        connection.close()
        return is_new

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, range(2))) == [False, True]


def test_every_look_is_one_entry_with_the_code_and_the_access(client_for, consultant, restricted):
    client = client_for(consultant)
    client.post(url("record_open", restricted), GIVEN)
    access = RecordAccess.objects.get()

    for _ in range(2):
        client.get(url("record_opened", restricted))

    looks = AuditEvent.objects.filter(action="break_glass").order_by("pk")
    assert [(event.target_kind, event.reason) for event in looks] == [
        ("consultations.RecordAccess", "safety"),
        ("consultations.Consultation", "safety"),
        ("consultations.Consultation", "safety"),
    ]
    assert [event.details for event in looks[1:]] == [{"access": access.pk}] * 2
    assert not any(REASON in str(event.details) for event in looks)


def test_it_ends_at_the_minute(restricted, consultant):
    access = RecordAccessFactory(consultation=restricted, opened_by=consultant)
    moment = dt.timedelta(microseconds=1)

    def opened(at):
        return list(Consultation.objects.opened_by(consultant, at))

    assert opened(access.opened_at) == [restricted]
    assert opened(access.expires_at - moment) == [restricted]
    assert opened(access.expires_at) == []
    assert opened(access.opened_at - moment) == []
    assert access.minutes_left(access.expires_at - moment) == 1
    assert access.minutes_left(access.opened_at) == 60


def test_after_its_time_the_record_is_closed_again_and_opens_anew(
    client_for, consultant, restricted
):
    RecordAccessFactory(consultation=restricted, opened_by=consultant, opened_at=ago(minutes=61))
    client = client_for(consultant)

    assert client.get(url("record_opened", restricted)).status_code == 404
    assert client.post(url("record_open", restricted), GIVEN).status_code == 302
    assert SECRET in client.get(url("record_opened", restricted)).content.decode()


def test_the_minutes_are_a_setting(client_for, consultant, restricted, settings):
    settings.BREAK_GLASS_MINUTES = 5

    client_for(consultant).post(url("record_open", restricted), GIVEN)

    access = RecordAccess.objects.get()
    assert access.expires_at - access.opened_at == dt.timedelta(minutes=5)


def test_anothers_access_opens_nothing(client_for, consultant, restricted):
    RecordAccessFactory(consultation=restricted)

    assert client_for(consultant).get(url("record_opened", restricted)).status_code == 404


def test_an_access_ends_with_the_role(client_for, consultant, restricted):
    RecordAccessFactory(consultation=restricted, opened_by=consultant)
    consultant.role_grants.update(ends_on="2021-03-31")

    assert client_for(consultant).get(url("record_opened", restricted)).status_code == 403


def test_a_reason_for_an_ordinary_record_does_not_open_it_once_restricted(
    client_for, municipal_officer, ordinary
):
    client = client_for(municipal_officer)
    client.post(url("record_open", ordinary), GIVEN)
    Consultation.objects.update(confidentiality="restricted")

    assert client.get(url("record_opened", ordinary)).status_code == 404
    client.post(url("record_open", ordinary), GIVEN)
    assert client.get(url("record_opened", ordinary)).status_code == 200
    assert list(RecordAccess.objects.order_by("pk").values_list("kind", flat=True)) == [
        "reasoned",
        "break_glass",
    ]


# Who is told.


def test_the_record_tells_who_opened_it_and_why(client_for, colleague, restricted):
    opener = UserFactory(name="緊急 三郎")
    RecordAccessFactory(consultation=restricted, opened_by=opener, reason=REASON)

    page = client_for(colleague).get(url("consultation_detail", restricted)).content.decode()

    for words in ("緊急 三郎", "緊急閲覧", REASON, "未点検"):
        assert words in page


@pytest.mark.parametrize(
    ("person", "days", "is_told"),
    [
        ("colleague", 0, True),
        ("chief_coordinator", 0, True),
        ("chief_coordinator", 6, True),
        ("chief_coordinator", 8, False),
        ("consultant", 0, False),
    ],
)
def test_the_chief_and_the_named_are_told_for_a_week(
    request, client_for, restricted, person, days, is_told
):
    opener = UserFactory(name="緊急 三郎")
    RecordAccessFactory(consultation=restricted, opened_by=opener, opened_at=ago(days=days))

    page = client_for(request.getfixturevalue(person)).get(reverse("consultations:today"))

    assert ("緊急 三郎" in page.content.decode()) is is_told


def test_the_chief_is_told_of_ordinary_records_too_and_nobody_of_the_own_access(
    client_for, chief_coordinator, ordinary
):
    RecordAccessFactory(consultation=ordinary, opened_by=UserFactory(name="緊急 三郎"))
    RecordAccessFactory(consultation=ordinary, opened_by=chief_coordinator)

    page = client_for(chief_coordinator).get(reverse("consultations:today"))

    assert [access.opened_by.name for access in page.context["accesses"]] == ["緊急 三郎"]


def test_who_read_in_an_emergency_stands_among_those_who_saw_it(
    client_for, consultant, chief_coordinator, restricted
):
    client = client_for(consultant)
    client.post(url("record_open", restricted), GIVEN)
    client.get(url("record_opened", restricted))

    page = client_for(chief_coordinator).get(url("consultation_readers", restricted))

    assert [(each.who, each.count) for each in page.context["readers"]] == [(consultant.name, 1)]


def test_a_contractors_chief_supervises_like_any_other(client_for, municipality, restricted):
    """The roles decide, not who employs somebody."""
    user = RoleGrantFactory(
        role=Role.CHIEF_COORDINATOR, municipality=municipality, center=restricted.center
    ).user

    assert client_for(user).get(url("consultation_detail", restricted)).status_code == 200
