"""What is done to accounts and sessions: exactly one entry each, and no typed word in it."""

import json

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AuditEvent
from accounts.sessions import ACTIVE, SIGNED_IN
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of

NEW_PASSWORD = "もっと長い合言葉に変えておきました"


@pytest.fixture
def desk(client_for, system_administrator):
    return client_for(system_administrator)


@pytest.fixture
def worker(consultant):
    consultant.set_password(PASSWORD)
    consultant.save()
    return consultant


@pytest.fixture
def working(client, worker):
    client.post(reverse("accounts:sign_in"), {"username": worker.username, "password": PASSWORD})
    return client


def without_words(event):
    values = AuditEvent.objects.filter(pk=event.pk).values().get()
    text = json.dumps(values, default=str, ensure_ascii=False)
    return not [word for word in (PASSWORD, NEW_PASSWORD, KEY, "見本") if word in text]


@pytest.mark.parametrize(
    ("name", "action", "details"),
    [
        ("account_suspend", "rights_changed", {"fields": {"is_active": ["True", "False"]}}),
        ("account_resume", "rights_changed", {"fields": {"is_active": ["True", "True"]}}),
        ("password_reset", "change", {"fields": {"password": None}, "reset": True}),
        ("second_factor_reset", "change", {"fields": {"second_factor": None}, "reset": True}),
    ],
)
def test_what_an_administrator_does_to_an_account(
    desk, system_administrator, worker, written_by, name, action, details
):
    url = reverse(f"accounts:{name}", args=[worker.pk])

    [event] = written_by(lambda: desk.post(url))

    assert (event.action, event.outcome) == (action, "done")
    assert (event.target_kind, event.target_ids) == ("accounts.User", [worker.pk])
    assert (event.actor_id, event.details) == (system_administrator.pk, details)
    assert event.municipality_id == system_administrator.grants[0].municipality_id
    assert without_words(event)


def test_an_account_is_created_renamed_and_read(desk, center, written_by):
    grant = {"role": "auditor", "municipality": center.municipality_id, "center": ""}
    days = {"starts_on": "令和8年4月1日", "ends_on": "令和9年3月31日"}
    account = {"username": "shinki", "name": "見本 新規"}

    granted, created = written_by(
        lambda: desk.post(reverse("accounts:account_create"), account | grant | days)
    )

    [number] = created.target_ids
    assert (granted.action, granted.details["user"]) == ("rights_changed", number)
    assert (created.action, created.target_kind) == ("create", "accounts.User")
    url = reverse("accounts:account_edit", args=[number])
    [read] = written_by(lambda: desk.get(url))
    [renamed] = written_by(lambda: desk.post(url, {"name": "見本 改姓"}))
    assert (read.action, read.target_ids) == ("read", [number])
    assert (renamed.action, renamed.details) == ("change", {"fields": {"name": None}})
    assert without_words(renamed)


def test_ones_own_password_and_factor(working, worker, written_by):
    passwords = {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    }
    [changed] = written_by(lambda: working.post(reverse("accounts:password_change"), passwords))
    working.get(reverse("accounts:second_factor_setup"))
    code = {"code": code_of(working.session["second_factor_key"])}
    [set_up] = written_by(lambda: working.post(reverse("accounts:second_factor_setup"), code))

    for event, field in ((changed, "password"), (set_up, "second_factor")):
        assert (event.action, event.actor_id, event.target_ids) == (
            "change",
            worker.pk,
            [worker.pk],
        )
        assert event.details == {"fields": {field: None}}
        assert without_words(event)


def test_a_wrong_code_is_a_failed_sign_in(client, worker, written_by):
    TOTPDevice.objects.create(user=worker, name="認証アプリ", key=KEY)
    data = {"username": worker.username, "password": PASSWORD}
    client.post(reverse("accounts:sign_in"), data)

    [failed] = written_by(
        lambda: client.post(reverse("accounts:second_factor"), {"code": "000000"})
    )
    assert (failed.action, failed.outcome, failed.reason) == ("sign_in", "failed", "wrong_code")
    assert failed.actor_id == worker.pk


def test_a_right_password_over_another_persons_page(client, worker, auditor, written_by):
    data = {"username": worker.username, "password": PASSWORD, "user": str(auditor.pk)}

    [event] = written_by(lambda: client.post(reverse("accounts:sign_in_again"), data))

    assert (event.outcome, event.actor_id, event.reason) == ("failed", worker.pk, "other_person")


def test_the_second_step_of_a_sign_in_is_written_down(client, worker, written_by):
    TOTPDevice.objects.create(user=worker, name="認証アプリ", key=KEY)
    data = {"username": worker.username, "password": PASSWORD}
    client.post(reverse("accounts:sign_in"), data)

    [event] = written_by(
        lambda: client.post(reverse("accounts:second_factor"), {"code": code_of(KEY)})
    )

    assert (event.action, event.outcome, event.actor_id) == ("sign_in", "done", worker.pk)
    assert event.details == {"second_factor": True}


@pytest.mark.parametrize(
    ("key", "minutes", "reason"), [(ACTIVE, 31, "idle"), (SIGNED_IN, 601, "aged")]
)
def test_a_session_that_a_limit_ended(working, worker, written_by, key, minutes, reason):
    session = working.session
    session[key] -= minutes * 60
    session.save()

    [event] = written_by(
        lambda: [working.get(reverse("accounts:session_status")) for _ in range(2)]
    )

    assert (event.action, event.outcome, event.reason) == ("sign_out", "done", reason)
    assert (event.actor_id, event.role) == (worker.pk, "consultant")


def test_ending_ones_sessions_elsewhere(working, worker, written_by):
    [event] = written_by(lambda: working.post(reverse("accounts:sessions_end")))

    assert (event.action, event.actor_id) == ("sign_out", worker.pk)
    assert event.details == {"all_others": True}


def test_sprayed_sign_ins_stand_out_for_the_auditor(client, client_for, auditor, settings):
    settings.SPRAYING_LIMIT = 3
    for number in range(3):
        data = {"username": f"namae{number}", "password": "違う合言葉です"}
        client.post(reverse("accounts:sign_in"), data)

    [event] = AuditEvent.objects.filter(reason="sprayed")
    assert (event.action, event.outcome, event.count) == ("sign_in", "refused", 3)
    assert event.details == {"address": "127.0.0.1"}
    page = client_for(auditor).get(reverse("accounts:audit_list"), {"outcome": "refused"})
    [row] = page.context["rows"]
    assert (row.needs_attention, row.reason) == (True, "同じ接続元から多数の失敗")
    assert '<tr class="is-attention">' in page.content.decode()
    assert "要注意" in page.content.decode()
    everything = client_for(auditor).get(reverse("accounts:audit_list")).context["rows"]
    assert [row.event.pk for row in everything if row.needs_attention] == [event.pk]


def test_staff_numbers_on_a_judgement_are_a_list_of_persons(
    client_for, finance_clerk, office, written_by
):
    client = client_for(finance_clerk)
    url = reverse("subsidies:center_supplements", args=[office.center.pk, 2025])

    [event] = written_by(lambda: client.get(url, {"date": "2025-10-01"}))

    assert (event.action, event.target_kind) == ("list", "staffing.StaffMember")
    assert event.target_ids == [office.member.pk]
    assert event.municipality_id == office.municipality.pk
    office.posting.delete()
    assert written_by(lambda: client.get(url, {"date": "2025-10-01"})) == []
