import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case import Case
from casework.plan_enums import PlanBasis, PlanEndReason, PlanStatus
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class SupportPlanQuerySet(models.QuerySet["SupportPlan"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))

    def standing(self) -> Self:
        return self.filter(ended_on=None)

    def overdue(self, day: date) -> Self:
        """実施中で、見直しの期日を過ぎたもの: the board and きょう ask here."""
        return self.standing().filter(in_force__isnull=False, review_on__lt=day)

    def next_steps(self) -> Self:
        """Without those of families to whom nothing more goes out: what a list may show."""
        return self.exclude(case__in=Case.objects.stopped().values("pk"))

    def awaiting_approval(self) -> Self:
        return self.standing().filter(status=PlanStatus.SUBMITTED)

    def made(self, known_at: datetime | None = None) -> Self:
        """Approved at least once, and not by mistake, as far as it was known then (None: now).

        A plan counts once, on the day of its first approval; later versions are the same plan.
        """
        mistaken = Q(end_reason=PlanEndReason.MISTAKEN)
        if known_at is None:
            return self.exclude(mistaken).filter(made_on__isnull=False)
        known_mistake = mistaken & Q(ended_at__lte=known_at)
        return self.filter(first_approved_at__lte=known_at).exclude(known_mistake)

    def for_listing(self) -> Self:
        return self.select_related("case__center", "in_force").order_by(
            "review_on", "-case__fiscal_year", "-case__serial", "serial"
        )


class SupportPlan(models.Model):
    """サポートプラン: one plan of a case on one legal basis; what it says stands in its versions.

    `in_force` is the version approved last; `review_on` is its date of review or the one that the
    last review set, and never empty once there is one.
    """

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        Case, verbose_name="ケース", on_delete=models.PROTECT, related_name="support_plans"
    )
    serial = models.PositiveSmallIntegerField("番号", editable=False)
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    basis = models.CharField("根拠", max_length=20, choices=PlanBasis.choices)
    status = models.CharField(
        "状況", max_length=20, choices=PlanStatus.choices, default=PlanStatus.DRAFTING
    )
    in_force = models.ForeignKey(
        "casework.PlanVersion",
        verbose_name="実施中の版",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    review_on = models.DateField("見直しの期日", null=True, blank=True)
    made_on = models.DateField("作成日（最初の承認日）", null=True, blank=True)
    first_approved_at = models.DateTimeField("最初の承認日時", null=True, blank=True)
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="最初の承認者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_on = models.DateField("終了日", null=True, blank=True)
    end_reason = models.CharField(
        "終了の理由", max_length=20, choices=PlanEndReason.choices, blank=True
    )
    ended_at = models.DateTimeField("終了の登録日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="終了の登録者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("更新の回数", default=1)

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "サポートプラン"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["case", "serial"],
                name="support_plan_number_is_given_once",
                violation_error_message="この番号のサポートプランは作成済みです。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="support_plan_is_saved_once",
                violation_error_message="このサポートプランは保存済みです。",
            ),
            models.CheckConstraint(
                name="support_plan_in_force_has_review",
                condition=Q(
                    in_force=None,
                    review_on=None,
                    made_on=None,
                    first_approved_at=None,
                    first_approved_by=None,
                )
                | Q(
                    in_force__isnull=False,
                    review_on__isnull=False,
                    made_on__isnull=False,
                    first_approved_at__isnull=False,
                    first_approved_by__isnull=False,
                ),
                violation_error_message="承認したサポートプランには、見直しの期日が必要です。",
            ),
            models.CheckConstraint(
                name="support_plan_ends_with_reason",
                condition=Q(ended_on=None, ended_at=None, ended_by=None, end_reason="")
                & ~Q(status=PlanStatus.ENDED)
                | Q(
                    ended_on__isnull=False,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    status=PlanStatus.ENDED,
                )
                & ~Q(end_reason=""),
                violation_error_message="終了日と終了の理由は一緒に登録してください。",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "serial"], name="support_plan_by_case"),
            models.Index(
                fields=["municipality", "review_on"],
                name="support_plan_by_review",
                condition=Q(ended_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"サポートプラン {self.pk}"

    @property
    def number(self) -> str:
        """As people call it; the case comes with the row."""
        return f"{self.case.number}-P{self.serial}"

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None

    def is_overdue_on(self, day: date) -> bool:
        """`overdue` for a row already loaded."""
        return not self.has_ended and self.review_on is not None and self.review_on < day
