from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from centers.enums import CenterType
from shared.access import Actor, Capability
from shared.date_ranges import no_overlap, ordered_dates
from shared.municipal_field import InheritedMunicipality


class Stage(models.TextChoices):
    """段階 (values are scenario words)."""

    PLAN = "plan", "交付申請（計画）"
    ACTUAL = "actual", "実績報告"


class RuleVersion(models.Model):
    """要綱の版: the imprint of one rule file as it was published; never changed afterwards."""

    code = models.CharField("版", max_length=20)
    title = models.CharField("名称", max_length=300)
    effective_from = models.DateField("適用開始日")
    effective_until = models.DateField("適用終了日", null=True)
    text_held = models.BooleanField("本文の登録")
    content = models.TextField("内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    published_at = models.DateTimeField("公開日時")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="公開者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "要綱の版"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="rule_version_is_published_once",
                violation_error_message="この版は公開済みです。",
            ),
            ordered_dates(
                "rule_version_ends_after_it_starts", start="effective_from", end="effective_until"
            ),
            no_overlap(
                "rule_versions_do_not_overlap",
                message="適用期間が他の版と重なっています。",
                start="effective_from",
                end="effective_until",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Snapshot(models.Model):
    """判定の根拠: the facts of one center on which a judgement rests, as gathered; never changed."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    judged_on = models.DateField("判定の基準日")
    stage = models.CharField("段階", max_length=10, choices=Stage.choices)
    facts = models.JSONField("事実")
    digest = models.CharField("ハッシュ値", max_length=64)
    taken_at = models.DateTimeField("取得日時")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="取得者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "判定の根拠"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"S-{self.pk:08d}"


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(municipality="center__municipality"))

    def for_listing(self) -> Self:
        return self.select_related(
            "center__municipality", "rule_version", "snapshot", "created_by"
        ).order_by("-created_at", "-pk")


class Worksheet(models.Model):
    """調書: one sheet for a center and fiscal year, with the judgement as it stood when made."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="worksheets",
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    rule_version = models.ForeignKey(
        RuleVersion,
        verbose_name="要綱の版",
        on_delete=models.PROTECT,
        null=True,
        related_name="worksheets",
    )
    snapshot = models.ForeignKey(
        Snapshot, verbose_name="判定の根拠", on_delete=models.PROTECT, related_name="worksheets"
    )
    content = models.JSONField("内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    created_at = models.DateTimeField("作成日時")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="作成者", on_delete=models.PROTECT, related_name="+"
    )

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = "調書"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="worksheet_digest_is_sha256",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="内容のハッシュ値が正しくありません。",
            )
        ]

    def __str__(self) -> str:
        return f"W-{self.pk:08d}"
