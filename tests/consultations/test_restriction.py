"""Restricting a record, naming who reads it, and lifting the restriction."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from consultations.models import Consultation
from tests.factories import NamedReaderFactory, RoleGrantFactory


def url(name, record):
    return reverse(f"consultations:{name}", args=[record.pk])


def entries(record):
    events = AuditEvent.objects.filter(target_ids=[record.pk], action="rights_changed")
    return [event.details for event in events.order_by("pk")]


@pytest.fixture
def restrict(client_for):
    def send(user, record, **data):
        sent = {"version": record.version, "reason": "親族が職員であるため"} | data
        return client_for(user).post(url("consultation_restrict", record), sent)

    return send


@pytest.fixture
def restricted(restrict, colleague, record):
    restrict(colleague, record)
    record.refresh_from_db()
    return record


def named(record):
    return set(record.named_readers.standing().values_list("user", flat=True))


def test_the_author_restricts_the_record_and_names_a_colleague(
    restrict, client_for, record, colleague, consultant, chief_coordinator
):
    answer = restrict(colleague, record, people=[consultant.pk])

    record.refresh_from_db()
    correction = record.corrections.get()
    assert answer.status_code == 302
    assert (record.confidentiality, record.version) == ("restricted", 2)
    assert named(record) == {colleague.pk, consultant.pk}
    assert correction.reason == "親族が職員であるため"
    assert correction.changes == {
        "confidentiality": {"label": "記録の区分", "before": "通常", "after": "制限"}
    }
    assert entries(record) == [
        {"correction": correction.pk, "fields": ["confidentiality"], "named": [consultant.pk]}
    ]
    page = client_for(consultant).get(url("consultation_detail", record)).content.decode()
    assert f"記録者、センター長・統括支援員、{consultant.name}" in page
    assert "区分の変更" in page


def test_the_chief_restricts_and_the_author_is_named_all_the_same(
    restrict, record, colleague, chief_coordinator
):
    restrict(chief_coordinator, record)

    assert named(record) == {colleague.pk}


def test_who_did_not_write_the_record_restricts_nothing(restrict, record, consultant):
    assert restrict(consultant, record).status_code == 404

    record.refresh_from_db()
    assert record.confidentiality == "ordinary"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_restriction_without_a_reason_changes_nothing_and_keeps_what_was_chosen(
    restrict, record, colleague, consultant, reason
):
    answer = restrict(colleague, record, reason=reason, people=[consultant.pk])

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "制限する理由を入力してください。" in page
    assert f'value="{consultant.pk}"' in page
    assert "checked" in page
    record.refresh_from_db()
    assert record.confidentiality == "ordinary"


def test_only_who_works_in_the_center_today_can_be_named(
    restrict, record, colleague, stranger, consultant
):
    consultant.role_grants.update(ends_on="2021-03-31")

    for person in (stranger, consultant):
        assert restrict(colleague, record, people=[person.pk]).status_code == 422
    assert named(record) == set()


def test_a_restriction_on_an_older_text_is_asked_again(restrict, record, colleague):
    Consultation.objects.update(version=2)

    answer = restrict(colleague, record)

    assert answer.status_code == 409
    assert "ほかの人が記録を変更しました" in answer.content.decode()


def test_whoever_is_no_longer_named_no_longer_reads(client_for, restricted, colleague, consultant):
    client = client_for(colleague)
    client.post(url("consultation_restrict", restricted), {"people": [consultant.pk]})
    assert client_for(consultant).get(url("consultation_detail", restricted)).status_code == 200

    client.post(url("consultation_restrict", restricted), {})

    assert client_for(consultant).get(url("consultation_detail", restricted)).status_code == 404
    assert named(restricted) == {colleague.pk}
    assert entries(restricted)[1:] == [
        {"named": [consultant.pk], "no_longer_named": []},
        {"named": [], "no_longer_named": [consultant.pk]},
    ]


def test_nothing_changed_leaves_no_entry(client_for, restricted, colleague):
    before = entries(restricted)

    client_for(colleague).post(url("consultation_restrict", restricted), {})

    assert entries(restricted) == before


def test_only_the_chief_lifts_and_only_with_a_reason(
    client_for, restricted, colleague, consultant, chief_coordinator
):
    NamedReaderFactory(consultation=restricted, user=consultant)
    data = {"version": 2, "reason": "事情がなくなったため"}

    assert client_for(colleague).post(url("consultation_lift", restricted), data).status_code == 403
    chief = client_for(chief_coordinator)
    assert (
        chief.post(url("consultation_lift", restricted), data | {"reason": ""}).status_code == 422
    )
    assert chief.post(url("consultation_lift", restricted), data).status_code == 302

    restricted.refresh_from_db()
    assert (restricted.confidentiality, restricted.version) == ("ordinary", 3)
    assert named(restricted) == set()
    assert restricted.corrections.last().reason == "事情がなくなったため"
    assert entries(restricted)[-1]["fields"] == ["confidentiality"]
    assert chief.get(url("consultation_lift", restricted)).status_code == 302


def test_a_lift_on_an_older_text_is_asked_again(client_for, restricted, chief_coordinator):
    data = {"version": 1, "reason": "事情がなくなったため"}

    answer = client_for(chief_coordinator).post(url("consultation_lift", restricted), data)

    assert answer.status_code == 409


def test_a_new_record_can_be_restricted_at_once(log, only_record, consultant):
    answer = log(confidentiality="restricted")

    record = only_record()
    assert answer.status_code == 302
    assert record.is_restricted
    assert named(record) == {consultant.pk}


@pytest.mark.parametrize("choice", [None, "", "ordinary"])
def test_without_a_choice_a_new_record_is_ordinary(log, only_record, choice):
    log(confidentiality=choice)

    assert only_record().confidentiality == "ordinary"
    assert not only_record().named_readers.exists()


def test_a_choice_that_is_none_changes_nothing(log):
    assert log(confidentiality="protected").status_code == 422
    assert not Consultation.objects.exists()


def test_the_same_form_again_with_another_choice_does_not_pass_for_saved(
    client_for, consultant, filled, only_record
):
    client, data = client_for(consultant), filled()
    client.post(reverse("consultations:consultation_create"), data)

    again = client.post(
        reverse("consultations:consultation_create"), data | {"confidentiality": "restricted"}
    )

    assert again.url == url("consultation_restrict", only_record())


def test_a_withdrawn_record_keeps_its_reason_when_restricted(
    restrict, client_for, record, colleague
):
    client = client_for(colleague)
    client.post(url("consultation_withdraw", record), {"version": 1, "reason": "二重の登録"})
    record.refresh_from_db()

    restrict(colleague, record)

    page = client.get(url("consultation_detail", record)).content.decode()
    assert "件数に数えません。理由：二重の登録" in page


def test_the_buttons_are_offered_to_those_who_may(
    client_for, restricted, record, colleague, consultant, chief_coordinator
):
    NamedReaderFactory(consultation=restricted, user=consultant)

    def offered(user):
        page = client_for(user).get(url("consultation_detail", restricted)).content.decode()
        return [name in page for name in ("/restrict/", "/lift/", "/correct/")]

    assert offered(colleague) == [True, False, True]
    assert offered(consultant) == [False, False, True]
    assert offered(chief_coordinator) == [True, True, True]


def test_a_chief_of_another_center_too_supervises_the_own_one_only(
    client_for, restricted, consultant, municipality, other_center
):
    RoleGrantFactory(
        user=consultant, role="chief_coordinator", municipality=municipality, center=other_center
    )

    answer = client_for(consultant).get(url("consultation_detail", restricted))

    assert answer.status_code == 404
