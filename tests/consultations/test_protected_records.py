"""Records of a household under DV等支援措置: of its own center, and of the 所管課 in emergencies only."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation, RecordAccess
from shared.access import Capability
from tests.factories import ConsultationFactory
from tests.household_factories import (
    AddressProtectionFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
)

SECRET = "夜は電話に出られない"
COUNTS = reverse("consultations:count_list")


def url(name, record):
    return reverse(f"consultations:{name}", args=[record.pk])


def given(length):
    return {"reason_kind": "safety", "reason": "あ" * length}


@pytest.fixture
def household(center):
    return HouseholdFactory(center=center)


@pytest.fixture
def record(center, household):
    return ConsultationFactory(center=center, household=household, content=SECRET)


@pytest.fixture
def protection(household):
    member = HouseholdMembershipFactory(household=household).person
    return AddressProtectionFactory(person=member)


def end(protection, by):
    protection.ended_on, protection.ended_by = timezone.localdate(), by
    protection.end_reason = "本人の申出により終了した。"
    protection.save()


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator"])
def test_the_center_goes_on_reading_them(client_for, request, role, record, protection):
    client = client_for(request.getfixturevalue(role))

    assert SECRET in client.get(url("consultation_detail", record)).content.decode()


def test_the_municipality_counts_them_and_does_not_list_them(
    client_for, municipal_officer, record, protection
):
    ConsultationFactory(center=record.center)

    page = client_for(municipal_officer).get(COUNTS, {"fiscal_year": "2025"})

    assert [each.pk for each in page.context["page"]] != [record.pk]
    assert page.context["page"].paginator.count == 1
    assert "ほかに制限された記録が1件あります" in page.content.decode()


def test_the_municipality_opens_them_in_an_emergency_only(
    client_for, municipal_officer, record, protection
):
    client = client_for(municipal_officer)

    short = client.post(url("record_open", record), given(10))
    opened = client.post(url("record_open", record), given(20))

    assert short.status_code == 422
    assert RecordAccess.objects.get().kind == "break_glass"
    assert SECRET in client.get(opened.url).content.decode()


def test_a_protection_closes_what_a_reason_had_opened(
    client_for, municipal_officer, record, household
):
    client = client_for(municipal_officer)
    opened = client.post(url("record_open", record), given(10)).url
    assert client.get(opened).status_code == 200

    member = HouseholdMembershipFactory(household=household).person
    AddressProtectionFactory(person=member)

    assert client.get(opened).status_code == 404


def test_the_end_of_the_protection_makes_them_ordinary_again(
    municipal_officer, chief_coordinator, record, protection
):
    listed = Consultation.objects.visible_to(municipal_officer, Capability.CONSULTATION_LIST)
    assert not listed.exists()

    end(protection, chief_coordinator)

    assert listed.all().get() == record


def test_a_protection_that_has_merely_expired_still_hides(municipal_officer, record, protection):
    today = timezone.localdate()
    protection.starts_on = protection.expires_on = today - dt.timedelta(days=700)
    protection.save()

    assert not Consultation.objects.visible_to(
        municipal_officer, Capability.CONSULTATION_LIST
    ).exists()
