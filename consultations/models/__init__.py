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
from consultations.models.topic import Topic

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "AddressProtection",
    "AddressReveal",
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
    "Topic",
    "contact_key",
]
