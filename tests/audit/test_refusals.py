"""Refusals, sign-ins, rights and commands in the trail; and a trail that nobody changes."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, AuditReview, AuditSeal, RoleGrant
from accounts.sealing import seal_new
from consultations.views import records
from shared.audit import Action, Entry, write
from tests.factories import ConsultationFactory, RoleGrantFactory

DETAIL = "consultations:consultation_detail"


@pytest.mark.parametrize("role", ["finance_clerk", "auditor", "system_administrator"])
def test_a_page_refused_is_written_down(request, client_for, record, written_by, role):
    user = request.getfixturevalue(role)
    client = client_for(user)

    [event] = written_by(lambda: client.get(reverse(DETAIL, args=[record.pk])))

    assert (event.action, event.outcome) == ("request", "refused")
    assert (event.actor_id, event.role, event.target_ids) == (user.pk, role, [record.pk])
    assert event.details == {"url": DETAIL, "method": "GET"}


def test_a_record_out_of_reach_is_written_down_and_its_read_is_not(
    client_for, consultant, written_by
):
    hidden, client = ConsultationFactory(), client_for(consultant)

    [event] = written_by(lambda: client.get(reverse(DETAIL, args=[hidden.pk])))

    assert (event.outcome, event.target_ids) == ("not_found", [hidden.pk])


def test_a_refusal_survives_the_rollback_of_its_request(
    client_for, consultant, record, written_by, monkeypatch
):
    def refuse(*_args, **_more):
        raise Http404

    monkeypatch.setattr(records, "history_of", refuse)
    client = client_for(consultant)

    [event] = written_by(lambda: client.get(reverse(DETAIL, args=[record.pk])))

    assert event.outcome == "not_found"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_committed(client_for, finance_clerk, record, written_by):
    client = client_for(finance_clerk)

    [event] = written_by(lambda: client.get(reverse(DETAIL, args=[record.pk])))

    assert event.outcome == "refused"


def test_a_missing_token_is_a_refusal(consultant, record, written_by):
    client = Client(enforce_csrf_checks=True)
    client.force_login(consultant)
    url = reverse("consultations:consultation_withdraw", args=[record.pk])

    [event] = written_by(lambda: client.post(url, {"reason": "見本"}))

    assert (event.outcome, event.details["method"]) == ("refused", "POST")


def test_an_address_without_a_page_is_no_refusal(client_for, consultant, written_by):
    client = client_for(consultant)

    assert written_by(lambda: client.get("/nowhere/")) == []
    huge = written_by(lambda: client.get(reverse(DETAIL, args=[10**30])))
    assert [event.target_ids for event in huge] == [[]]


class TestSignIns:
    PASSWORD = "とても長い合言葉を覚えました"

    @pytest.fixture
    def known(self, consultant):
        consultant.set_password(self.PASSWORD)
        consultant.save()
        return consultant

    def sign_in(self, client, username, password):
        return client.post(
            reverse("accounts:sign_in"), {"username": username, "password": password}
        )

    def test_in_and_out(self, client, known, written_by):
        events = written_by(
            lambda: [
                self.sign_in(client, known.username, self.PASSWORD),
                client.post(reverse("accounts:sign_out")),
            ]
        )

        assert [(event.action, event.outcome, event.actor_id) for event in events] == [
            ("sign_in", "done", known.pk),
            ("sign_out", "done", known.pk),
        ]

    @pytest.mark.parametrize("exists", [True, False])
    def test_a_failure_names_the_account_and_never_what_was_typed(
        self, client, known, written_by, exists
    ):
        typed = known.username if exists else self.PASSWORD

        [event] = written_by(lambda: self.sign_in(client, typed, "違う合言葉"))

        assert (event.action, event.outcome) == ("sign_in", "failed")
        assert event.actor_id == (known.pk if exists else None)
        assert event.details == {}

    def test_signing_out_when_nobody_is_signed_in_leaves_nothing(self, client, written_by):
        assert written_by(client.logout) == []

    def test_a_failure_outside_of_a_page_is_written_at_once(self, known, written_by):
        told = {"sender": __name__, "credentials": {"username": known.username}}

        [event] = written_by(lambda: user_login_failed.send(**told))

        assert event.outcome == "failed"


class TestRights:
    def test_granting_and_revoking_leave_entries(self, center, system_administrator, written_by):
        made = {"granted_by": system_administrator, "municipality": center.municipality}

        def grant_and_revoke():
            grant = RoleGrantFactory(center=center, **made)
            grant.revoke(by=system_administrator, at=timezone.now())

        granted, revoked = written_by(grant_and_revoke)

        grant = RoleGrant.objects.latest("pk")
        for event in (granted, revoked):
            assert (event.action, event.actor_id) == ("rights_changed", system_administrator.pk)
            assert (event.municipality_id, event.target_ids) == (center.municipality_id, [grant.pk])
        assert granted.details == {
            "user": grant.user_id,
            "role": "consultant",
            "center": center.pk,
            "starts_on": "2020-04-01",
            "ends_on": None,
            "revoked": False,
        }
        assert revoked.details["revoked"] is True

    @pytest.mark.usefixtures("consultant")
    def test_not_even_sql_changes_rights_unseen(self, written_by):
        def change():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_rolegrant SET role = 'auditor'")

        [event] = written_by(change)

        assert event.details["role"] == "auditor"


class TestCommands:
    def test_the_use_of_a_command_is_written_down(self, written_by):
        [event] = written_by(lambda: call_command("load_reference", "--dry-run", stdout=StringIO()))

        assert (event.action, event.outcome, event.actor_id) == ("command", "started", None)
        assert event.details == {"command": "load_reference", "arguments": {"dry_run": "True"}}

    def test_a_command_that_fails_was_used_all_the_same(self, written_by):
        def fail():
            with pytest.raises(CommandError):
                call_command("facts", "000000-00", "--date", "2025-10-01")

        [event] = written_by(fail)

        assert event.details["arguments"] == {
            "center_code": "000000-00",
            "date": "2025-10-01",
            "stage": "actual",
        }


class TestAppendOnly:
    @pytest.mark.parametrize(
        "sql", ["UPDATE {} SET count = 9", "DELETE FROM {}"], ids=["update", "delete"]
    )
    @pytest.mark.parametrize("model", [AuditEvent, AuditSeal, AuditReview])
    def test_the_database_refuses_changes(self, entries, consultant, model, sql):
        [event] = entries(1)
        seal_new(at=timezone.now())
        AuditReview.objects.create(
            event=event, finding="proper", reviewed_at=timezone.now(), reviewed_by=consultant
        )
        statement = sql.format(model._meta.db_table)
        if model is AuditReview:
            statement = statement.replace("count = 9", "note = ''")

        with (
            pytest.raises(IntegrityError, match="監査記録は変更も削除もできません。"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_number_and_time_are_the_databases(self):
        long_ago = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
        event = AuditEvent.objects.create(
            occurred_at=long_ago, action=Action.COMMAND, outcome="done"
        )
        event.refresh_from_db()

        assert event.occurred_at.year > 2001
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEvent.objects.create(pk=event.pk + 1000, action=Action.COMMAND, outcome="done")

    def test_an_entry_costs_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            write(None, Entry(action=Action.COMMAND))
