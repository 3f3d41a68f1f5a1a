from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from centers.enums import Operation, RecordsVisible
from centers.models.center import Center
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class ContractQuerySet(LedgerQuerySet["Contract"]):
    def showing_records_on(self, day: date | OuterRef) -> Self:
        """Terms of that day under which the municipality may read the contractor's records."""
        return self.current().filter(in_force(day), records_visible=RecordsVisible.YES)


class Contract(LedgerEntry):
    """契約: the terms under which a contractor runs a center, for a period."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="contracts"
    )
    contractor = models.CharField("受託者", max_length=100)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    records_visible = models.CharField(
        "自治体による相談記録の閲覧", max_length=10, choices=RecordsVisible.choices
    )
    source = models.CharField("根拠（契約書・仕様書の条項など）", max_length=300, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "契約"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("contract_ends_after_it_starts"),
            superseded_together("contract_superseded_after_recorded"),
            no_overlap(
                "contracts_do_not_overlap",
                "center",
                message="契約の期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"契約 {self.contractor}"


def shown_by_contract(*, day: str, center: str = "center") -> Q:
    """Rows of centers that the municipality runs itself, or whose contract of the day shows them.

    No contract, an unknown term and a term of another time show nothing.
    """
    terms = Contract.objects.showing_records_on(OuterRef(day)).filter(center=OuterRef(center))
    return Q(**{f"{center}__operation": Operation.DIRECT}) | Q(Exists(terms))
