"""Which interview is due for whom, and since when. Every list here begins at `losses.next_steps`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from casework.losses import next_steps
from casework.maternity_data import settings
from casework.maternity_enums import InterviewStage
from casework.maternity_weeks import months_after
from casework.models import Pregnancy, PregnancyInterview
from casework.models.pregnancy import PregnancyQuerySet

CONTACT = "contact"


class DueKind(models.TextChoices):
    """予定の種類."""

    APPLICATION = InterviewStage.APPLICATION.value, "申請時の面談"
    BEFORE_BIRTH = InterviewStage.BEFORE_BIRTH.value, "出産前の面談"
    AFTER_BIRTH = InterviewStage.AFTER_BIRTH.value, "出産後の面談"
    CONTACT = CONTACT, "次の連絡"


@dataclass(frozen=True)
class Due:
    """One thing to be done for one family; `birth_unknown`: the day has passed, nothing is told."""

    kind: DueKind
    pregnancy: Pregnancy
    due_on: date
    is_overdue: bool
    birth_unknown: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)


def due_rows(pregnancies: PregnancyQuerySet, kind: DueKind, day: date) -> PregnancyQuerySet:
    """Those of `pregnancies` for whom this is due or coming, the first due first."""
    here = next_steps(pregnancies).filter(Q(moved_out_on=None) | Q(moved_out_on__gt=day))
    if kind == DueKind.CONTACT:
        return here.filter(next_on__isnull=False).order_by("next_on", "pk")
    held = PregnancyInterview.objects.standing().filter(pregnancy=OuterRef("pk"), stage=kind.value)
    here = here.exclude(Exists(held))
    if kind == DueKind.APPLICATION:
        return here.filter(delivered_on=None).order_by(
            F("notified_on").asc(nulls_last=True), "due_on", "pk"
        )
    if kind == DueKind.BEFORE_BIRTH:
        begins = timedelta(days=_stage(kind)["begins_days_before_due"])
        return here.filter(delivered_on=None, due_on__lte=day + begins).order_by("due_on", "pk")
    until = settings()["stage"][InterviewStage.ANY_TIME]["until_months_after_birth"]
    return here.filter(delivered_on__gte=months_after(day, -until)).order_by("delivered_on", "pk")


def dues(rows: Collection[Pregnancy], kind: DueKind, day: date) -> list[Due]:
    """Of rows that `due_rows` has found; no query."""
    return [
        Due(
            kind,
            row,
            on := due_on(row, kind),
            on < day,
            birth_unknown=row.delivered_on is None and row.due_on < day,
        )
        for row in rows
    ]


def due_on(pregnancy: Pregnancy, kind: DueKind) -> date:
    """The day until which it should be done, as the data has it."""
    if kind == DueKind.CONTACT and pregnancy.next_on is not None:
        return pregnancy.next_on
    if kind == DueKind.BEFORE_BIRTH:
        return pregnancy.due_on - timedelta(days=_stage(kind)["ends_days_before_due"])
    if kind == DueKind.AFTER_BIRTH and pregnancy.delivered_on is not None:
        return months_after(pregnancy.delivered_on, _stage(kind)["ends_months_after_birth"])
    return pregnancy.notified_on or localdate(pregnancy.recorded_at)


def counts_of(pregnancies: PregnancyQuerySet, day: date) -> dict[DueKind, int]:
    """How many there are of each kind; one query for each."""
    return {kind: due_rows(pregnancies, kind, day).count() for kind in DueKind}


def dues_of(pregnancies: PregnancyQuerySet, day: date) -> list[Due]:
    """Everything due of a few rows, the first due first."""
    found = [each for kind in DueKind for each in dues(due_rows(pregnancies, kind, day), kind, day)]
    return sorted(found, key=lambda each: each.due_on)


def _stage(kind: DueKind) -> dict[str, Any]:
    found: dict[str, Any] = settings()["stage"][kind.value]
    return found
