from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from shared.access import Actor, Capability
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality
from worksheets.models.worksheet import Worksheet


class RepaymentQuerySet(LedgerQuerySet["Repayment"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class Repayment(LedgerEntry):
    """返還: what is paid back of a grant that a submitted sheet had claimed."""

    municipality = InheritedMunicipality("worksheet")
    worksheet = models.ForeignKey(
        Worksheet, verbose_name="調書", on_delete=models.PROTECT, related_name="repayments"
    )
    amount = models.BigIntegerField("返還額（円）")
    decided_on = models.DateField("返還の決定日")
    paid_on = models.DateField("納付日", null=True, blank=True)
    document = models.CharField("文書番号", max_length=100)
    reason = models.CharField("理由", max_length=300)

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "返還"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("repayment_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["worksheet", "document"],
                condition=CURRENT,
                name="repayment_is_recorded_once",
                violation_error_message="この文書番号の返還は、既に登録されています。",
            ),
            models.CheckConstraint(
                name="repayment_is_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message="返還額は1円以上で入力してください。",
            ),
            models.CheckConstraint(
                name="repayment_is_paid_after_its_decision",
                condition=Q(paid_on=None) | Q(paid_on__gte=F("decided_on")),
                violation_error_message="納付日は、返還の決定日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id} {self.document}"

    def clean(self) -> None:
        if self.worksheet_id and not self.worksheet.is_submitted:
            raise ValidationError("返還は、提出済みの調書に登録します。")
        if self.paid_on and self.decided_on and self.paid_on < self.decided_on:
            raise ValidationError({"paid_on": "返還の決定日以後の日付にしてください。"})
