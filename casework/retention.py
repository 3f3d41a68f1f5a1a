"""What goes with a case, and which records stay because a case does."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from casework.draft_forms import NOTE, NOTE_CORRECTION
from casework.models import Case, CaseLink, CaseRecord, CaseSubject, CaseTransfer
from consultations.models import Household
from consultations.retention import CONSULTATION, HOUSEHOLD, PERSON, remember_last_record
from shared import retention
from shared.retention import Event, Going, Obstacle, Part, RecordKind

CASE = "case"
STAYS = "ケースが残っています"


def register_kinds() -> None:
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
        obstacles=(Obstacle(code="case", label="ケースの対象者です", holds=_is_a_subject),),
        held_with=((CASE, "case_subjects__case"),),
    )


def _part(model: str, path: str, **rest: Any) -> Part:
    return Part(model=f"casework.{model}", path=path, **rest)


def _case() -> RecordKind:
    return RecordKind(
        code=CASE,
        label="ケース",
        model="casework.Case",
        center="center__name",
        draft_prefixes=(NOTE,),
        events=(Event(code="ended", label="終結・移管の日", day=lambda: F("ended_on")),),
        parts=(
            _part("SupportNoteCorrection", "note__case"),
            _part("SupportNote", "case", draft_prefixes=(NOTE_CORRECTION,)),
            _part("NotifierReveal", "notification__case"),
            _part("Notification", "case"),
            _part("CaseLink", "case"),
            _part("CaseLink", "other"),
            _part("CaseRecord", "case"),
            _part("CaseSubject", "case"),
            _part("CaseWorker", "case"),
            _part("CouncilRegistration", "case"),
            _part("CaseStatusChange", "case"),
            _part("AttentionChange", "case"),
            _part("CaseAmendment", "case"),
            _part("CaseTransfer", "case"),
        ),
        obstacles=(
            Obstacle(
                code="link", label="関連するケースが続いています", holds=_is_read_with_another
            ),
            Obstacle(
                code="transfer",
                label="移管先の受領が記録されていません",
                holds=lambda _: Q(
                    Exists(CaseTransfer.objects.awaiting().filter(case=OuterRef("pk")))
                ),
            ),
        ),
        held_with=(
            (HOUSEHOLD, "household"),
            (CONSULTATION, "records__consultation"),
            (PERSON, "subjects__person"),
            (PERSON, "household__memberships__person"),
        ),
        companions=((PERSON, "subjects__person"),),
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


def _is_a_subject(_going: Going) -> Q:
    return Q(Exists(CaseSubject.objects.filter(person=OuterRef("pk"))))
