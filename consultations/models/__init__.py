from consultations.models.abuse_intake import AbuseIntake, IntakeClock
from consultations.models.child_part import ChildPart
from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
)
from consultations.models.draft import CORRECTION_FORM, NEW_FORM, ConsultationDraft
from consultations.models.follow_up import FollowUp
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
from consultations.models.text_template import TextTemplate
from consultations.models.topic import Topic

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "AbuseIntake",
    "AddressProtection",
    "AddressReveal",
    "ChildPart",
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "ConsultationTopic",
    "ContactDetail",
    "FollowUp",
    "Household",
    "HouseholdMembership",
    "IntakeClock",
    "NamedReader",
    "Person",
    "PersonChange",
    "RecordAccess",
    "TextTemplate",
    "Topic",
    "contact_key",
]
