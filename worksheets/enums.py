from django.db import models

from subsidies.enums import Stage


class WorksheetStage(models.TextChoices):
    """調書の段階."""

    APPLICATION = "application", "当初交付申請"
    CHANGE = "change", "変更交付申請"
    SETTLEMENT = "settlement", "実績報告・精算"

    @property
    def judged_as(self) -> Stage:
        """The stage of the determinations that a sheet of this stage rests on."""
        return {
            WorksheetStage.APPLICATION: Stage.PLAN,
            WorksheetStage.CHANGE: Stage.INTERIM,
            WorksheetStage.SETTLEMENT: Stage.ACTUAL,
        }[self]

    @property
    def earlier(self) -> "tuple[WorksheetStage, ...]":
        """Stages that a sheet of this stage is compared with, the nearest first."""
        order = list(WorksheetStage)
        return tuple(reversed(order[: order.index(self)]))


class WorksheetState(models.TextChoices):
    """調書の状態."""

    DRAFT = "draft", "作成中"
    CHECKED = "checked", "確認済み"
    SUBMITTED = "submitted", "提出済み"
