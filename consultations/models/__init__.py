from consultations.models.consultation import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    Topic,
)
from consultations.models.draft import ConsultationDraft

__all__ = [
    "Consultation",
    "ConsultationChild",
    "ConsultationCorrection",
    "ConsultationDraft",
    "Topic",
]
