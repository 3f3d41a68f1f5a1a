from casework.models.assessment import Assessment, AssessmentForm
from casework.models.board_threshold import BoardThreshold
from casework.models.case import Case
from casework.models.case_amendment import CaseAmendment
from casework.models.case_code import CaseCode
from casework.models.case_link import CaseLink
from casework.models.case_record import CaseRecord
from casework.models.case_status import AttentionChange, CaseStatusChange
from casework.models.case_subject import CaseSubject
from casework.models.case_transfer import CaseTransfer
from casework.models.case_worker import CaseWorker
from casework.models.community_issue import CommunityIssue, IssueChange
from casework.models.conference import Conference, ConferenceItem
from casework.models.conference_attendee import ConferenceAttendee
from casework.models.conference_decision import AgencyRole, ConferenceDecision
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
from casework.models.minutes import MinutesRevision, MinutesSection
from casework.models.notification import Notification, NotifierReveal
from casework.models.plan_step import GoalEffect, PlanReview, PlanStep
from casework.models.plan_version import PlanGoal, PlanMeasure, PlanResource, PlanVersion
from casework.models.pregnancy import Pregnancy, PregnancyChange, PregnancyChild
from casework.models.pregnancy_interview import InterviewCorrection, PregnancyInterview
from casework.models.support_note import SupportNote, SupportNoteCorrection
from casework.models.support_plan import SupportPlan
from casework.models.task import AbsenceCover, Task, TaskChange

__all__ = [
    "AbsenceCover",
    "AgencyRole",
    "Assessment",
    "AssessmentForm",
    "AttentionChange",
    "BenefitStep",
    "BoardThreshold",
    "Case",
    "CaseAmendment",
    "CaseCode",
    "CaseLink",
    "CaseRecord",
    "CaseStatusChange",
    "CaseSubject",
    "CaseTransfer",
    "CaseWorker",
    "CommunityIssue",
    "Conference",
    "ConferenceAttendee",
    "ConferenceDecision",
    "ConferenceItem",
    "ContinuationDecision",
    "CouncilRegistration",
    "GoalEffect",
    "InterviewCorrection",
    "IssueChange",
    "LossCorrection",
    "LossRecord",
    "MaternityContact",
    "MaternityHandOver",
    "MaternityImport",
    "MaternityRisk",
    "MinutesRevision",
    "MinutesSection",
    "Notification",
    "NotifierReveal",
    "PlanGoal",
    "PlanMeasure",
    "PlanResource",
    "PlanReview",
    "PlanStep",
    "PlanVersion",
    "Pregnancy",
    "PregnancyChange",
    "PregnancyChild",
    "PregnancyInterview",
    "QuestionnaireAnswer",
    "ScreeningScore",
    "SupportNote",
    "SupportNoteCorrection",
    "SupportPlan",
    "Task",
    "TaskChange",
]
