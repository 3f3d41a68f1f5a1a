"""Who reads a letter: whoever reads the record that it is about."""

import pytest
from django.urls import reverse

from consultations.models import Referral
from tests.factories import ConsultationFactory, NamedReaderFactory
from tests.sharing_factories import AgencyConsentFactory, ConsentFactory, ReferralFactory

LIST, LIST_QUERIES = reverse("referrals:referral_list"), 9


@pytest.fixture
def consent(household):
    return AgencyConsentFactory(household=household)


@pytest.fixture
def referral(household, consent):
    return ReferralFactory(household=household, consent=consent)


def test_a_letter_about_a_restricted_record_is_for_those_who_read_it(
    consultant, chief_coordinator, center
):
    record = ConsultationFactory(center=center, confidentiality="restricted")
    consent = AgencyConsentFactory(household=None, consultation=record)
    referral = ReferralFactory(household=None, consultation=record, consent=consent)

    assert not Referral.objects.visible_to(consultant).exists()
    assert Referral.objects.visible_to(chief_coordinator).get() == referral
    NamedReaderFactory(consultation=record, user=consultant)
    assert Referral.objects.visible_to(consultant).get() == referral


@pytest.mark.usefixtures("referral")
def test_where_nobody_else_may_read_the_letter_is_closed_too(
    consultant, chief_coordinator, household
):
    ConsentFactory(household=household, purpose="view", answer="withdrawn")

    assert not Referral.objects.visible_to(consultant).exists()
    assert Referral.objects.visible_to(chief_coordinator).exists()


def test_another_center_sees_none_of_it(client_for, stranger, referral):
    assert (
        client_for(stranger)
        .get(reverse("referrals:referral_detail", args=[referral.pk]))
        .status_code
        == 404
    )


def test_a_list_of_three_costs_no_more_than_one(
    client_for, consultant, household, consent, django_assert_num_queries
):
    client = client_for(consultant)
    client.get(LIST)
    ReferralFactory(household=household, consent=consent)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    for _ in range(2):
        ReferralFactory(household=household, consent=consent)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
