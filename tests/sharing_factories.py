"""Factories of consents, referrals and waiting children, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from centers.models import PartnerAgency
from consultations import models as consultations
from consultations.consent_enums import (
    ConsentAnswer,
    ConsentManner,
    ConsentPurpose,
    RecipientKind,
)
from consultations.enums import Method
from consultations.referral_enums import (
    HandedOver,
    LetterKind,
    ReferralState,
    ReferralStepKind,
    Secrecy,
)
from tests.directory_factories import PartnerAgencyFactory
from tests.factories import Factory, UserFactory
from tests.household_factories import HouseholdFactory, PersonFactory

AGENCY = "見本市立見本保育所"


def today():
    return timezone.localdate()


def agency_named(name, municipality):
    """That of the register, entered where it is not there yet."""
    found = PartnerAgency.objects.filter(municipality=municipality, name=name).first()
    return found or PartnerAgencyFactory(municipality=municipality, name=name)


class ConsentFactory(Factory):
    """承諾あり to the making of records; `share_to=center` makes it one to share."""

    class Meta:
        model = consultations.Consent

    class Params:
        share_to = None

    household = factory.SubFactory(HouseholdFactory)
    municipality = factory.LazyAttribute(
        lambda self: (self.household or self.consultation).municipality
    )
    purpose = factory.LazyAttribute(
        lambda self: ConsentPurpose.SHARE if self.share_to else ConsentPurpose.MAKE
    )
    recipient_kind = factory.LazyAttribute(
        lambda self: RecipientKind.CENTER if self.share_to else ""
    )
    recipient_center = factory.LazyAttribute(lambda self: self.share_to)
    answer = ConsentAnswer.GIVEN
    manner = ConsentManner.ORAL
    answered_on = factory.LazyFunction(today)
    taken_by_name = "見本 一郎"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AgencyConsentFactory(ConsentFactory):
    """承諾あり to share with one partner agency."""

    class Params:
        agency_name = AGENCY

    purpose = ConsentPurpose.SHARE
    recipient_kind = RecipientKind.AGENCY
    agency = factory.LazyAttribute(lambda self: agency_named(self.agency_name, self.municipality))


class ReferralFactory(Factory):
    class Meta:
        model = consultations.Referral

    household = factory.SubFactory(HouseholdFactory)
    center = factory.LazyAttribute(lambda self: (self.household or self.consultation).center)
    consent = factory.SubFactory(
        AgencyConsentFactory, household=factory.SelfAttribute("..household")
    )
    submission_key = factory.LazyFunction(uuid.uuid4)
    letter_kind = LetterKind.NOTICE
    recipient_kind = RecipientKind.AGENCY
    agency = factory.LazyAttribute(lambda self: agency_named(AGENCY, self.center.municipality))
    secrecy = Secrecy.CONTRACT
    handed_over = factory.LazyFunction(lambda: [HandedOver.SUMMARY])
    summary = "保育所の利用について相談がありました。"
    request = "見学の日程を調整してください。"
    sent_on = factory.LazyFunction(today)
    reply_due_on = factory.LazyAttribute(lambda self: self.sent_on + dt.timedelta(days=14))
    state = ReferralState.SENT
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class ReferralPersonFactory(Factory):
    class Meta:
        model = consultations.ReferralPerson

    referral = factory.SubFactory(ReferralFactory)
    person = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..referral.center.municipality")
    )


class ReferralStepFactory(Factory):
    class Meta:
        model = consultations.ReferralStep

    referral = factory.SubFactory(ReferralFactory)
    kind = ReferralStepKind.ACCOMPANIED
    happened_on = factory.LazyFunction(today)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class SuggestionFactory(Factory):
    class Meta:
        model = consultations.Suggestion

    household = factory.SubFactory(HouseholdFactory)
    suggested_on = factory.LazyFunction(today)
    suggested = "一時預かり、地域子育て支援拠点。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class WaitingListFollowUpFactory(Factory):
    class Meta:
        model = consultations.WaitingListFollowUp

    child = factory.SubFactory(PersonFactory)
    desired_nurseries = "見本保育園"
    held_since = dt.date(2025, 4, 1)
    next_contact_on = factory.LazyFunction(today)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class WaitingListContactFactory(Factory):
    class Meta:
        model = consultations.WaitingListContact

    follow_up = factory.SubFactory(WaitingListFollowUpFactory)
    contacted_on = factory.LazyFunction(today)
    method = Method.PHONE
    note = "育児休業の延長を検討中とのこと。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)
