from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from centers.enums import CenterType
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality
from subsidies.models.rule_version import RuleVersion
from subsidies.models.snapshot import Snapshot


class JudgementSheetQuerySet(models.QuerySet["JudgementSheet"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(municipality="center__municipality"))

    def for_listing(self) -> Self:
        return self.select_related(
            "center__municipality", "rule_version", "snapshot", "created_by"
        ).order_by("-created_at", "-pk")


class JudgementSheet(models.Model):
    """判定書: one sheet for a center and fiscal year, with the judgement as it stood when made."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="judgement_sheets",
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    rule_version = models.ForeignKey(
        RuleVersion,
        verbose_name="要綱の版",
        on_delete=models.PROTECT,
        null=True,
        related_name="judgement_sheets",
    )
    snapshot = models.ForeignKey(
        Snapshot,
        verbose_name="判定の根拠",
        on_delete=models.PROTECT,
        related_name="judgement_sheets",
    )
    content = models.JSONField("内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    created_at = models.DateTimeField("作成日時")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="作成者", on_delete=models.PROTECT, related_name="+"
    )

    objects = JudgementSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "判定書"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="judgement_sheet_digest_is_sha256",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="内容のハッシュ値が正しくありません。",
            )
        ]

    def __str__(self) -> str:
        return f"W-{self.pk:08d}"
