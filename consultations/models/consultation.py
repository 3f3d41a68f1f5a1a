import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Left

from consultations.enums import Method
from consultations.models import reach
from consultations.models.desk import DISPOSED, DeskFields
from consultations.models.named_reader import NamedReader
from consultations.models.record_access import RecordAccess
from consultations.models.topic import Topic
from consultations.stops import stopped
from shared.access import Actor, Capability, Confidentiality
from shared.municipal_field import InheritedMunicipality

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MAY = {
    "may_correct": Capability.CONSULTATION_CORRECT,
    "may_restrict": Capability.CONSULTATION_RESTRICT,
    "may_lift": Capability.CONSULTATION_LIFT,
    "may_see_readers": Capability.READERS_VIEW,
}
OPENING_LENGTH = 60  # characters of the content that a list shows


class _LocalDay(Func):  # the day in Japan of a moment stored in UTC
    template = "((%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date)"
    output_field = models.DateField()


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(
        self,
        user: Actor,
        capability: Capability = Capability.CONSULTATION_VIEW,
        *,
        with_shared: bool = True,
    ) -> Self:
        """The one condition of who may read, or do something to, which record."""
        return self.filter(reach.reached(user, capability, with_shared=with_shared))

    def shared_to(self, user: Actor) -> Self:
        """Those of other centers that a standing consent opens to the user's."""
        asked = self.filter(pk__in=reach.asked_about(Consultation.objects.all(), user))
        own = reach.in_place(user, Capability.CONSULTATION_VIEW)
        return asked.filter(reach.shared(user)).exclude(own)

    def of_own_centers(self, user: Actor) -> Self:
        return self.filter(reach.in_place(user, Capability.CONSULTATION_VIEW))

    def listed_to(self, user: Actor) -> Self:
        """The records of the user's centers, each with `is_readable`.

        Of those that are not, a list shows number and day and nothing else.
        """
        readable = reach.as_column(reach.reached(user, Capability.CONSULTATION_VIEW))
        return self.of_own_centers(user).annotate(is_readable=readable)

    def shown_by_contract(self, user: Actor, capability: Capability) -> Self:
        """Restricted ones included: what is left out is withheld by a contract."""
        return self.filter(reach.in_place(user, capability))

    def openable_by(self, user: Actor) -> Self:
        """Those that the user may open for a while with a reason."""
        return self.filter(reach.openable(user))

    def in_emergency_only(self) -> Self:
        """Those that a reason alone does not open."""
        return self.filter(reach.in_emergency_only())

    def opened_by(self, user: Actor, at: datetime) -> Self:
        return self.filter(reach.opened(user, at))

    def with_what_may_be_done_by(self, user: Actor) -> Self:
        """`may_correct` and so on, decided for each record."""
        return self.annotate(
            **{
                name: reach.as_column(reach.reached(user, capability))
                for name, capability in MAY.items()
            }
        )

    def told_to(self, user: Actor) -> Self:
        """Records whose accesses `user` is told of: supervised by, or restricted to, the user."""
        named = NamedReader.objects.standing().of(user).values("consultation")
        supervised = reach.reached(user, Capability.READERS_VIEW)
        return self.visible_to(user).filter(
            supervised | Q(confidentiality=Confidentiality.RESTRICTED, pk__in=named)
        )

    def standing(self) -> Self:
        """Those that count: a withdrawn record stays readable and is counted nowhere."""
        return self.filter(withdrawn_at=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(occurred_on__range=(first, last))

    def newest_first(self) -> Self:
        return self.order_by("-occurred_on", "-occurred_at", "-pk")

    def recorded_by(self, author: "AbstractBaseUser") -> Self:
        return self.filter(recorded_by=author)

    def to_follow_up(self, until: date) -> Self:
        """Standing records whose next step is due by `until`, the longest overdue first."""
        due = self.standing().exclude(stopped(household="household", person="caller"))
        due = due.filter(next_on__lte=until).order_by("next_on", "pk")
        return due.select_related("recorded_by").defer("content", "response")

    def saved_from(
        self, submission_key: str | uuid.UUID, *, municipality_ids: Collection[int]
    ) -> Self:
        return self.filter(municipality__in=municipality_ids, submission_key=submission_key)

    def for_listing(self) -> Self:
        """One row a record: the beginning of the content, not all of it; and `is_stopped`."""
        return (
            self.select_related("center", "recorded_by")
            .prefetch_related(
                models.Prefetch("topics", queryset=Topic.objects.order_by("code")),
                models.Prefetch(
                    "children", queryset=ConsultationChild.objects.order_by("position")
                ),
            )
            .defer("content", "response")
            .annotate(opening=Left("content", OPENING_LENGTH))
            .annotate(is_stopped=reach.as_column(stopped(household="household", person="caller")))
        )

    def for_reading(self) -> Self:
        """One record in full, with its history."""
        corrections = ConsultationCorrection.objects.select_related("corrected_by")
        return self.select_related(
            "municipality", "center", "recorded_by", "withdrawn_by", "outreach_session"
        ).prefetch_related(
            models.Prefetch("topics", queryset=Topic.objects.order_by("code")),
            models.Prefetch("children", queryset=ConsultationChild.objects.order_by("position")),
            models.Prefetch("corrections", queryset=corrections.order_by("pk")),
        )

    def with_named_readers_and_accesses(self) -> Self:
        """Who may read a restricted record besides its supervisors, and who opened it how."""
        named = NamedReader.objects.standing().select_related("user").order_by("pk")
        accesses = RecordAccess.objects.select_related("opened_by", "reviewed_by")
        return self.prefetch_related(
            models.Prefetch("named_readers", queryset=named, to_attr="readers_named"),
            models.Prefetch(
                "accesses", queryset=accesses.order_by("-opened_at"), to_attr="accesses_so_far"
            ),
        )


class Consultation(DeskFields, models.Model):
    """相談: one contact (1回の応対) with one caller, named or anonymous."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="consultations",
    )
    household = models.ForeignKey(
        "consultations.Household",
        verbose_name="世帯",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    occurred_at = models.DateTimeField("相談日時")
    occurred_on = models.GeneratedField(
        verbose_name="相談日",
        expression=_LocalDay(F("occurred_at")),
        output_field=models.DateField(),
        db_persist=True,
    )
    duration_minutes = models.PositiveSmallIntegerField("所要時間（分）", null=True, blank=True)
    method = models.CharField("相談方法", max_length=20, choices=Method.choices)
    place = models.CharField("場所", max_length=100, blank=True)
    is_anonymous = models.BooleanField("匿名", default=False)
    caller_name = models.CharField("相談者の氏名", max_length=100, blank=True)
    children_count = models.PositiveSmallIntegerField("こどもの人数", null=True, blank=True)
    topics = models.ManyToManyField(
        Topic,
        through="ConsultationTopic",
        verbose_name="相談内容の区分",
        related_name="consultations",
    )
    content = models.TextField("相談の内容", max_length=20000)
    response = models.TextField("対応", max_length=20000, blank=True)
    next_step = models.TextField("次の対応", max_length=2000, blank=True)
    next_on = models.DateField("次の対応の予定日", null=True, blank=True)
    confidentiality = models.CharField(
        "記録の区分",
        max_length=20,
        choices=[
            (each.value, each.label)
            for each in (Confidentiality.ORDINARY, Confidentiality.RESTRICTED)
        ],
        default=Confidentiality.ORDINARY,
    )
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="記録者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField("版", default=1)

    # Rows of `visible_to` are; `listed_to` decides for each.
    is_readable: bool = True

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "相談記録"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="consultation_is_saved_once",
                violation_error_message="この記録は保存済みです。",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(withdrawn_at=None, appointment__isnull=False),
                name="consultation_of_appointment_stands_once",
                violation_error_message="この予約の相談記録は保存済みです。",
            ),
            models.CheckConstraint(
                name="consultation_caller_is_named_or_anonymous",
                condition=Q(is_anonymous=True, caller_name="")
                | (Q(is_anonymous=False) & ~Q(caller_name=""))
                | DISPOSED,
                violation_error_message="氏名を入力するか、匿名を選んでください。",
            ),
            models.CheckConstraint(
                name="consultation_has_content",
                condition=~Q(content="") | DISPOSED,
                violation_error_message="相談の内容を入力してください。",
            ),
            models.CheckConstraint(
                name="consultation_is_ordinary_or_restricted",
                condition=Q(
                    confidentiality__in=[Confidentiality.ORDINARY, Confidentiality.RESTRICTED]
                ),
                violation_error_message="記録の区分は通常か制限のどちらかです。",
            ),
            models.CheckConstraint(
                name="consultation_withdrawal_set_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="取消日時と取消者は一緒に登録してください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "-occurred_on", "-occurred_at", "-id"],
                name="consultation_by_center",
            ),
            models.Index(
                fields=["municipality", "center", "occurred_on"],
                include=["method"],
                condition=Q(withdrawn_at=None),
                name="consultation_counts",
            ),
            models.Index(
                fields=["center", "next_on"],
                condition=Q(withdrawn_at=None, next_on__isnull=False),
                name="consultation_to_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return f"相談記録 {self.pk}"

    @property
    def is_restricted(self) -> bool:
        return self.confidentiality == Confidentiality.RESTRICTED

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class ConsultationTopic(models.Model):
    """相談内容: one topic under which a consultation is counted."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        Consultation, verbose_name="相談記録", on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, verbose_name="相談内容の区分", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "相談内容"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "topic"],
                name="consultation_topic_is_named_once",
                violation_error_message="この相談内容の区分は選択済みです。",
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)


class ConsultationChild(models.Model):
    """相談対象のこども: the age of one child at the time of the consultation."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        Consultation, verbose_name="相談記録", on_delete=models.CASCADE, related_name="children"
    )
    position = models.PositiveSmallIntegerField("順番")
    is_unborn = models.BooleanField("妊娠中", default=False)
    age_years = models.PositiveSmallIntegerField("年齢（歳）", null=True, blank=True)
    age_months = models.PositiveSmallIntegerField("か月", null=True, blank=True)

    class Meta:
        verbose_name = "相談対象のこども"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "position"], name="consultation_child_position_is_unique"
            ),
            models.CheckConstraint(
                name="consultation_child_unborn_has_no_age",
                condition=Q(is_unborn=False) | Q(age_years=None, age_months=None),
                violation_error_message="妊娠中の場合は年齢を入力しません。",
            ),
            models.CheckConstraint(
                name="consultation_child_months_below_twelve",
                condition=Q(age_months=None) | Q(age_months__lt=12),
                violation_error_message="か月は0から11までで入力してください。",
            ),
        ]

    def __str__(self) -> str:
        if self.is_unborn:
            return "妊娠中"
        if self.age_years is None:
            return "年齢不明"
        months = f"{self.age_months}か月" if self.age_months is not None else ""
        return f"{self.age_years}歳{months}"


class ConsultationCorrection(models.Model):
    """訂正: one correction or withdrawal with its reason; what stood before stays readable."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        Consultation, verbose_name="相談記録", on_delete=models.PROTECT, related_name="corrections"
    )
    corrected_at = models.DateTimeField("訂正日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="訂正者", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("訂正の理由", max_length=300)
    changes = models.JSONField("訂正前と訂正後")

    class Meta:
        verbose_name = "訂正"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="consultation_correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="訂正の理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"訂正 {self.pk}"
