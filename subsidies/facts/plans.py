"""Facts of support plans: how many were made in the fiscal year, and of which kinds there are any.

A plan counts once, on the day of its first approval. A joint plan is also one of 児童福祉法第10条
第1項第4号, so it counts among those; 母子保健のプラン are those of that law alone.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.disposed import plans_of
from casework.models import SupportPlan
from casework.plan_enums import OF_CHILD_WELFARE, OF_MATERNAL_CHILD, PlanBasis
from centers.models import Center
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.retention import Residues
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

COUNTS = {
    "plans_child_welfare": OF_CHILD_WELFARE,
    "plans_maternal_child": frozenset({PlanBasis.MATERNAL_CHILD}),
}
KINDS = {
    "work.child_plans": OF_CHILD_WELFARE,
    "work.maternal_child_plans": OF_MATERNAL_CHILD,
    "work.joint_plans": frozenset({PlanBasis.JOINT}),
}


@dataclass(frozen=True)
class MadePlan:
    basis: str
    made_on: date
    ended_on: date | None


class PlanSource:
    """One query besides what was disposed of. A center without any plan tells nothing: not recorded
    is not none."""

    def __init__(
        self, center_ids: Collection[int], period: Period, disposed: Residues = ()
    ) -> None:
        self.center_ids, self.period = center_ids, period
        self.plans: dict[int, list[MadePlan]] = defaultdict(list)
        rows = SupportPlan.objects.made(period.known_at).filter(
            case__center__in=center_ids, made_on__lte=period.last
        )
        told: list[Any]  # no row is without the day: the condition above
        for center_id, *told in rows.order_by("made_on", "pk").values_list(
            "case__center", "basis", "made_on", "ended_on"
        ):
            self.plans[center_id].append(MadePlan(*told))
        for gone in plans_of(disposed, period.known_at):
            if gone.made_on <= period.last:
                made = MadePlan(gone.basis, gone.made_on, gone.ended_on)
                self.plans[gone.center_id].append(made)

    def parts(self, query: Query) -> dict[int, Part]:
        return {center_id: self._part(center_id, query) for center_id in self.center_ids}

    def _part(self, center_id: int, query: Query) -> Part:
        part, page = Part(), _page(center_id, FiscalYear.of(query.day).year)
        made = [plan for plan in self.plans[center_id] if plan.made_on <= query.day]
        for key, bases in COUNTS.items():
            of_year = [
                plan for plan in made if plan.basis in bases and plan.made_on >= query.first_day
            ]
            part.add(key, len(of_year) if made else None, page)
        for key, bases in KINDS.items():
            # Made this year, or before and still carried out in it.
            found = any(
                plan.basis in bases and (plan.ended_on is None or plan.ended_on >= query.first_day)
                for plan in made
            )
            part.add(key, found or None, page)
        return part

    def turns(self, center: Center) -> list[Turn]:
        return [
            Turn(
                day,
                (*COUNTS, *KINDS),
                "サポートプランを承認した",
                _page(center.pk, FiscalYear.of(made_on).year),
            )
            for made_on in sorted({plan.made_on for plan in self.plans[center.pk]})
            for day, _ in self.period.turning_days(made_on, None)
        ]


def _page(center_id: int, year: int) -> Reference:
    return Reference(
        label="サポートプランの件数",
        url_name="cases:plan_counts",
        kwargs=(),
        query=(("center", str(center_id)), ("fiscal_year", str(year))),
        capability=Capability.STATISTICS_VIEW,
    )
