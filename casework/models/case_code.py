from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.enums import CaseCodeKind


class CaseCodeQuerySet(models.QuerySet["CaseCode"]):
    def in_use_on(self, day: date, kind: CaseCodeKind) -> Self:
        begun = Q(introduced_on=None) | Q(introduced_on__lte=day)
        not_over = Q(disabled_on=None) | Q(disabled_on__gt=day)
        return self.filter(begun, not_over, kind=kind).order_by("position", "code")


class CaseCode(models.Model):
    """ケースのコード: one entry of a list; lists change, so an entry may begin and end on a day."""

    kind = models.CharField("種類", max_length=20, choices=CaseCodeKind.choices)
    code = models.CharField("コード", max_length=10)
    label = models.CharField("名称", max_length=60)
    group = models.CharField("大区分", max_length=60, blank=True)
    position = models.PositiveSmallIntegerField("順番")
    introduced_on = models.DateField("適用開始日", null=True, blank=True)
    disabled_on = models.DateField("廃止日", null=True, blank=True)
    source = models.CharField("出典", max_length=300)

    objects = CaseCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "ケースのコード"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="case_code_is_unique",
                violation_error_message="同じコードが登録済みです。",
            ),
            models.CheckConstraint(
                name="case_code_ends_after_it_begins",
                condition=Q(introduced_on=None)
                | Q(disabled_on=None)
                | Q(disabled_on__gte=F("introduced_on")),
                violation_error_message="廃止日は適用開始日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
