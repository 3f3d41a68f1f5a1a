from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.desk_enums import FollowUpState
from consultations.stops import stopped
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality

if TYPE_CHECKING:
    from consultations.models.consultation import ConsultationQuerySet


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.CONSULTATION_VIEW
    ) -> Self:
        """Those of the records that the user may read, or do `capability` to."""
        return self.filter(consultation__in=_records().visible_to(user, capability).values("pk"))

    def standing(self) -> Self:
        return self.filter(state=FollowUpState.OPEN, consultation__withdrawn_at=None)

    def next_steps(self) -> Self:
        """Without families to whom nothing more goes out: what a list may show."""
        return self.exclude(
            stopped(household="consultation__household", person="consultation__caller")
        )

    def due_by(self, day: date) -> Self:
        return self.standing().filter(due_on__lte=day)

    def of(self, user: Actor) -> Self:
        """Of the records that the user wrote."""
        return self.filter(consultation__recorded_by=user.pk)

    def for_listing(self) -> Self:
        return (
            self.select_related("consultation__recorded_by", "consultation__center", "closed_by")
            .defer("consultation__content", "consultation__response")
            .order_by("due_on", "pk")
        )


def _records() -> "ConsultationQuerySet":
    from consultations.models.consultation import Consultation  # noqa: PLC0415 -- names this model

    return Consultation.objects.all()


class FollowUp(models.Model):
    """次の対応: one planned step after a consultation, and what became of it."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    due_on = models.DateField("予定日")
    state = models.CharField(
        "状態", max_length=20, choices=FollowUpState.choices, default=FollowUpState.OPEN
    )
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField("処理日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="処理者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField("結果・理由", max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "次の対応"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(state=FollowUpState.OPEN),
                name="follow_up_stands_once",
                violation_error_message="この記録には、予定されている次の対応があります。",
            ),
            models.CheckConstraint(
                name="follow_up_closed_together",
                condition=Q(state=FollowUpState.OPEN, closed_at=None, closed_by=None)
                | (
                    ~Q(state=FollowUpState.OPEN)
                    & Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(reason="")
                ),
                violation_error_message="結果・理由を入力してください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(state=FollowUpState.OPEN),
                name="follow_up_due",
            ),
        ]

    def __str__(self) -> str:
        return f"次の対応 {self.pk}"
