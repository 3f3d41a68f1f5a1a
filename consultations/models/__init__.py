from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
    Topic,
)
from consultations.models.draft import CORRECTION_FORM, NEW_FORM, ConsultationDraft

__all__ = [
    "CORRECTION_FORM",
    "NEW_FORM",
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "ConsultationTopic",
    "Topic",
]
