from casework.models.case import Case
from casework.models.case_amendment import CaseAmendment
from casework.models.case_code import CaseCode
from casework.models.case_link import CaseLink
from casework.models.case_record import CaseRecord
from casework.models.case_status import AttentionChange, CaseStatusChange
from casework.models.case_subject import CaseSubject
from casework.models.case_transfer import CaseTransfer
from casework.models.case_worker import CaseWorker
from casework.models.council import CouncilRegistration
from casework.models.loss import ContinuationDecision, LossCorrection, LossRecord
from casework.models.maternity_benefit import BenefitStep, MaternityHandOver
from casework.models.maternity_import import MaternityImport
from casework.models.maternity_record import (
    MaternityContact,
    MaternityRisk,
    QuestionnaireAnswer,
    ScreeningScore,
)
from casework.models.notification import Notification, NotifierReveal
from casework.models.pregnancy import Pregnancy, PregnancyChange, PregnancyChild
from casework.models.pregnancy_interview import InterviewCorrection, PregnancyInterview
from casework.models.support_note import SupportNote, SupportNoteCorrection

__all__ = [
    "AttentionChange",
    "BenefitStep",
    "Case",
    "CaseAmendment",
    "CaseCode",
    "CaseLink",
    "CaseRecord",
    "CaseStatusChange",
    "CaseSubject",
    "CaseTransfer",
    "CaseWorker",
    "ContinuationDecision",
    "CouncilRegistration",
    "InterviewCorrection",
    "LossCorrection",
    "LossRecord",
    "MaternityContact",
    "MaternityHandOver",
    "MaternityImport",
    "MaternityRisk",
    "Notification",
    "NotifierReveal",
    "Pregnancy",
    "PregnancyChange",
    "PregnancyChild",
    "PregnancyInterview",
    "QuestionnaireAnswer",
    "ScreeningScore",
    "SupportNote",
    "SupportNoteCorrection",
]
