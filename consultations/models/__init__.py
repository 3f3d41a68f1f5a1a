from consultations.models.consent import Consent
from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
)
from consultations.models.draft import CORRECTION_FORM, NEW_FORM, ConsultationDraft
from consultations.models.household import (
    ContactDetail,
    Household,
    HouseholdMembership,
    Person,
    contact_key,
)
from consultations.models.named_reader import NamedReader
from consultations.models.person_change import PersonChange
from consultations.models.protection import AddressProtection, AddressReveal
from consultations.models.record_access import RecordAccess
from consultations.models.referral import Referral, ReferralPerson, ReferralStep
from consultations.models.suggestion import Suggestion
from consultations.models.topic import Topic
from consultations.models.waiting_list import WaitingListContact, WaitingListFollowUp

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "AddressProtection",
    "AddressReveal",
    "Consent",
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "ConsultationTopic",
    "ContactDetail",
    "Household",
    "HouseholdMembership",
    "NamedReader",
    "Person",
    "PersonChange",
    "RecordAccess",
    "Referral",
    "ReferralPerson",
    "ReferralStep",
    "Suggestion",
    "Topic",
    "WaitingListContact",
    "WaitingListFollowUp",
    "contact_key",
]
