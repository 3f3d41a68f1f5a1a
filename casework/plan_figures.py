"""How many plans were made: by center, legal basis and fiscal year.

A plan counts once, in the fiscal year of its first approval; a joint plan is one plan, told apart.
"""

from collections.abc import Collection
from dataclasses import dataclass

from casework.models import SupportPlan
from casework.plan_enums import OF_CHILD_WELFARE, PlanBasis
from centers.models import Center
from shared.fiscal_year import FiscalYear


@dataclass(frozen=True)
class CenterCount:
    """The plans of one center, made in one fiscal year."""

    center: Center
    plans: list[SupportPlan]

    def of(self, *bases: PlanBasis) -> int:
        return sum(plan.basis in bases for plan in self.plans)

    @property
    def child_welfare(self) -> int:
        return self.of(PlanBasis.CHILD_WELFARE)

    @property
    def maternal_child(self) -> int:
        return self.of(PlanBasis.MATERNAL_CHILD)

    @property
    def joint(self) -> int:
        return self.of(PlanBasis.JOINT)

    @property
    def for_plan_writers(self) -> int:
        """What サポートプラン支援員 are counted by: plans of 児童福祉法第10条第1項第4号."""
        return self.of(*OF_CHILD_WELFARE)


def counts_of(centers: Collection[Center], year: FiscalYear) -> list[CenterCount]:
    """One for each center, in their order. One query."""
    made = SupportPlan.objects.made().filter(
        case__center__in=centers, made_on__range=(year.starts_on, year.ends_on)
    )
    plans: dict[int, list[SupportPlan]] = {center.pk: [] for center in centers}
    for plan in made.select_related("case").defer("case__concern").order_by("made_on", "pk"):
        plans[plan.case.center_id].append(plan)
    return [CenterCount(center, plans[center.pk]) for center in centers]
