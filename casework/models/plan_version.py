"""What a plan says: rows that are only added."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q

from casework.models.support_plan import SupportPlan
from casework.plan_enums import MeasureKind
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        plans = SupportPlan.objects.visible_to(user, capability)
        return self.filter(plan__in=plans.values("pk"))

    def whole(self) -> Self:
        """With goals, measures and resources, in three more queries."""
        resources = PlanResource.objects.select_related("resource", "agency").order_by("pk")
        return self.select_related("written_by").prefetch_related(
            Prefetch("goals", queryset=PlanGoal.objects.order_by("position")),
            Prefetch("measures", queryset=PlanMeasure.objects.order_by("position")),
            Prefetch("resources", queryset=resources),
        )


class PlanVersion(models.Model):
    """サポートプランの版: all that a plan said from one saving to the next."""

    municipality = InheritedMunicipality("plan")
    plan = models.ForeignKey(
        SupportPlan,
        verbose_name="サポートプラン",
        on_delete=models.PROTECT,
        related_name="versions",
    )
    number = models.PositiveIntegerField("版", editable=False)
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    drafted_with = models.CharField("一緒に作った人", max_length=200)
    child_wishes = models.TextField("こどもの希望（本人のことば）", max_length=4000, blank=True)
    parent_wishes = models.TextField(
        "保護者・妊産婦の希望（本人のことば）", max_length=4000, blank=True
    )
    strengths = models.TextField("強み", max_length=4000, blank=True)
    issues = models.TextField("解決したいこと（課題）", max_length=4000)
    plain_issues = models.TextField("解決したいこと（やさしい日本語）", max_length=4000, blank=True)
    others = models.TextField("その他必要なこと", max_length=4000, blank=True)
    review_on = models.DateField("見直しの期日")
    reason = models.CharField("改めた理由", max_length=500, blank=True)
    written_at = models.DateTimeField("記録日時")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "サポートプランの版"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_version_is_given_once",
                violation_error_message="この版は保存済みです。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="plan_version_is_saved_once",
                violation_error_message="この版は保存済みです。",
            ),
            models.CheckConstraint(
                name="plan_version_has_wishes_and_issues",
                condition=(~Q(child_wishes="") | ~Q(parent_wishes=""))
                & ~Q(issues="")
                & ~Q(drafted_with=""),
                violation_error_message="希望、解決したいこと、一緒に作った人を入力してください。",
            ),
            models.CheckConstraint(
                name="plan_version_says_why",
                condition=Q(number=1) | ~Q(reason=""),
                violation_error_message="改めた理由を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"サポートプランの第{self.number}版"


class PlanGoal(models.Model):
    """目標: what is to be, and how it is today."""

    municipality = InheritedMunicipality("plan_version")
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name="版", on_delete=models.PROTECT, related_name="goals"
    )
    position = models.PositiveSmallIntegerField("順番")
    text = models.CharField("目標", max_length=500)
    baseline = models.CharField("今のようす", max_length=500)
    plain_text = models.CharField("目標（やさしい日本語）", max_length=500, blank=True)

    class Meta:
        verbose_name = "サポートプランの目標"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "position"],
                name="plan_goal_has_its_place",
                violation_error_message="目標の順番が重なっています。",
            ),
            models.CheckConstraint(
                name="plan_goal_has_baseline",
                condition=~Q(text="") & ~Q(baseline=""),
                violation_error_message="目標と今のようすを入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"サポートプランの目標 {self.pk}"


class PlanMeasure(models.Model):
    """支援の内容: who does what by when."""

    municipality = InheritedMunicipality("plan_version")
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name="版", on_delete=models.PROTECT, related_name="measures"
    )
    position = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("種類", max_length=20, choices=MeasureKind.choices)
    content = models.CharField("内容", max_length=500)
    plain_content = models.CharField("内容（やさしい日本語）", max_length=500, blank=True)
    actor = models.CharField("だれが", max_length=100)
    due_on = models.DateField("いつまでに")
    goal_position = models.PositiveSmallIntegerField("対応する目標", null=True, blank=True)

    class Meta:
        verbose_name = "サポートプランの支援"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "position"],
                name="plan_measure_has_its_place",
                violation_error_message="支援の順番が重なっています。",
            ),
            models.CheckConstraint(
                name="plan_measure_says_who_and_what",
                condition=~Q(content="") & ~Q(actor=""),
                violation_error_message="支援の内容と、だれが行うかを入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"サポートプランの支援 {self.pk}"


class PlanResource(models.Model):
    """サポートプランの資源: an entry of the directory that the plan relies on."""

    municipality = InheritedMunicipality("plan_version")
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name="版", on_delete=models.PROTECT, related_name="resources"
    )
    resource = models.ForeignKey(
        "centers.LocalResource",
        verbose_name="地域資源",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency = models.ForeignKey(
        "centers.PartnerAgency",
        verbose_name="関係機関",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "サポートプランの資源"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="plan_resource_is_one_entry",
                condition=Q(resource__isnull=False, agency=None)
                | Q(resource=None, agency__isnull=False),
                violation_error_message="地域資源か関係機関の、どちらか1つを選んでください。",
            )
        ]

    def __str__(self) -> str:
        return f"サポートプランの資源 {self.pk}"

    @property
    def name(self) -> str:
        return str(self.resource or self.agency)

    @property
    def phone(self) -> str:
        entry = self.resource or self.agency
        return entry.phone if entry is not None else ""
