"""What goes with a row of the maternity ledger, and which records stay because it does."""

from django.db.models import F, OuterRef, Q
from django.db.models.functions import TruncDate

from casework import maternity_draft_forms as keys
from casework.conference_retention import part
from casework.models import (
    LossCorrection,
    LossRecord,
    MaternityHandOver,
    Pregnancy,
    PregnancyChild,
    PregnancyInterview,
)
from consultations.models import Household
from consultations.retention import remember_last_record
from consultations.retention_ways import CONSULTATION, HOUSEHOLD, PERSON, exists, refers
from shared import retention
from shared.retention import CountedBesides, Event, Going, Obstacle, RecordKind

PREGNANCY, IMPORT = "pregnancy", "maternity_import"
STAYS = "妊産婦等支援台帳に残っています"


def register_kinds() -> None:
    retention.register(_pregnancy())
    retention.register(_import())
    retention.extend(
        CONSULTATION,
        obstacles=(
            Obstacle(
                code="hand_over",
                label="承諾に基づく引継ぎが妊産婦等支援台帳に残っています",
                holds=lambda _: exists(
                    MaternityHandOver.objects.filter(
                        consent__consultation=OuterRef("pk"), consent__household=None
                    )
                ),
            ),
        ),
    )
    retention.extend(
        HOUSEHOLD,
        obstacles=(Obstacle(code="pregnancy", label=STAYS, holds=_has_pregnancies),),
        held_with=((PREGNANCY, "pregnancies"),),
        draft_prefixes=(keys.NEW,),
    )
    retention.extend(
        PERSON,
        obstacles=tuple(
            Obstacle(code=f"pregnancy_{number}", label=STAYS, holds=refers(model, column))
            for number, (model, column) in enumerate(
                (
                    (Pregnancy, "mother"),
                    (PregnancyChild, "person"),
                    (LossRecord, "child"),
                    (LossCorrection, "child"),
                ),
                start=1,
            )
        ),
        held_with=((PREGNANCY, "pregnancies"), (PREGNANCY, "pregnancies_as_child__pregnancy")),
    )


def _pregnancy() -> RecordKind:
    return RecordKind(
        code=PREGNANCY,
        label="妊産婦等支援台帳",
        model="casework.Pregnancy",
        center="center__name",
        draft_prefixes=(
            keys.EDIT,
            keys.CONTACT,
            keys.QUESTIONNAIRE,
            keys.INTERVIEW,
            keys.LOSS,
            keys.HAND_OVER,
        ),
        events=(
            Event(code="closed", label="台帳を閉じた日", day=lambda: F("closed_on")),
            Event(code="due", label="出産予定日", day=lambda: F("due_on")),
        ),
        parts=(
            part("ContinuationDecision", "loss__pregnancy"),
            part("LossCorrection", "loss__pregnancy"),
            part(
                "LossRecord",
                "pregnancy",
                draft_prefixes=(keys.LOSS_CORRECTION, keys.CONTINUATION),
            ),
            part("InterviewCorrection", "interview__pregnancy"),
            part("PregnancyInterview", "pregnancy", draft_prefixes=(keys.INTERVIEW_CORRECTION,)),
            part("ScreeningScore", "pregnancy"),
            part("MaternityRisk", "pregnancy"),
            part("MaternityContact", "pregnancy"),
            part("QuestionnaireAnswer", "pregnancy"),
            part("BenefitStep", "pregnancy"),
            part("MaternityHandOver", "pregnancy"),
            part("PregnancyChange", "pregnancy"),
            part("PregnancyChild", "pregnancy"),
        ),
        obstacles=(
            Obstacle(
                code="open",
                label="台帳が閉じられていません",
                holds=lambda _: Q(closed_on=None, moved_out_on=None),
            ),
        ),
        held_with=(
            (HOUSEHOLD, "household"),
            (PERSON, "mother"),
            (PERSON, "children__person"),
            (PERSON, "household__memberships__person"),
        ),
        companions=(
            (PERSON, "mother"),
            (PERSON, "children__person"),
            (PERSON, "losses__child"),
            (PERSON, "losses__corrections__child"),
        ),
        counted=(
            "center",
            "notified_on",
            "due_on",
            "fetus_count",
            "delivered_on",
            "moved_in_on",
            "moved_out_on",
            "closed_on",
        ),
        counted_besides=(
            CountedBesides(
                name="interviews",
                rows=lambda pk: PregnancyInterview.objects.standing().filter(pregnancy=pk),
                columns=("stage", "occurred_at", "mode", "interviewee", "qualification"),
            ),
        ),
        before=(_remember_day,),
    )


def _remember_day(pk: int) -> None:
    row = Pregnancy.objects.get(pk=pk)
    days = [day for day in (row.due_on, row.closed_on, row.moved_out_on) if day]
    remember_last_record(Household.objects.filter(pregnancies=pk), max(days))


def _has_pregnancies(going: Going) -> Q:
    rows = Pregnancy.objects.filter(household=OuterRef("pk"))
    return exists(rows.exclude(pk__in=going.get(PREGNANCY, ())))


def _import() -> RecordKind:
    """Its rows are emptied when it ends; a preview that nobody ended keeps them until the next."""
    return RecordKind(
        code=IMPORT,
        label="妊産婦の取込",
        model="casework.MaternityImport",
        center="center__name",
        goes_first=True,
        events=(Event(code="uploaded", label="受付の日", day=lambda: TruncDate("uploaded_at")),),
    )
