"""通告: who told the office of a child; kept from everybody who has no reason to know."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.enums import OVER, NotifierKind
from casework.models.case import Case
from consultations.desk_enums import SafetyCheck
from shared.access import Actor, Capability
from shared.concealed import ConcealedTextField
from shared.municipal_field import InheritedMunicipality

NOTIFIER = "非表示（通告した人）"


def to_the_hour(moment: datetime) -> datetime:
    """Of the clock, which everybody sees who works on the case; it ends a little early."""
    return moment.replace(minute=0, second=0, microsecond=0)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unconfirmed(self) -> Self:
        """Of which the clock runs: nobody has seen the child safe.

        Also of a case sent elsewhere, until another center has taken it over with its clock.
        """
        running = self.filter(confirm_until__isnull=False, safety_confirmed_at=None)
        return running.exclude(case__status__in=OVER).exclude(
            case__transfer__recipient_center__isnull=False,
            case__transfer__received_on__isnull=False,
        )

    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))


class Notification(models.Model):
    """通告 (児童福祉法第25条). The notifier is not told to anybody (虐待防止法第7条)."""

    municipality = InheritedMunicipality("case")
    case = models.OneToOneField(
        Case, verbose_name="ケース", on_delete=models.PROTECT, related_name="notification"
    )
    received_at = models.DateTimeField("通告を受けた日時")
    received_by_name = models.CharField("受けた人", max_length=100)
    notifier_kind = models.CharField(
        "通告した人の立場", max_length=20, choices=NotifierKind.choices
    )
    notifier_name = ConcealedTextField("通告した人の氏名", blank=True, mask=NOTIFIER)
    notifier_contact = ConcealedTextField("通告した人の連絡先", blank=True, mask=NOTIFIER)
    content = models.TextField("通告の内容", max_length=8000)
    # None where the consultation that the case was opened from has a clock of its own.
    clock_hours = models.PositiveSmallIntegerField("安全確認までの時間", null=True, blank=True)
    confirm_until = models.DateTimeField("安全確認の期限", null=True, blank=True)
    safety_confirmed_at = models.DateTimeField("安全を確認した日時", null=True, blank=True)
    safety_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="安全を確認した者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    safety_check = models.CharField(
        "安全確認の方法", max_length=20, choices=SafetyCheck.choices, blank=True
    )
    missed_reason = models.CharField("期限を過ぎた理由", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "通告"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="notification_anonymous_has_no_notifier",
                condition=~Q(notifier_kind=NotifierKind.ANONYMOUS)
                | Q(notifier_name="", notifier_contact=""),
                violation_error_message="匿名の通告では、氏名と連絡先を入力しません。",
            ),
            models.CheckConstraint(
                name="notification_confirmed_together",
                condition=Q(safety_confirmed_at=None, safety_confirmed_by=None, safety_check="")
                | Q(
                    safety_confirmed_at__isnull=False,
                    safety_confirmed_by__isnull=False,
                    confirm_until__isnull=False,
                )
                & ~Q(safety_check=""),
                violation_error_message="安全を確認した日時と方法を一緒に入力してください。",
            ),
            models.CheckConstraint(
                name="notification_late_has_reason",
                condition=Q(safety_confirmed_at=None)
                | Q(safety_confirmed_at__lte=F("confirm_until"))
                | ~Q(missed_reason=""),
                violation_error_message="期限を過ぎた理由を入力してください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirm_until"],
                condition=Q(confirm_until__isnull=False, safety_confirmed_at=None),
                name="notification_unconfirmed",
            )
        ]

    def __str__(self) -> str:
        return f"通告 {self.pk}"

    @property
    def names_notifier(self) -> bool:
        """Whether there is anything to show: a name, or only how to reach them."""
        return bool(self.notifier_name or self.notifier_contact)

    @property
    def accepted_at(self) -> datetime:
        """From when the clock runs, as `SafetyForm` asks it: the minute would tell who notified."""
        return to_the_hour(self.received_at)

    @property
    def runs(self) -> bool:
        return self.confirm_until is not None and self.safety_confirmed_at is None

    def is_overdue(self, at: datetime) -> bool:
        return self.runs and self.confirm_until is not None and at > self.confirm_until


class NotifierReveal(models.Model):
    """通告した人の表示: somebody saw who had notified, and why; never changed."""

    municipality = InheritedMunicipality("notification")
    notification = models.ForeignKey(
        Notification, verbose_name="通告", on_delete=models.PROTECT, related_name="reveals"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    reason = models.CharField("理由", max_length=300)
    revealed_at = models.DateTimeField("表示日時")
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="表示した者",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "通告した人の表示"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="notifier_reveal_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="notifier_reveal_shows_once",
                violation_error_message="この表示は一度済んでいます。",
            ),
        ]

    def __str__(self) -> str:
        return f"通告した人の表示 {self.pk}"
