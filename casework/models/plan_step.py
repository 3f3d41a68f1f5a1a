"""What was done with a plan, and how it was reviewed: rows that are only added."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.plan_version import PlanGoal, PlanVersion
from casework.models.support_plan import SupportPlan
from casework.plan_enums import EffectLevel, PlanStepKind, ReviewOutcome
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class PlanStep(models.Model):
    """サポートプランの手続: approval, explanation, consent, hand-over, end; each of a version."""

    municipality = InheritedMunicipality("plan")
    plan = models.ForeignKey(
        SupportPlan, verbose_name="サポートプラン", on_delete=models.PROTECT, related_name="steps"
    )
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name="版", on_delete=models.PROTECT, related_name="steps"
    )
    kind = models.CharField("手続", max_length=20, choices=PlanStepKind.choices)
    occurred_on = models.DateField("日付")
    counterpart = models.CharField("相手", max_length=200, blank=True)
    is_cosigned = models.BooleanField("署名", null=True, blank=True)
    is_by_writer = models.BooleanField("作成者による承認", default=False)
    words = models.CharField("内容・理由", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "サポートプランの手続"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="plan_step_says_why",
                condition=~Q(
                    kind__in=[PlanStepKind.RETURNED, PlanStepKind.DECLINED, PlanStepKind.ENDED]
                )
                | ~Q(words=""),
                violation_error_message="理由を入力してください。",
            ),
            models.CheckConstraint(
                name="plan_step_names_whom_it_was_with",
                condition=~Q(
                    kind__in=[
                        PlanStepKind.EXPLAINED,
                        PlanStepKind.AGREED,
                        PlanStepKind.DECLINED,
                        PlanStepKind.HANDED_OVER,
                    ]
                )
                | ~Q(counterpart=""),
                violation_error_message="相手を入力してください。",
            ),
            models.CheckConstraint(
                name="plan_approved_by_its_writer_says_why",
                condition=Q(is_by_writer=False) | ~Q(words=""),
                violation_error_message="作成者が承認する理由を入力してください。",
            ),
        ]
        indexes = [models.Index(fields=["plan", "occurred_on"], name="plan_step_by_plan")]

    def __str__(self) -> str:
        return f"サポートプランの手続 {self.pk}"


class PlanReviewQuerySet(models.QuerySet["PlanReview"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        plans = SupportPlan.objects.visible_to(user, capability)
        return self.filter(plan__in=plans.values("pk"))


class PlanReview(models.Model):
    """サポートプランの評価: what became of each goal, in whose view, and how to go on."""

    municipality = InheritedMunicipality("plan")
    plan = models.ForeignKey(
        SupportPlan,
        verbose_name="サポートプラン",
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name="版", on_delete=models.PROTECT, related_name="reviews"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    reviewed_on = models.DateField("評価した日")
    reviewed_with = models.CharField("一緒に評価した人", max_length=200)
    child_words = models.TextField("こどもの感想・希望", max_length=4000, blank=True)
    parent_words = models.TextField("保護者・妊産婦の感想・希望", max_length=4000, blank=True)
    summary = models.TextField("評価のまとめ", max_length=4000)
    outcome = models.CharField("評価の結果", max_length=20, choices=ReviewOutcome.choices)
    next_review_on = models.DateField("次の見直しの期日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "サポートプランの評価"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="plan_review_is_saved_once",
                violation_error_message="この評価は保存済みです。",
            ),
            models.CheckConstraint(
                name="plan_review_sets_the_next",
                condition=Q(outcome=ReviewOutcome.ENDED, next_review_on=None)
                | ~Q(outcome=ReviewOutcome.ENDED) & Q(next_review_on__isnull=False),
                violation_error_message="プランを続けるときは、次の見直しの期日を入力してください。",
            ),
            models.CheckConstraint(
                name="plan_review_has_a_summary",
                condition=~Q(summary="") & ~Q(reviewed_with=""),
                violation_error_message="評価のまとめと、一緒に評価した人を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"サポートプランの評価 {self.pk}"


class GoalEffect(models.Model):
    """目標の評価: what became of one goal."""

    municipality = InheritedMunicipality("review")
    review = models.ForeignKey(
        PlanReview, verbose_name="評価", on_delete=models.PROTECT, related_name="effects"
    )
    goal = models.ForeignKey(
        PlanGoal, verbose_name="目標", on_delete=models.PROTECT, related_name="effects"
    )
    level = models.CharField("目標の評価", max_length=20, choices=EffectLevel.choices)
    words = models.CharField("ようす", max_length=500, blank=True)

    class Meta:
        verbose_name = "目標の評価"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["review", "goal"],
                name="goal_effect_is_told_once",
                violation_error_message="この目標は評価済みです。",
            )
        ]

    def __str__(self) -> str:
        return f"目標の評価 {self.pk}"
