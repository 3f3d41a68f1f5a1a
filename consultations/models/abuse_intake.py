from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultations.desk_enums import SafetyCheck
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality

if TYPE_CHECKING:
    from consultations.models.consultation import ConsultationQuerySet

DEFAULT_CLOCK_HOURS = 48  # until a municipality sets its own


class IntakeClockQuerySet(models.QuerySet["IntakeClock"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def hours_on(self, day: date, *, municipality_id: int) -> int:
        """Hours within which a child's safety is to be confirmed, as set for `day`."""
        found = self.filter(municipality=municipality_id, starts_on__lte=day)
        hours = found.order_by("-starts_on", "-pk").values_list("hours", flat=True).first()
        return hours or DEFAULT_CLOCK_HOURS


class IntakeClock(models.Model):
    """安全確認の期限: hours from acceptance, as a municipality sets them from a day on."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    hours = models.PositiveSmallIntegerField("時間")
    starts_on = models.DateField("適用開始日")
    reason = models.CharField("理由・根拠", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = IntakeClockQuerySet.as_manager()

    class Meta:
        verbose_name = "安全確認の期限"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="intake_clock_is_between_an_hour_and_a_week",
                condition=Q(hours__range=(1, 168)),
                violation_error_message="1時間から168時間までで入力してください。",
            ),
            models.CheckConstraint(
                name="intake_clock_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由・根拠を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours}時間"


class AbuseIntakeQuerySet(models.QuerySet["AbuseIntake"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.CONSULTATION_VIEW
    ) -> Self:
        """Those of the records that the user may read, or do `capability` to."""
        return self.filter(consultation__in=_records().visible_to(user, capability).values("pk"))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None, consultation__withdrawn_at=None)

    def unconfirmed(self) -> Self:
        return self.standing().filter(safety_confirmed_at=None)

    def for_listing(self) -> Self:
        return (
            self.select_related(
                "consultation__center",
                "consultation__recorded_by",
                "accepted_by",
                "safety_confirmed_by",
            )
            .defer("consultation__content", "consultation__response")
            .order_by("confirm_until", "pk")
        )


def _records() -> "ConsultationQuerySet":
    from consultations.models.consultation import Consultation  # noqa: PLC0415 -- names this model

    return Consultation.objects.all()


class AbuseIntake(models.Model):
    """虐待の疑いの受理: taken up from a consultation at a moment, with a clock that runs from it."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.OneToOneField(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.PROTECT,
        related_name="abuse_intake",
    )
    accepted_at = models.DateTimeField("受理日時")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受理者", on_delete=models.PROTECT, related_name="+"
    )
    clock_hours = models.PositiveSmallIntegerField("安全確認までの時間")
    confirm_until = models.DateTimeField("安全確認の期限")
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
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取下げ者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AbuseIntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "虐待の疑いの受理"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="abuse_intake_confirmed_together",
                condition=Q(safety_confirmed_at=None, safety_confirmed_by=None, safety_check="")
                | Q(safety_confirmed_at__gte=F("accepted_at"), safety_confirmed_by__isnull=False)
                & ~Q(safety_check=""),
                violation_error_message="安全を確認した日時と方法を一緒に入力してください。",
            ),
            models.CheckConstraint(
                name="abuse_intake_late_has_reason",
                condition=Q(safety_confirmed_at=None)
                | Q(safety_confirmed_at__lte=F("confirm_until"))
                | ~Q(missed_reason=""),
                violation_error_message="期限を過ぎた理由を入力してください。",
            ),
            models.CheckConstraint(
                name="abuse_intake_withdrawn_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="取下げ日時と取下げ者は一緒に登録してください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirm_until"],
                condition=Q(safety_confirmed_at=None, withdrawn_at=None),
                name="abuse_intake_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"虐待の疑いの受理 {self.pk}"

    def is_overdue(self, at: datetime) -> bool:
        """The time is over and nobody has seen the child safe."""
        return (
            self.safety_confirmed_at is None
            and self.withdrawn_at is None
            and at > self.confirm_until
        )

    @property
    def was_late(self) -> bool:
        return (
            self.safety_confirmed_at is not None and self.safety_confirmed_at > self.confirm_until
        )
