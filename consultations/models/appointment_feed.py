from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared.access import Actor


class AppointmentFeedQuerySet(models.QuerySet["AppointmentFeed"]):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)

    def of(self, user: Actor) -> Self:
        return self.filter(user=user.pk)


class AppointmentFeed(models.Model):
    """予約の配信: the secret address under which a calendar fetches somebody's appointments.

    Of the secret only the digest is kept. No row of a municipality stands here.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField("鍵のハッシュ", max_length=64, unique=True)
    issued_at = models.DateTimeField("発行日時")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="発行者", on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField("停止日時", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="停止者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AppointmentFeedQuerySet.as_manager()

    class Meta:
        verbose_name = "予約の配信"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None),
                name="appointment_feed_stands_once",
                violation_error_message="発行済みのアドレスがあります。",
            ),
            models.CheckConstraint(
                name="appointment_feed_revoked_together",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                violation_error_message="停止日時と停止者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"予約の配信 {self.pk}"
