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
    RETURNED = "returned", "差戻し"
    CHECKED = "checked", "確認済み"
    SUBMITTED = "submitted", "提出済み"
    WITHDRAWN = "withdrawn", "取りやめ"


class WorksheetAct(models.TextChoices):
    """調書の経過の種類."""

    PREPARED = "prepared", "作成"
    RENEWED = "renewed", "作り直し"
    CHECKED = "checked", "確認"
    RETURNED = "returned", "差戻し"
    ANSWERED = "answered", "差戻しへの回答"
    SUBMITTED = "submitted", "提出"
    WITHDRAWN = "withdrawn", "取りやめ"

    @property
    def part(self) -> "int | None":
        """Whose part in the sheet it is: nobody has both, and whoever submits has none."""
        return {
            WorksheetAct.PREPARED: PREPARING,
            WorksheetAct.RENEWED: PREPARING,
            WorksheetAct.ANSWERED: PREPARING,
            WorksheetAct.WITHDRAWN: PREPARING,
            WorksheetAct.CHECKED: CHECKING,
            WorksheetAct.RETURNED: CHECKING,
        }.get(self)


PREPARING, CHECKING = 1, 2


class Side(models.TextChoices):
    """支出か収入か."""

    EXPENDITURE = "expenditure", "支出"
    INCOME = "income", "収入"


class ClaimWord(models.TextChoices):
    """加算の申請: what somebody says of a component, beside or in place of the judgement."""

    AS_JUDGED = "", "判定のとおり"
    CARRIED_OUT = "met", "実施した（する）"
    NOT_CARRIED_OUT = "not_met", "実施していない（しない）"
    NOT_CLAIMED = "not_claimed", "申請しない"
