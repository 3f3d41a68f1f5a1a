"""What becomes of a letter that was sent when the consent behind it is withdrawn."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consent, Referral
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.sharing_factories import AgencyConsentFactory, ReferralFactory


def ago(days):
    return timezone.localdate() - dt.timedelta(days=days)


@pytest.fixture
def referral(household):
    consent = AgencyConsentFactory(household=household, answered_on=ago(9))
    return ReferralFactory(
        household=household, consent=consent, sent_on=ago(8), reply_due_on=ago(1)
    )


def test_the_letter_is_not_printed_and_nobody_is_reminded(
    client_for, consultant, household, referral
):
    client = client_for(consultant)
    assert Referral.objects.silent(timezone.localdate()).get() == referral
    AgencyConsentFactory(household=household, answer="withdrawn", answered_on=ago(0))

    letter = client.get(reverse("referrals:referral_letter", args=[referral.pk]), follow=True)
    detail = client.get(reverse("referrals:referral_detail", args=[referral.pk]))

    assert "この文書は印刷できません" in text_of(letter)
    assert "「撤回」になっています" in text_of(detail)
    assert "返事の催促" not in text_of(detail)
    assert not Referral.objects.silent(timezone.localdate()).exists()


def test_a_refusal_of_an_earlier_day_says_that_it_changes_nothing(
    client_for, consultant, household, referral
):
    url = reverse("consents:household_consent_create", args=[household.pk])
    said = {
        "submission_key": str(uuid.uuid4()),
        "purpose": "share",
        "recipient_kind": "agency",
        "agency": str(referral.agency_id),
        "answer": "refused",
        "answered_on": format_wareki(ago(10)),
        "manner": "oral",
        "taken_by_name": "見本 相談員",
    }

    page = client_for(consultant).post(url, said, follow=True)

    assert Consent.objects.filter(answer="refused").exists()
    assert "承諾は続いています" in text_of(page)
