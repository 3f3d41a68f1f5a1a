from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from shared.access import Actor, Capability
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from worksheets.enums import WorksheetStage


class StageDeadlineQuerySet(LedgerQuerySet["StageDeadline"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class StageDeadline(LedgerEntry):
    """調書の期限: until when a municipality wants what its sheets of a stage need."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    supply_by = models.DateField(
        "資料の期限", help_text="センターと所管課が、足りないものを出す日。"
    )
    submit_by = models.DateField("提出の期限", help_text="調書を都道府県へ提出する日。")
    source = models.CharField("根拠（通知など）", max_length=300, blank=True)

    objects = StageDeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "調書の期限"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("stage_deadline_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["municipality", "fiscal_year", "stage"],
                condition=CURRENT,
                name="stage_has_one_deadline",
                violation_error_message="この段階の期限は、既に登録されています。",
            ),
            models.CheckConstraint(
                name="stage_is_submitted_after_supply",
                condition=Q(submit_by__gte=F("supply_by")),
                violation_error_message="提出の期限は、資料の期限以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.stage}"

    def clean(self) -> None:
        if self.supply_by and self.submit_by and self.submit_by < self.supply_by:
            raise ValidationError({"submit_by": "資料の期限以後の日付にしてください。"})
