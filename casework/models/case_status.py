"""What a case was before: rows that are only added."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.enums import AttentionLevel, CaseStatus
from shared.municipal_field import InheritedMunicipality


class _Change(models.Model):
    municipality = InheritedMunicipality("case")
    reason = models.CharField("理由", max_length=500)
    changed_on = models.DateField("変更日")
    changed_at = models.DateTimeField("登録日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class CaseStatusChange(_Change):
    """状況の変更: from one step of a case to the next, and why."""

    case = models.ForeignKey(
        "casework.Case",
        verbose_name="ケース",
        on_delete=models.PROTECT,
        related_name="status_changes",
    )
    before = models.CharField("変更前", max_length=20, choices=CaseStatus.choices, blank=True)
    after = models.CharField("変更後", max_length=20, choices=CaseStatus.choices)

    class Meta:
        verbose_name = "状況の変更"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="case_status_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"状況の変更 {self.pk}"


class AttentionChange(_Change):
    """支援の区分の変更."""

    case = models.ForeignKey(
        "casework.Case",
        verbose_name="ケース",
        on_delete=models.PROTECT,
        related_name="attention_changes",
    )
    before = models.CharField("変更前", max_length=30, choices=AttentionLevel.choices, blank=True)
    after = models.CharField("変更後", max_length=30, choices=AttentionLevel.choices)

    class Meta:
        verbose_name = "支援の区分の変更"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="attention_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"支援の区分の変更 {self.pk}"
