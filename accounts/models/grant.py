from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import grant_conditions
from accounts.enums import Role
from shared.date_ranges import in_force, no_overlap, ordered_dates


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day), revoked_at=None)

    def counting_on(self, day: date) -> Self:
        """In force, and nothing that the apps above know stands against it."""
        return self.in_force_on(day).filter(grant_conditions.counting_on(day))


class RoleGrant(models.Model):
    """役割の付与: one role of one person, for a municipality or one center of it, for a period."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者",
        on_delete=models.PROTECT,
        related_name="role_grants",
    )
    role = models.CharField("役割", max_length=30, choices=Role.choices)
    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT
    )
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, null=True, blank=True
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    granted_at = models.DateTimeField("付与日時")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="付与者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "役割の付与"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("role_grant_ends_after_it_starts"),
            models.CheckConstraint(
                name="role_grant_revocation_set_together",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                violation_error_message="取消日時と取消者は一緒に登録してください。",
            ),
            no_overlap(
                "role_grant_periods_do_not_overlap",
                "user",
                "role",
                "municipality",
                "center",
                message="同じ役割の期間が重なっています。",
                condition=Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def revoke(self, *, by: Any, at: datetime) -> None:
        self.revoked_at, self.revoked_by = at, by
        self.save(update_fields=["revoked_at", "revoked_by"])
