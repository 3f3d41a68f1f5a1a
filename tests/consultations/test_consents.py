"""The ledger of consents: recorded, withdrawn, printed; nothing in it is ever changed."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.consents import states_of
from consultations.models import Consent
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.factories import CenterFactory, ConsultationFactory
from tests.household_factories import AddressProtectionFactory, HouseholdFactory
from tests.sharing_factories import (
    AGENCY,
    AgencyConsentFactory,
    ConsentFactory,
    ReferralFactory,
    agency_named,
)


def page(name, subject):
    return reverse(f"consents:{name}", args=[subject.pk])


@pytest.fixture
def answered(household):
    """What a browser sends: a spoken consent to tell one agency."""
    agency = agency_named(AGENCY, household.municipality)

    def form(**changes):
        return {
            "purpose": "share",
            "recipient_kind": "agency",
            "recipient_center": "",
            "agency": str(agency.pk),
            "submission_key": str(uuid.uuid4()),
            "answer": "given",
            "answered_on": format_wareki(timezone.localdate()),
            "manner": "oral",
            "person": "",
            "taken_by_name": "見本 一郎",
            "scope": "氏名と、保育所の利用についての相談の要旨",
            "document": "",
            "basis": "",
            "basis_text": "",
        } | changes

    return form


@pytest.fixture
def send(client_for, consultant, household, answered):
    def post(**changes):
        url = page("household_consent_create", household)
        return client_for(consultant).post(url, answered(**changes))

    return post


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_an_answer_is_added_with_who_when_and_how(send, consultant, household, mother):
    response = send(person=str(mother.pk))

    [row] = Consent.objects.all()
    assert response.url == page("household_consents", household)
    assert (row.household, row.person, row.recorded_by) == (household, mother, consultant)
    assert row.municipality == household.municipality
    assert (row.answer, row.manner, row.taken_by_name) == ("given", "oral", "見本 一郎")
    assert row.answered_on == timezone.localdate()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"recipient_kind": ""}, "recipient_kind", "提供先の種別を選んでください。"),
        ({"agency": ""}, "agency", "関係機関を選んでください。"),
        ({"purpose": "make"}, "recipient_kind", "目的が「記録・情報の提供」のときだけ"),
        (
            {"recipient_kind": "anyone", "agency": ""},
            "recipient_kind",
            "承諾なし・撤回のときだけ",
        ),
        ({"manner": ""}, "manner", "方法（口頭・書面）を選んでください。"),
        ({"answer": "not_required"}, "basis", "承諾を要しない根拠を選んでください。"),
        (
            {"answer": "not_required", "basis": "other"},
            "basis_text",
            "根拠の名称と条項、そう判断した事情を入力してください。",
        ),
        ({"basis": "council_request"}, "basis", "「承諾を要しない（法令等）」のときだけ"),
        ({"answered_on": "2098年1月1日"}, "answered_on", "以前の日付を入力してください。"),
        ({"answered_on": "きのう"}, "answered_on", "日付"),
        ({"answer": "maybe"}, "answer", "選"),
        ({"person": "999999"}, "person", "選"),
        ({"scope": "あ" * 301}, "scope", "300"),
        ({"taken_by_name": ""}, "taken_by_name", "聞き取った人を入力してください。"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(send, mother, changes, field, said):
    response = send(**changes)

    assert response.status_code == 422
    assert said in "".join(errors(response)[field])
    assert not Consent.objects.exists()
    kept = {name: response.context["form"][name].value() for name in changes}
    assert kept == changes


def test_a_center_of_another_municipality_cannot_be_named(send):

    response = send(recipient_kind="center", recipient_center=str(CenterFactory().pk), agency="")

    assert "センターを選び直してください。" in "".join(errors(response)["recipient_center"])


def test_the_own_center_is_no_recipient(send, center):
    response = send(recipient_kind="center", recipient_center=str(center.pk), agency="")

    assert "recipient_center" in errors(response)


def test_a_basis_in_place_of_a_consent_needs_no_manner(send):
    send(answer="not_required", manner="", basis="council_exchange")

    assert "児童福祉法第25条の2" in Consent.objects.get().basis_words


def test_the_page_shows_what_holds_and_the_whole_history(
    client_for, consultant, household, other_center
):
    ConsentFactory(household=household)
    shared = ConsentFactory(household=household, share_to=other_center)
    ConsentFactory(household=household, share_to=other_center, answer="withdrawn")

    response = client_for(consultant).get(page("household_consents", household))

    states = response.context["states"]
    assert [(each.asked.purpose, each.is_standing) for each in states] == [
        ("make", True),
        ("share", False),
    ]
    assert len(response.context["ledger"]) == 3
    assert page("consent_withdraw", shared) not in text_of(response)


def test_a_refusal_for_everybody_is_what_holds_for_each(household):
    AgencyConsentFactory(household=household)
    ConsentFactory(household=household, purpose="share", recipient_kind="anyone", answer="refused")

    states = states_of(
        Consent.objects.about(household_id=household.pk).newest_first().for_listing()
    )

    assert [each.is_standing for each in states] == [False, False]


def test_withdrawing_says_first_what_will_change(
    client_for, consultant, household, other_center, center
):
    ConsultationFactory(center=center, household=household)
    consent = ConsentFactory(household=household, share_to=other_center)
    ReferralFactory(household=household, consent=consent)

    text = text_of(client_for(consultant).get(page("consent_withdraw", consent)))

    assert f"{other_center}の職員は、相談記録1件を読めなくなります" in text
    assert "この承諾によるつなぎが1件あります" in text
    assert Consent.objects.count() == 1


def test_a_withdrawal_is_never_of_a_day_before_its_consent(
    client_for, consultant, household, other_center
):
    consent = ConsentFactory(household=household, share_to=other_center)
    data = {
        "answered_on": format_wareki(timezone.localdate() - dt.timedelta(days=1)),
        "manner": "written",
        "taken_by_name": "見本 一郎",
    }

    response = client_for(consultant).post(page("consent_withdraw", consent), data)

    assert response.status_code == 422
    assert "以後の日付を入力してください。" in "".join(errors(response)["answered_on"])


def test_what_was_withdrawn_is_not_withdrawn_again(client_for, consultant, household, other_center):
    consent = ConsentFactory(household=household, share_to=other_center)
    data = {
        "answered_on": format_wareki(timezone.localdate()),
        "manner": "oral",
        "taken_by_name": "見本 一郎",
    }
    client = client_for(consultant)

    client.post(page("consent_withdraw", consent), data)
    again = client.post(page("consent_withdraw", consent), data, follow=True)

    assert "新しい記録があります" in text_of(again)
    assert Consent.objects.filter(answer="withdrawn").count() == 1


def test_the_ledger_of_another_center_does_not_exist(client_for, stranger, household, record):
    consent = ConsentFactory(household=household)
    client = client_for(stranger)

    for name, subject in (
        ("household_consents", household),
        ("household_consent_create", household),
        ("consent_ledger_pdf", household),
        ("consent_sheet_pdf", household),
        ("record_consents", record),
        ("consent_withdraw", consent),
    ):
        assert client.get(page(name, subject)).status_code == 404


def test_a_record_of_a_household_has_the_ledger_of_the_household(
    client_for, consultant, household, record
):
    client = client_for(consultant)
    assert client.get(page("record_consents", record)).status_code == 200

    record.household = household
    record.save()

    answer = client.get(page("record_consents", record))
    assert answer.url == page("household_consents", household)


def test_an_answer_of_a_record_counts_for_the_household_that_it_belongs_to(
    client_for, consultant, household, record, answered
):
    record.household = household
    record.save()

    client_for(consultant).post(page("record_consent_create", record), answered())

    row = Consent.objects.get()
    assert (row.household, row.consultation) == (household, record)


def test_a_household_kept_elsewhere_is_not_spoken_for(
    client_for, consultant, other_center, record, answered
):
    record.household = HouseholdFactory(center=other_center)
    record.save()

    client_for(consultant).post(page("record_consent_create", record), answered())

    row = Consent.objects.get()
    assert (row.household, row.consultation) == (None, record)


def test_the_same_answer_sent_twice_is_one_row_and_with_other_words_another(send):
    key = str(uuid.uuid4())

    assert [send(submission_key=key).status_code for _ in range(2)] == [302, 302]
    assert Consent.objects.count() == 1

    refused = send(submission_key=key, scope="別の範囲")
    assert refused.status_code == 422
    assert "別の内容で保存済みです。" in "".join(errors(refused)["__all__"])
    assert "別の範囲" in refused.content.decode()
    renewed = refused.context["form"]["submission_key"].value()
    assert send(submission_key=renewed, scope="別の範囲").status_code == 302
    assert Consent.objects.count() == 2


def test_the_sheet_and_the_ledger_are_printed_and_the_print_is_in_the_trail(
    client_for, consultant, household, mother, other_center
):
    ConsentFactory(household=household, share_to=other_center, person=mother)
    client = client_for(consultant)

    sheet = client.get(page("consent_sheet_pdf", household))
    ledger = client.get(page("consent_ledger_pdf", household))

    assert "承諾書" in text_of(sheet)
    assert "見本 花子" in text_of(sheet).replace("\u00a0", " ")
    assert other_center.name in text_of(ledger).replace("\n", "")
    assert "見本" not in sheet["Content-Disposition"] + ledger["Content-Disposition"]
    assert [event.action for event in AuditEvent.objects.filter(action="print")] == ["print"] * 2


def test_somebody_cut_from_the_household_is_not_named(
    client_for, consultant, household, mother, father
):
    mother.registered_name = "金糸雀 葉"
    mother.save()
    ConsentFactory(household=household, person=mother)
    AddressProtectionFactory(person=mother, counter_party=father)

    client = client_for(consultant)

    for name in ("household_consents", "household_consent_create", "consent_ledger_pdf"):
        assert "金糸雀" not in text_of(client.get(page(name, household)))


def test_the_length_of_the_ledger_costs_no_queries(
    client_for, consultant, household, django_assert_num_queries
):
    client = client_for(consultant)
    client.get(page("household_consents", household))
    ConsentFactory(household=household)
    with django_assert_num_queries(LEDGER_QUERIES):
        client.get(page("household_consents", household))
    for _ in range(2):
        AgencyConsentFactory(household=household)
    with django_assert_num_queries(LEDGER_QUERIES):
        client.get(page("household_consents", household))


LEDGER_QUERIES = 10
