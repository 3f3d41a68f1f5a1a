from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
    Topic,
)
from consultations.models.draft import CORRECTION_FORM, NEW_FORM, ConsultationDraft
from consultations.models.named_reader import NamedReader
from consultations.models.record_access import RecordAccess

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "ConsultationTopic",
    "NamedReader",
    "RecordAccess",
    "Topic",
]
