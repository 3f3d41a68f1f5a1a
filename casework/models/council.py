from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.municipal_field import InheritedMunicipality


class CouncilRegistrationQuerySet(models.QuerySet["CouncilRegistration"]):
    def on(self, day: date) -> Self:
        return self.filter(in_force(day))


class CouncilRegistration(models.Model):
    """要対協の登録: a case is on the list of the child protection council, for a period.

    Source: 児童福祉法第25条の2. Whoever calls a conference for such a case is warned first.
    """

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case",
        verbose_name="ケース",
        on_delete=models.PROTECT,
        related_name="council_registrations",
    )
    starts_on = models.DateField("登録日")
    ends_on = models.DateField("登録を外した日", null=True, blank=True)
    lead_agency = models.CharField("主担当機関", max_length=100)
    reason = models.CharField("登録・変更の理由", max_length=500)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = CouncilRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "要対協の登録"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("council_registration_ends_after_it_starts"),
            no_overlap(
                "council_registrations_do_not_overlap",
                "case",
                message="このケースは、同じ期間に登録されています。",
            ),
        ]

    def __str__(self) -> str:
        return f"要対協の登録 {self.pk}"
