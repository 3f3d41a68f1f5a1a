from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from casework.enums import WorkerRole
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.municipal_field import InheritedMunicipality


class CaseWorkerQuerySet(models.QuerySet["CaseWorker"]):
    def on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def standing(self) -> Self:
        return self.on(localdate())


class CaseWorker(models.Model):
    """担当: somebody who works on a case, for a period."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case", verbose_name="ケース", on_delete=models.PROTECT, related_name="workers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="担当者",
        on_delete=models.PROTECT,
        related_name="case_work",
    )
    role = models.CharField("担当の別", max_length=20, choices=WorkerRole.choices)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    reason = models.CharField("担当を替えた理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = CaseWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "担当"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("case_worker_ends_after_it_starts"),
            no_overlap(
                "case_has_one_main_worker",
                "case",
                condition=Q(role=WorkerRole.MAIN),
                message="主担当は、一度に1人です。前の主担当の終了日を確かめてください。",
            ),
            no_overlap(
                "case_worker_stands_once",
                "case",
                "user",
                message="この人は、同じ期間に担当として登録されています。",
            ),
        ]
        indexes = [models.Index(fields=["user", "case"], name="case_worker_by_user")]

    def __str__(self) -> str:
        return f"担当 {self.pk}"

    @property
    def may_be_ended(self) -> bool:
        """A standing supporter; the main worker is followed by another."""
        return self.role == WorkerRole.SUPPORT and self.ends_on is None
