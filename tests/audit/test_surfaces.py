"""Every surface leaves exactly one entry: who, as what, which rows; and never a word of theirs."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent
from consultations.models import Consultation
from tests.audit.conftest import CANARIES
from tests.audit.sending import send
from tests.audit.surfaces import CORRECTED, HOURS, READING, WRITING


@pytest.mark.parametrize("surface", [*READING, *WRITING], ids=str)
def test_each_surface_leaves_one_entry(request, client_for, office, written_by, surface):
    user = request.getfixturevalue(surface.role)
    client, answers = client_for(user), []

    events = written_by(lambda: answers.append(send(client, office, surface)))

    assert answers[0].status_code in {200, 302}
    [event] = events
    assert (event.action, event.outcome, event.target_kind) == (
        surface.action,
        "done",
        surface.kind,
    )
    assert (event.actor_id, event.role) == (user.pk, surface.role)
    assert event.municipality_id == office.municipality.pk
    assert event.source == "127.0.0.1"
    assert event.request_id is not None
    if surface.ids:
        assert event.target_ids == [getattr(office, surface.ids).pk]
    if surface.count is not None:
        assert event.count == surface.count
    assert_without_words(event)


def assert_without_words(event):
    values = AuditEvent.objects.filter(pk=event.pk).values().get()
    text = json.dumps(values, default=str, ensure_ascii=False)
    assert [word for word in CANARIES if word in text] == []


def test_a_new_consultation_leaves_one_entry(log, written_by):
    [signed_in, event] = written_by(log)

    assert signed_in.action == "sign_in"
    assert (event.action, event.target_ids) == ("create", [Consultation.objects.get().pk])
    assert_without_words(event)


@pytest.mark.parametrize("page", ["consultation_correct", "follow_up_done"])
def test_a_correction_names_the_fields_and_not_their_words(
    client_for, consultant, record, as_shown, written_by, page
):
    record.next_on = "2025-10-10"
    record.save()
    client = client_for(consultant)
    data = as_shown(record, **CORRECTED) if page == "consultation_correct" else {"version": 1}

    [event] = written_by(
        lambda: client.post(reverse(f"consultations:{page}", args=[record.pk]), data)
    )

    changed = "content" if page == "consultation_correct" else "next_on"
    correction = record.corrections.get()
    assert (event.action, event.target_ids) == ("change", [record.pk])
    assert event.details == {"fields": [changed], "correction": correction.pk}
    assert_without_words(event)


def test_an_unchanged_correction_and_a_refused_form_show_the_record_again(
    client_for, consultant, record, as_shown, written_by
):
    client, url = (
        client_for(consultant),
        reverse("consultations:consultation_correct", args=[record.pk]),
    )

    unchanged = written_by(lambda: client.post(url, as_shown(record)))
    refused = written_by(lambda: client.post(url, as_shown(record, content="")))

    assert unchanged == []
    assert [(event.action, event.target_ids) for event in refused] == [("read", [record.pk])]


def test_center_evidence_keeps_before_and_after_but_no_typed_text(
    client_for, chief_coordinator, office, written_by
):
    client = client_for(chief_coordinator)

    [replaced] = written_by(
        lambda: client.post(
            reverse("centers:entry_replace", args=["opening-hours", office.hours.pk]), HOURS
        )
    )
    [edited] = written_by(
        lambda: send(client, office, next(s for s in WRITING if s.url == "centers:center_edit"))
    )

    [new] = replaced.target_ids
    assert replaced.details["replaced"] == [office.hours.pk]
    assert replaced.details["fields"][str(new)]["closes_at"] == ["17:00:00", "18:00:00"]
    assert edited.details["fields"]["name"] is None


def test_judgement_sheets_are_written_down_when_read_and_printed(
    client_for, finance_clerk, office, written_by
):
    client = client_for(finance_clerk)
    send(client, office, WRITING[-1])

    pages = [
        written_by(
            lambda name=name: client.get(reverse(f"subsidies:{name}", args=[judgement_sheet_pk()]))
        )
        for name in ("judgement_sheet_detail", "judgement_sheet_pdf")
    ]

    assert [[event.action for event in events] for events in pages] == [["read"], ["print"]]


def judgement_sheet_pk():
    return AuditEvent.objects.get(
        target_kind="subsidies.JudgementSheet", action="create"
    ).target_ids[0]


def test_drafts_are_nobody_elses_and_leave_no_entry(client_for, consultant, written_by, filled):
    client = client_for(consultant)

    events = written_by(
        lambda: client.post(reverse("consultations:draft_save", args=["new"]), filled())
    )

    assert events == []


@pytest.mark.parametrize("address", ["203.0.113.9", "", "unix:"])
def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(
    client_for, consultant, record, written_by, settings, address
):
    settings.BEHIND_PROXY = True
    client = client_for(consultant)
    url = reverse("consultations:consultation_detail", args=[record.pk])

    [event] = written_by(
        lambda: client.get(url, headers={"X-Forwarded-For": f"198.51.100.1, {address}"})
    )

    assert event.source == (address if "." in address else None)


class TestNoEntryNoData:
    @pytest.fixture(autouse=True)
    def _broken(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE accounts_auditevent ADD CONSTRAINT nothing"
                " CHECK (action = 'sign_in' OR target_kind = 'accounts.RoleGrant') NOT VALID"
            )

    @pytest.mark.parametrize("surface", [*READING, *WRITING], ids=str)
    def test_nothing_is_shown_or_changed(self, request, client_for, office, surface):
        client = client_for(request.getfixturevalue(surface.role))
        client.raise_request_exception = False
        before = versions()

        answer = send(client, office, surface)

        assert answer.status_code == 500
        assert not any(word in answer.content.decode() for word in CANARIES)
        assert versions() == before


def versions():
    return list(Consultation.objects.order_by("pk").values_list("version", flat=True))
