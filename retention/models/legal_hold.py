import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared.access import Actor, Capability
from shared.date_ranges import in_force, ordered_dates
from shared.retention import find_kind


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RETENTION_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def on(self, day: date) -> Self:
        """Those that hold that day."""
        return self.filter(in_force(day), lifted_at=None)

    def for_listing(self) -> Self:
        return self.select_related("recorded_by", "lifted_by").order_by(
            models.F("lifted_at").desc(nulls_first=True), "-starts_on", "-pk"
        )


class LegalHold(models.Model):
    """廃棄の停止: one record, or all of a kind, is kept whatever its time; who asked, why, how long."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("記録の種別", max_length=30)
    record_id = models.BigIntegerField("記録番号", null=True, blank=True)
    requested_by_name = models.CharField("停止を求めた人・機関", max_length=100)
    reason = models.CharField("停止の理由", max_length=300)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField("解除日時", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="解除者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    lift_reason = models.CharField("解除の理由", max_length=300, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "廃棄の停止"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("legal_hold_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="legal_hold_is_saved_once",
                violation_error_message="この停止は登録済みです。",
            ),
            models.CheckConstraint(
                name="legal_hold_says_who_and_why",
                condition=~Q(requested_by_name="") & ~Q(reason=""),
                violation_error_message="停止を求めた人・機関と、停止の理由を入力してください。",
            ),
            models.CheckConstraint(
                name="legal_hold_is_lifted_by_somebody_for_a_reason",
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                violation_error_message="解除日時・解除者・解除の理由は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"廃棄の停止 {self.pk}"

    @property
    def what(self) -> str:
        """相談記録 12, or 相談記録（すべて）."""
        kind = find_kind(self.kind)
        label = kind.label if kind else self.kind
        return f"{label}（すべて）" if self.record_id is None else f"{label} {self.record_id}"

    def state_on(self, day: date) -> str:
        if self.lifted_at is not None:
            return "解除済み"
        if self.ends_on is not None and self.ends_on < day:
            return "終了"
        return "停止中" if self.starts_on <= day else "予定"
