"""A recorded loss stops everything: the one place that says whether a family may be written to.

Every list, print, reminder, export and due list of the maternity ledger and the interviews begins
at `next_steps()` or asks `is_stopped()`. Nothing is switched off and nothing can be forgotten: the
answer is read anew each time from the losses that stand. A loss covers all rows of the mother and
of her household that were there when it was recorded; a pregnancy entered later is a new one, and
was entered by somebody who saw the caution.

Only a person lets the contact with the other children go on (`ContinuationDecision`); such a family
is named on the page of these decisions and nowhere else, and nothing is printed or sent to it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from casework.models import (
    ContinuationDecision,
    LossCorrection,
    LossRecord,
    Pregnancy,
    PregnancyChild,
)
from casework.models.pregnancy import PregnancyQuerySet
from consultations import stops
from consultations.models import HouseholdMembership, Person

STOPPED = (
    "お子さんを亡くされたご家庭です。面談の案内、予定の連絡、印刷、書き出しは、すべて止めています。"
)


class StoppedError(Exception):
    """A loss is recorded: nothing is made out for this family."""


def _covering() -> QuerySet[LossRecord]:
    """The standing losses that cover the row of a pregnancy outside."""
    of_mother = Q(pregnancy__mother__identity=OuterRef("mother__identity"))
    of_household = Q(pregnancy__household=OuterRef("household"))
    return LossRecord.objects.standing().filter(
        of_mother | of_household, recorded_at__gte=OuterRef("recorded_at")
    )


def next_steps(pregnancies: PregnancyQuerySet) -> PregnancyQuerySet:
    """Those of whom a list, a print, a reminder or an export may speak."""
    return pregnancies.filter(closed_on=None).exclude(Exists(_covering()))


def stopped(pregnancies: PregnancyQuerySet) -> PregnancyQuerySet:
    """The others, for the page that only says that they are stopped."""
    return pregnancies.filter(Exists(_covering()))


def _touched() -> PregnancyQuerySet:
    """The stopped rows of all families; looked for among the few of whom a loss tells at all."""
    told = LossRecord.objects.all()
    near = Q(household__in=told.values("pregnancy__household"))
    near |= Q(mother__identity__in=told.values("pregnancy__mother__identity"))
    return stopped(Pregnancy.objects.filter(near))


def stopped_households() -> QuerySet[Pregnancy, Any]:
    """The numbers of the households to whom nothing more goes out."""
    return _touched().values("household")


def stopped_people() -> list[QuerySet[Any, Any]]:
    """The identities of the mothers, of the children of these rows, and of whoever lives with them."""
    rows = _touched()
    here = HouseholdMembership.objects.current(localdate())
    children = PregnancyChild.objects.filter(pregnancy__in=rows.values("pk"))
    return [
        rows.values("mother__identity"),
        children.values("person__identity"),
        here.filter(household__in=rows.values("household")).values("person__identity"),
    ]


def register_stop() -> None:
    """Once, when the apps start: the lists of the desk ask there."""
    stops.register(stops.Stop(households=stopped_households, people=stopped_people))


def is_stopped(pregnancy: Pregnancy) -> bool:
    return stopped(Pregnancy.objects.filter(pk=pregnancy.pk)).exists()


def stopped_among(pregnancies: Collection[Pregnancy]) -> set[int]:
    """The numbers of those that are stopped; one query."""
    numbers = [each.pk for each in pregnancies]
    return set(stopped(Pregnancy.objects.filter(pk__in=numbers)).values_list("pk", flat=True))


def require_next_steps(pregnancy: Pregnancy) -> None:
    """Raises StoppedError: asked last before anything is made out for a family."""
    if is_stopped(pregnancy):
        raise StoppedError(pregnancy.pk)


@dataclass(frozen=True)
class Caution:
    """What everybody sees who opens a record of the family; it tells nothing of what happened."""

    workers: tuple[str, ...]
    pregnancy_ids: tuple[int, ...]

    @property
    def text(self) -> str:
        return STOPPED


def caution_for_household(household_id: int | None) -> Caution | None:
    """For whoever may read a record of the household, whatever else they may not see. One query."""
    if household_id is None:
        return None
    found = stopped(Pregnancy.objects.filter(household=household_id)).select_related("worker")
    return _caution(list(found.order_by("pk")))


def caution_for_person(person_id: int | None) -> Caution | None:
    """For whoever opens something about one person: a mother, a child, or who lives with them."""
    if person_id is None:
        return None
    own = Person.objects.filter(pk=person_id).values("identity")
    places = HouseholdMembership.objects.current(localdate()).filter(person__identity__in=own)
    about = Q(mother__identity__in=own) | Q(children__person__identity__in=own)
    rows = Pregnancy.objects.filter(about | Q(household__in=places.values("household")))
    found = stopped(Pregnancy.objects.filter(pk__in=rows.values("pk"))).select_related("worker")
    return _caution(list(found.order_by("pk")))


def caution_for(pregnancy: Pregnancy) -> Caution | None:
    return _caution([pregnancy]) if is_stopped(pregnancy) else None


def _caution(rows: Collection[Pregnancy]) -> Caution | None:
    if not rows:
        return None
    workers = dict.fromkeys(row.worker.name for row in rows if row.worker is not None)
    return Caution(tuple(workers), tuple(row.pk for row in rows))


def losses_of(pregnancy: Pregnancy) -> list[LossRecord]:
    """All that were ever recorded, with corrections and decisions; the latest first."""
    corrections = LossCorrection.objects.select_related("corrected_by", "child").order_by("pk")
    decisions = ContinuationDecision.objects.select_related("recorded_by", "worker")
    return list(
        pregnancy.losses.select_related("recorded_by", "child")
        .prefetch_related(
            Prefetch("corrections", queryset=corrections),
            Prefetch("decisions", queryset=decisions.order_by("-pk")),
        )
        .order_by("-pk")
    )


def others_alive(pregnancy: Pregnancy) -> list[PregnancyChild]:
    """Children of the family's rows of whom no standing loss tells. Four queries."""
    standing = LossRecord.objects.standing().filter(pregnancy__household=pregnancy.household_id)
    losses = standing.select_related("child").prefetch_related("corrections__child")
    lost: set[int] = set()
    whole: set[int] = set()
    for loss in losses:
        child = loss.facts.child
        if child is None:
            whole.add(loss.pregnancy_id)
        else:
            lost.add(child.pk)
    children = PregnancyChild.objects.filter(pregnancy__household=pregnancy.household_id)
    left = children.exclude(pregnancy__in=whole).exclude(person__in=lost)
    return list(left.select_related("person").order_by("pk"))


def decided() -> QuerySet[ContinuationDecision]:
    """The latest decision of each standing loss, where it says that the contact goes on."""
    later = ContinuationDecision.objects.filter(loss=OuterRef("loss"), pk__gt=OuterRef("pk"))
    found = ContinuationDecision.objects.filter(
        continues=True, loss__in=LossRecord.objects.standing().values("pk")
    ).exclude(Exists(later))
    return found.order_by(F("next_on").asc(nulls_last=True), "pk")
