"""What goes with a case, and which records stay because a case does."""

from django.db.models import Exists, F, OuterRef, Q

from casework import conference_retention, maternity_retention
from casework import draft_forms_plans as plan_keys
from casework.conference_drafts import ISSUE_OF_CASE, MINUTES
from casework.conference_retention import CASE, CONFERENCE, joint_minutes, part
from casework.draft_forms import NOTE, NOTE_CORRECTION, TRANSFER
from casework.models import (
    Assessment,
    Case,
    CaseLink,
    CaseRecord,
    CaseStatusChange,
    CaseSubject,
    CaseTransfer,
    ConferenceItem,
    SupportPlan,
    Task,
)
from consultations.models import Household
from consultations.retention import remember_last_record
from consultations.retention_ways import CONSULTATION, HOUSEHOLD, PERSON, exists, refers
from shared import retention
from shared.retention import CountedBesides, Event, Going, Obstacle, RecordKind

STAYS = "ケースが残っています"


def register_kinds() -> None:
    """Cases last: they go before the conferences that spoke of them."""
    conference_retention.register_kinds()
    maternity_retention.register_kinds()
    retention.register(_case())
    retention.extend(
        CONSULTATION,
        obstacles=(
            Obstacle(code="case", label=STAYS, holds=_is_in_a_case),
            Obstacle(code="case_origin", label=STAYS, holds=_is_the_origin_of_a_case),
        ),
        held_with=((CASE, "case_records__case"), (CASE, "cases_opened")),
    )
    retention.extend(
        HOUSEHOLD,
        obstacles=(Obstacle(code="case", label=STAYS, holds=_has_cases),),
        held_with=((CASE, "cases"),),
    )
    retention.extend(
        PERSON,
        obstacles=(
            Obstacle(code="case", label="ケースの対象者です", holds=refers(CaseSubject)),
            Obstacle(code="assessment", label="アセスメントの対象者です", holds=refers(Assessment)),
        ),
        held_with=((CASE, "case_subjects__case"),),
    )


def _case() -> RecordKind:
    return RecordKind(
        code=CASE,
        label="ケース",
        model="casework.Case",
        center="center__name",
        draft_prefixes=(NOTE, TRANSFER, plan_keys.PLAN, plan_keys.ASSESSMENT, ISSUE_OF_CASE),
        events=(Event(code="ended", label="終結・移管の日", day=lambda: F("ended_on")),),
        parts=(
            # A task that rests on something of the case is the case's.
            *(
                part(model, f"{way}{path}")
                for path in ("decision__item__case", "note__case", "case")
                for model, way in (("TaskChange", "task__"), ("Task", ""))
            ),
            # Whatever waits in the form of minutes may be about this case too.
            part("Conference", "items__case", emptied={}, draft_prefixes=(MINUTES,)),
            part("ConferenceDecision", "item__case"),
            part("AgencyRole", "item__case"),
            part("MinutesRevision", "section__item__case"),
            part("MinutesSection", "item__case"),
            part("ConferenceItem", "case"),
            part("GoalEffect", "review__plan__case"),
            part("PlanReview", "plan__case"),
            part("PlanStep", "plan__case"),
            part("PlanResource", "plan_version__plan__case"),
            part("PlanMeasure", "plan_version__plan__case"),
            part("PlanGoal", "plan_version__plan__case"),
            part("PlanVersion", "plan__case"),
            part(
                "SupportPlan",
                "case",
                draft_prefixes=(plan_keys.PLAN_REVISION, plan_keys.PLAN_REVIEW),
            ),
            part("Assessment", "case", draft_prefixes=(plan_keys.ASSESSMENT_CORRECTION,)),
            part("SupportNoteCorrection", "note__case"),
            part("SupportNote", "case", draft_prefixes=(NOTE_CORRECTION,)),
            part("NotifierReveal", "notification__case"),
            part("Notification", "case"),
            part("CaseLink", "case"),
            part("CaseLink", "other"),
            part("CaseRecord", "case"),
            part("CaseSubject", "case"),
            part("CaseWorker", "case"),
            part("CouncilRegistration", "case"),
            part("CaseStatusChange", "case"),
            part("AttentionChange", "case"),
            part("CaseAmendment", "case"),
            part("CaseTransfer", "case"),
        ),
        obstacles=(
            Obstacle(
                code="link", label="関連するケースが続いています", holds=_is_read_with_another
            ),
            Obstacle(
                code="transfer",
                label="移管先の受領が記録されていません",
                holds=lambda _: exists(CaseTransfer.objects.awaiting().filter(case=OuterRef("pk"))),
            ),
            Obstacle(
                code="task",
                label="済んでいないタスクがあります",
                holds=lambda _: exists(Task.objects.open().filter(case=OuterRef("pk"))),
            ),
        ),
        held_with=(
            (HOUSEHOLD, "household"),
            (CONSULTATION, "records__consultation"),
            (PERSON, "subjects__person"),
            (PERSON, "household__memberships__person"),
            (CONFERENCE, "conference_items__conference"),
        ),
        companions=(
            (CONFERENCE, "conference_items__conference"),
            (PERSON, "subjects__person"),
            (PERSON, "assessments__person"),
        ),
        counted=(
            "center",
            "fiscal_year",
            "opened_on",
            "function",
            "attention_level",
            "category",
            "route",
            "status",
            "closing_reason",
            "ended_on",
        ),
        counted_besides=(
            CountedBesides(
                name="support_plans",
                rows=lambda pk: SupportPlan.objects.filter(case=pk, made_on__isnull=False),
                columns=(
                    "basis",
                    "made_on",
                    "first_approved_at",
                    "ended_on",
                    "ended_at",
                    "end_reason",
                ),
            ),
            CountedBesides(
                name="status_changes",
                rows=lambda pk: CaseStatusChange.objects.filter(case=pk),
                columns=("after", "changed_on", "changed_at"),
            ),
            CountedBesides(
                name="intake_decisions",
                rows=lambda pk: ConferenceItem.objects.standing().filter(
                    case=pk, decided_at__isnull=False
                ),
                columns=("conference__center", "conference__held_on", "decided_at"),
            ),
            joint_minutes("section__item__case"),
        ),
        before=(_remember_day,),
    )


def _remember_day(pk: int) -> None:
    day = Case.objects.values_list("ended_on", flat=True).get(pk=pk)
    remember_last_record(Household.objects.filter(cases=pk), day)


def _is_read_with_another(_going: Going) -> Q:
    """A case that was taken up again needs what the old one says."""
    links = CaseLink.objects.standing()
    return Q(Exists(links.filter(case=OuterRef("pk"), other__ended_on=None))) | Q(
        Exists(links.filter(other=OuterRef("pk"), case__ended_on=None))
    )


def _is_in_a_case(going: Going) -> Q:
    records = CaseRecord.objects.filter(consultation=OuterRef("pk"), detached_at=None)
    return Q(Exists(records.exclude(case__in=going.get(CASE, ()))))


def _is_the_origin_of_a_case(going: Going) -> Q:
    cases = Case.objects.filter(opened_from=OuterRef("pk"))
    return Q(Exists(cases.exclude(pk__in=going.get(CASE, ()))))


def _has_cases(going: Going) -> Q:
    cases = Case.objects.filter(household=OuterRef("pk"))
    return Q(Exists(cases.exclude(pk__in=going.get(CASE, ()))))
