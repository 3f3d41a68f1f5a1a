"""Whether a center is entrusted to a contractor: the contract ledger, then how it is operated."""

from collections import defaultdict
from collections.abc import Iterable

from centers.enums import Operation
from centers.models import Center, Contract
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

KEY = "commissioned"


class ContractSource:
    """One query. 直営 is known of the center without dates: a contract of the day outweighs it."""

    def __init__(self, centers: Iterable[Center], period: Period) -> None:
        self.period, self.centers = period, list(centers)
        self.contracts: dict[int, list[Contract]] = defaultdict(list)
        rows = Contract.objects.known_at(period.known_at).filter(
            overlapping(period.first, period.last),
            center__in=[center.pk for center in self.centers],
        )
        for row in rows.order_by("starts_on", "pk"):
            self.contracts[row.center_id].append(row)

    def parts(self, query: Query) -> dict[int, Part]:
        return {center.pk: self._part(center, query) for center in self.centers}

    def _part(self, center: Center, query: Query) -> Part:
        part = Part()
        in_force = any(holds_on(row, query.day) for row in self.contracts[center.pk])
        known = in_force or center.operation == Operation.DIRECT
        part.add(KEY, in_force if known else None, _page(center.pk))
        return part

    def turns(self, center: Center) -> list[Turn]:
        return [
            Turn(
                day,
                (KEY,),
                f"委託の契約の期間が{'始まった' if begins else '終わった'}",
                _page(center.pk),
                not begins,
            )
            for row in self.contracts[center.pk]
            for day, begins in self.period.turning_days(row.starts_on, row.ends_on)
        ]


def _page(center_id: int) -> Reference:
    return Reference(
        label="契約",
        url_name="centers:center_detail",
        kwargs=(("pk", center_id),),
        capability=Capability.CENTER_VIEW,
        anchor="contracts",
    )
