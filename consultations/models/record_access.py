from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Func, Q
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from consultations.enums import AccessKind, AccessOutcome, AccessReason
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality
from shared.working_days import after_working_days, latest_day_due_before

if TYPE_CHECKING:
    from consultations.models.consultation import ConsultationQuerySet

REVIEW_WITHIN = 3  # working days after the day on which the record was opened


class RecordAccessQuerySet(models.QuerySet["RecordAccess"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.BREAK_GLASS_REVIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center="consultation__center"))

    def of(self, user: Actor) -> Self:
        return self.filter(opened_by=user.pk)

    def standing(self, at: datetime) -> Self:
        """Those whose time is not over; at the very moment of expiry it is."""
        return self.filter(opened_at__lte=at, expires_at__gt=at)

    def awaiting_review(self, today: date) -> tuple[int, int]:
        """How many have not been reviewed, and how many of them should have been before today."""
        overdue = Q(opened_on__lte=latest_day_due_before(today, REVIEW_WITHIN))
        unreviewed = self.filter(reviewed_at=None)
        counts = unreviewed.aggregate(all=Count("pk"), overdue=Count("pk", filter=overdue))
        return counts["all"], counts["overdue"]

    def told_to(self, user: Actor, records: "ConsultationQuerySet", *, since: datetime) -> Self:
        """New ones by others, of records that `user` supervises or is named for."""
        return (
            self.filter(consultation__in=records, opened_at__gte=since)
            .exclude(opened_by=user.pk)
            .for_listing()
            .order_by("-opened_at")
        )

    def for_listing(self) -> Self:
        return self.select_related("consultation__center", "opened_by", "reviewed_by").defer(
            "consultation__content", "consultation__response"
        )

    def to_review_first(self) -> Self:
        """The open ones from the oldest on, then the others from the newest on."""
        return self.order_by(
            F("reviewed_at").desc(nulls_first=True),
            models.Case(models.When(reviewed_at=None, then=F("opened_at"))),
            "-pk",
        )

    def uses_by_person_and_month(self) -> models.QuerySet[Any, Any]:
        return (
            self.annotate(month=TruncMonth("opened_on"))
            .values("month", "opened_by__name", "opened_by")
            .annotate(uses=Count("pk"))
            .order_by("-month", "-uses", "opened_by")
        )


class RecordAccess(models.Model):
    """理由付き閲覧: one record opened by one person for a while, with a reason that is reviewed.

    Only its review is ever added; a trigger refuses every other change.
    """

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.PROTECT,
        related_name="accesses",
    )
    kind = models.CharField("種別", max_length=20, choices=AccessKind.choices)
    reason_kind = models.CharField("理由の区分", max_length=20, choices=AccessReason.choices)
    reason = models.CharField("閲覧の理由", max_length=500)
    opened_at = models.DateTimeField("開いた日時")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="開いた者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    opened_on = models.GeneratedField(
        verbose_name="開いた日",
        expression=Func(
            F("opened_at"),
            template="((%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date)",
            output_field=models.DateField(),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    expires_at = models.DateTimeField("期限")
    reviewed_at = models.DateTimeField("点検日時", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="点検者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.CharField(
        "点検の結果", max_length=20, choices=AccessOutcome.choices, blank=True
    )
    review_note = models.CharField("点検の備考", max_length=300, blank=True)

    objects = RecordAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "理由付き閲覧"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="record_access_has_reason",
                condition=~Q(reason=""),
                violation_error_message="閲覧の理由を入力してください。",
            ),
            models.CheckConstraint(
                name="record_access_expires_after_opening",
                condition=Q(expires_at__gt=F("opened_at")),
                violation_error_message="期限は開いた日時より後にしてください。",
            ),
            models.CheckConstraint(
                name="record_access_review_set_together",
                condition=Q(reviewed_at=None, reviewed_by=None, outcome="", review_note="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(outcome="")),
                violation_error_message="点検の日時・点検者・結果は一緒に登録してください。",
            ),
            models.CheckConstraint(
                name="record_access_is_reviewed_by_another",
                condition=~Q(reviewed_by=F("opened_by")) | Q(reviewed_by=None),
                violation_error_message="自分の閲覧は点検できません。",
            ),
            ExclusionConstraint(
                name="record_accesses_of_one_person_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("opened_at"),
                            F("expires_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (F("consultation"), RangeOperators.EQUAL),
                    (F("opened_by"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                ],
                violation_error_message="この記録は既に開いています。",
            ),
        ]
        indexes = [
            models.Index(F("opened_by"), F("expires_at"), name="record_access_by_person"),
        ]

    def __str__(self) -> str:
        return f"理由付き閲覧 {self.pk}"

    @property
    def review_due_on(self) -> date:
        return after_working_days(localdate(self.opened_at), REVIEW_WITHIN)

    def is_overdue(self, today: date) -> bool:
        return self.reviewed_at is None and self.review_due_on < today

    def minutes_left(self, at: datetime) -> int:
        """Begun minutes count: 「残り1分」 until the very end."""
        return -((at - self.expires_at) // timedelta(minutes=1))
