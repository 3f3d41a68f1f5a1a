from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from shared.access import Actor, Capability
from shared.working_days import after_working_days

MOST_DAYS = 365


class ComplaintClockQuerySet(models.QuerySet["ComplaintClock"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def set_for(self, day: date, *, municipality_id: int) -> "ComplaintClock | None":
        """What the municipality has set for `day`; nothing until it sets something."""
        found = self.filter(municipality=municipality_id, starts_on__lte=day)
        return found.order_by("-starts_on", "-pk").first()


class ComplaintClock(models.Model):
    """苦情対応の期限: days until the first answer and until closure, from a day on.

    A municipality may leave either empty: then nothing is waited for by a day.
    """

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    answer_days = models.PositiveSmallIntegerField(
        "最初の回答までの日数",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    closure_days = models.PositiveSmallIntegerField(
        "終結までの日数",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    counts_working_days = models.BooleanField(
        "日数の数え方", choices=[(False, "暦日"), (True, "開庁日（土日・祝日・年末年始を除く）")]
    )
    starts_on = models.DateField("適用開始日")
    reason = models.CharField("理由・根拠", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = ComplaintClockQuerySet.as_manager()

    class Meta:
        verbose_name = "苦情対応の期限"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="complaint_clock_is_between_a_day_and_a_year",
                condition=(Q(answer_days=None) | Q(answer_days__range=(1, MOST_DAYS)))
                & (Q(closure_days=None) | Q(closure_days__range=(1, MOST_DAYS))),
                violation_error_message="1日から365日までで入力してください。",
            ),
            models.CheckConstraint(
                name="complaint_clock_answers_before_it_closes",
                condition=Q(answer_days=None)
                | Q(closure_days=None)
                | Q(answer_days__lte=models.F("closure_days")),
                violation_error_message="終結までの日数は、最初の回答までの日数以上にしてください。",
            ),
            models.CheckConstraint(
                name="complaint_clock_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由・根拠を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"苦情対応の期限 {self.pk}"

    def answer_due(self, day: date) -> date | None:
        return self._after(day, self.answer_days)

    def closure_due(self, day: date) -> date | None:
        return self._after(day, self.closure_days)

    def _after(self, day: date, number: int | None) -> date | None:
        if number is None:
            return None
        return (
            after_working_days(day, number)
            if self.counts_working_days
            else day + timedelta(days=number)
        )
