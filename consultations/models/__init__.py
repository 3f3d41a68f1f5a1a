from consultations.models.abuse_intake import AbuseIntake, IntakeClock
from consultations.models.appointment import Appointment, AppointmentReminder, AppointmentStep
from consultations.models.appointment_feed import AppointmentFeed
from consultations.models.child_part import ChildPart
from consultations.models.complaint import Complaint, ComplaintStep, ComplaintSubject
from consultations.models.complaint_clock import ComplaintClock
from consultations.models.complaint_officer import ComplaintOfficer
from consultations.models.consent import Consent
from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
)
from consultations.models.contact_part import ContactPart
from consultations.models.draft import CORRECTION_FORM, NEW_FORM, ConsultationDraft
from consultations.models.follow_up import FollowUp
from consultations.models.given_resource import FavouriteResource, GivenResource
from consultations.models.household import (
    ContactDetail,
    Household,
    HouseholdMembership,
    Person,
    contact_key,
)
from consultations.models.name_part import NamePart
from consultations.models.named_reader import NamedReader
from consultations.models.note_text import NoteText
from consultations.models.other_name import OtherName
from consultations.models.person_change import PersonChange
from consultations.models.person_merge import PersonDistinction, PersonMerge
from consultations.models.person_relation import PersonRelation
from consultations.models.postal_code import PostalCode
from consultations.models.protection import AddressProtection, AddressReveal
from consultations.models.record_access import RecordAccess
from consultations.models.referral import Referral, ReferralPerson, ReferralStep
from consultations.models.suggestion import Suggestion
from consultations.models.text_template import TextTemplate
from consultations.models.topic import Topic
from consultations.models.waiting_list import WaitingListContact, WaitingListFollowUp

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "AbuseIntake",
    "AddressProtection",
    "AddressReveal",
    "Appointment",
    "AppointmentFeed",
    "AppointmentReminder",
    "AppointmentStep",
    "ChildPart",
    "Complaint",
    "ComplaintClock",
    "ComplaintOfficer",
    "ComplaintStep",
    "ComplaintSubject",
    "Consent",
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "ConsultationTopic",
    "ContactDetail",
    "ContactPart",
    "FavouriteResource",
    "FollowUp",
    "GivenResource",
    "Household",
    "HouseholdMembership",
    "IntakeClock",
    "NamePart",
    "NamedReader",
    "NoteText",
    "OtherName",
    "Person",
    "PersonChange",
    "PersonDistinction",
    "PersonMerge",
    "PersonRelation",
    "PostalCode",
    "RecordAccess",
    "Referral",
    "ReferralPerson",
    "ReferralStep",
    "Suggestion",
    "TextTemplate",
    "Topic",
    "WaitingListContact",
    "WaitingListFollowUp",
    "contact_key",
]
