"""A loss is recorded, corrected, withdrawn; a person decides how the other children are followed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from casework.interview_due import dues_of
from casework.losses import others_alive
from casework.maternity_actions import locked_row, set_columns
from casework.maternity_enums import LossKind
from casework.models import (
    ContinuationDecision,
    LossCorrection,
    LossRecord,
    Pregnancy,
    PregnancyChild,
)
from casework.models.loss import LossFacts
from consultations.family_actions import Leaving, leave_household, return_to_household
from consultations.family_enums import LeavingReason
from consultations.masking import covered_among
from consultations.models import HouseholdMembership, Person
from shared.wareki import format_wareki

# Why the planned day is gone, in the row's own history.
CLEARED = "予定の取りやめ"
ALWAYS_STOPPED = (
    "面談の案内（印刷）",
    "一覧・予定表・書き出しへの掲載",
    "里帰り・転出の引継ぎの文書",
)


class LossChangedMeanwhileError(Exception):
    """Somebody else corrected the loss since the page was shown."""


class NobodyElseError(Exception):
    """There is no other child whose follow-up could go on."""


@dataclass(frozen=True, kw_only=True)
class LossTold:
    """What somebody told; `child` None means the whole pregnancy."""

    kind: str
    told_on: date
    told_by: str
    child: Person | None = None
    occurred_on: date | None = None
    remark: str = ""

    @classmethod
    def of(cls, facts: LossFacts) -> "LossTold":
        """What is known of a loss by now."""
        return cls(**{each.name: getattr(facts, each.name) for each in fields(cls)})

    def touches_household_unlike(self, was: "LossTold") -> bool:
        """Whether the registry says something else of the household by what is told now."""
        return (self.child, *self.place_end) != (was.child, *was.place_end)

    @property
    def place_end(self) -> tuple[date, LeavingReason]:
        """When and why the child's place in the household ends."""
        is_death = self.kind == LossKind.CHILD_DEATH
        reason = LeavingReason.DIED if is_death else LeavingReason.NOT_BORN
        return self.occurred_on or self.told_on, reason

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "child": self.child,
            "occurred_on": self.occurred_on,
            "told_on": self.told_on,
            "told_by": self.told_by,
            "remark": self.remark,
        }


@transaction.atomic
def record_loss(
    pregnancy: Pregnancy, told: LossTold, *, submission_key: uuid.UUID, by: User, at: datetime
) -> tuple[LossRecord, bool]:
    """From this moment on the family is in no list; whether the record is new.

    Planned days of all rows of the family go, with what they said kept in the row's history; the
    child that died leaves the household in the registry.
    """
    family = [locked_row(row) for row in _family(pregnancy)]
    saved = LossRecord.objects.filter(
        municipality=pregnancy.municipality_id, submission_key=submission_key
    )
    if found := saved.first():
        return found, False
    stopped = _about_to_stop(family, localdate(at))
    loss = LossRecord.objects.create(
        pregnancy=pregnancy,
        submission_key=submission_key,
        stopped=stopped,
        recorded_at=at,
        recorded_by=by,
        **told.columns,
    )
    for row in family:
        nothing = {"next_on": None, "next_step": ""}
        set_columns(row, nothing, reason=CLEARED, by=by, at=at)
    _leave(pregnancy, told, by=by, at=at)
    return loss, True


def _family(pregnancy: Pregnancy) -> list[Pregnancy]:
    """Every row that the stop covers, in the order in which they are locked everywhere."""
    rows = Pregnancy.objects.filter(
        Q(mother__identity=pregnancy.mother.identity) | Q(household=pregnancy.household_id)
    )
    return list(rows.order_by("pk"))


def _about_to_stop(family: Sequence[Pregnancy], day: date) -> list[str]:
    """What would have followed, in words without a name."""
    rows = Pregnancy.objects.filter(pk__in=[row.pk for row in family])
    planned = [f"{each.label}（{format_wareki(each.due_on)}）" for each in dues_of(rows, day)]
    return [*dict.fromkeys(planned), *ALWAYS_STOPPED]


def _leave(pregnancy: Pregnancy, told: LossTold, *, by: User, at: datetime) -> None:
    """The children leave their households in the registry: no list of the family shows them as theirs."""
    day, reason = told.place_end
    for place in _places_of(pregnancy, told.child).filter(ends_on=None):
        leave_household(
            [place],
            Leaving(ends_on=max(day, place.starts_on), reason=reason),
            covered=covered_among([place.person], localdate(at)),
            by=by,
            at=at,
        )


def _places_of(
    pregnancy: Pregnancy, child: Person | None
) -> QuerySet[HouseholdMembership, HouseholdMembership]:
    children = PregnancyChild.objects.filter(pregnancy=pregnancy)
    if child is not None:
        children = children.filter(person=child)
    places = HouseholdMembership.objects.filter(person__in=children.values("person"))
    return places.select_related("person", "household").order_by("pk")


def _return(loss: LossRecord, was: LossTold, *, by: User, at: datetime) -> None:
    """The places that this loss ended are open again; not those of whom another loss tells."""
    others = LossRecord.objects.standing().filter(pregnancy=loss.pregnancy_id).exclude(pk=loss.pk)
    told = [
        each.facts.child
        for each in others.select_related("child").prefetch_related("corrections__child")
    ]
    if None in told:  # of all children
        return
    lost = {child.pk for child in told}
    day, reason = was.place_end
    for place in _places_of(loss.pregnancy, was.child).filter(end_reason=reason):
        if place.person_id not in lost and place.ends_on == max(day, place.starts_on):
            return_to_household(place, by=by, at=at)


@transaction.atomic
def correct_loss(
    loss: LossRecord,
    told: LossTold,
    *,
    seen: int,
    reason: str,
    by: User,
    at: datetime,
    is_withdrawal: bool = False,
) -> LossCorrection:
    """All facts anew, or that nothing of it happened. `seen` is how many corrections were shown.

    Raises LossChangedMeanwhileError. A withdrawal opens the lists to the family again; nothing
    that was planned comes back by itself. The registry follows: whoever left the household by
    mistake is in it again, and whoever is told of now leaves it.
    """
    locked_row(loss.pregnancy)
    if LossCorrection.objects.filter(loss=loss).count() != seen:
        raise LossChangedMeanwhileError(loss)
    was = LossTold.of(LossRecord.objects.select_related("child").get(pk=loss.pk).facts)
    if is_withdrawal or told.touches_household_unlike(was):
        _return(loss, was, by=by, at=at)
        if not is_withdrawal:
            _leave(loss.pregnancy, told, by=by, at=at)
    return LossCorrection.objects.create(
        loss=loss,
        reason=reason,
        is_withdrawal=is_withdrawal,
        corrected_at=at,
        corrected_by=by,
        **told.columns,
    )


@transaction.atomic
def decide_continuation(
    decision: ContinuationDecision, *, by: User, at: datetime
) -> tuple[ContinuationDecision, bool]:
    """Somebody decided; whether the decision is new. Raises NobodyElseError.

    Nothing is sent and no list takes the family up: the day is for the named colleague alone.
    """
    locked_row(decision.loss.pregnancy)
    saved = ContinuationDecision.objects.filter(
        municipality=decision.loss.municipality_id, submission_key=decision.submission_key
    )
    if found := saved.first():
        return found, False
    if decision.continues and not others_alive(decision.loss.pregnancy):
        raise NobodyElseError(decision.loss)
    decision.recorded_by, decision.recorded_at = by, at
    decision.save(force_insert=True)
    return decision, True
