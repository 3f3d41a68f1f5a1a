"""How many plans were made: by center, legal basis and fiscal year.

A plan counts once, in the fiscal year of its first approval; a joint plan is one plan, told apart.
"""

from collections.abc import Collection
from dataclasses import dataclass

from casework.disposed import DisposedPlan, disposed_work, plans_of
from casework.models import SupportPlan
from casework.plan_enums import OF_CHILD_WELFARE, PlanBasis
from centers.models import Center
from shared.fiscal_year import FiscalYear


@dataclass(frozen=True)
class CenterCount:
    """The plans of one center, made in one fiscal year."""

    center: Center
    plans: list[SupportPlan]
    disposed: list[DisposedPlan]

    def of(self, *bases: PlanBasis) -> int:
        plans: list[SupportPlan | DisposedPlan] = [*self.plans, *self.disposed]
        return sum(plan.basis in bases for plan in plans)

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
    """One for each center, in their order. Two queries: of what stands, and of what was disposed of."""
    made = SupportPlan.objects.made().filter(
        case__center__in=centers, made_on__range=(year.starts_on, year.ends_on)
    )
    plans: dict[int, list[SupportPlan]] = {center.pk: [] for center in centers}
    for plan in made.select_related("case").defer("case__concern").order_by("made_on", "pk"):
        plans[plan.case.center_id].append(plan)
    disposed: dict[int, list[DisposedPlan]] = {center.pk: [] for center in centers}
    for gone in plans_of(disposed_work(disposed.keys())):
        if gone.made_on in year:
            disposed[gone.center_id].append(gone)
    return [CenterCount(center, plans[center.pk], disposed[center.pk]) for center in centers]
