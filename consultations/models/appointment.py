from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Prefetch, Q, Value
from django.db.models.functions import Least

from consultations.appointment_enums import (
    HOLDING,
    AppointmentMode,
    AppointmentState,
    ReminderMeans,
    ReminderResult,
    ReminderWish,
)
from consultations.models.reach import as_column
from consultations.stops import stopped
from shared.access import Actor, Capability
from shared.concealed import ConcealedTextField
from shared.municipal_field import InheritedMunicipality

LONGEST = timedelta(hours=24)


class _LocalDay(Func):
    template = "((%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date)"
    output_field = models.DateField()


def _time_taken() -> Func:
    """From the start to the end, the end excluded: what follows at once does not overlap."""
    # An end before its start is another constraint's to refuse; tstzrange() itself would raise.
    return Func(
        Least(F("starts_at"), F("ends_at")),
        F("ends_at"),
        Value("[)"),
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )


def _one_at_a_time(name: str, what: str, message: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            (F(what), RangeOperators.EQUAL),
            (_time_taken(), RangeOperators.OVERLAPS),
        ],
        condition=Q(**{f"{what}__isnull": False, "state__in": list(HOLDING)}),
        violation_error_message=message,
    )


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.APPOINTMENT_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def between(self, first: date, last: date) -> Self:
        return self.filter(held_on__range=(first, last))

    def standing(self) -> Self:
        """Not changed to another time, not cancelled."""
        return self.exclude(state__in=[AppointmentState.CHANGED, AppointmentState.CANCELLED])

    def booked(self) -> Self:
        return self.filter(state=AppointmentState.BOOKED)

    def holding(self) -> Self:
        return self.filter(state__in=HOLDING)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        return self.holding().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def left_open(self, day: date, at: datetime) -> Self:
        """Of an earlier day and over, and nobody has said what became of it."""
        return self.booked().filter(held_on__lt=day, ends_at__lt=at)

    def to_call(self, day: date) -> Self:
        """Nobody came, and somebody meant to call by `day`."""
        return self.filter(state=AppointmentState.NO_SHOW, follow_up_on__lte=day)

    def next_steps(self) -> Self:
        """Without people to whom nothing more goes out: whom a list or a reminder may name."""
        return self.exclude(stopped(person="person"))

    def with_stops(self) -> Self:
        """`is_stopped` of each row, where a time stays visible and its person does not."""
        return self.annotate(is_stopped=as_column(stopped(person="person")))

    def in_order(self) -> Self:
        return self.order_by("starts_at", "center__code", "pk")

    def for_listing(self) -> Self:
        return self.select_related("center", "room", "worker", "person", "outreach_session")

    def with_reminders(self) -> Self:
        made = AppointmentReminder.objects.select_related("recorded_by").order_by("pk")
        return self.prefetch_related(Prefetch("reminders", queryset=made, to_attr="reminders_made"))


class Appointment(models.Model):
    """予約: one time kept for somebody. Another time is another row with `earlier` behind it."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    room = models.ForeignKey(
        "centers.Room",
        verbose_name="部屋",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outreach_session = models.ForeignKey(
        "centers.OutreachSession",
        verbose_name="出張相談",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="担当者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    starts_at = models.DateTimeField("開始日時")
    ends_at = models.DateTimeField("終了日時")
    held_on = models.GeneratedField(
        verbose_name="予約日",
        expression=_LocalDay(F("starts_at")),
        output_field=models.DateField(),
        db_persist=True,
    )
    mode = models.CharField("方法", max_length=20, choices=AppointmentMode.choices)
    person = models.ForeignKey(
        "consultations.Person",
        verbose_name="相談者（登録）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    alias = models.CharField("氏名・仮名", max_length=100, blank=True)
    purpose = models.CharField("用件", max_length=100, blank=True)
    reminder_wish = models.CharField(
        "リマインドの希望",
        max_length=20,
        choices=ReminderWish.choices,
        default=ReminderWish.NONE,
    )
    reminder_contact = ConcealedTextField("リマインドの連絡先", blank=True, default="")
    state = models.CharField(
        "状態", max_length=20, choices=AppointmentState.choices, default=AppointmentState.BOOKED
    )
    follow_up_on = models.DateField("来なかった人に連絡する日", null=True, blank=True)
    earlier = models.OneToOneField(
        "self",
        verbose_name="変更前の予約",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    # Rows of `with_stops` decide for each.
    is_stopped: bool = False

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "予約"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                violation_error_message="終了時刻は開始時刻より後にしてください。",
            ),
            models.CheckConstraint(
                name="appointment_is_for_somebody_or_an_alias",
                condition=Q(person=None) | Q(alias=""),
                violation_error_message="登録された人か、氏名・仮名のどちらかにしてください。",
            ),
            models.CheckConstraint(
                name="appointment_contact_of_registered_is_the_registrys",
                condition=Q(person=None) | Q(reminder_contact=""),
                violation_error_message="登録された人の連絡先は、世帯の記録を使います。",
            ),
            models.CheckConstraint(
                name="appointment_is_called_after_no_show",
                condition=Q(follow_up_on=None) | Q(state=AppointmentState.NO_SHOW),
                violation_error_message="連絡する日は、無断キャンセルのときだけ登録します。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="appointment_is_saved_once",
                violation_error_message="この予約は登録済みです。",
            ),
            _one_at_a_time(
                "appointment_room_is_taken_once",
                "room",
                "この部屋には、同じ時間に別の予約があります。",
            ),
            _one_at_a_time(
                "appointment_worker_is_taken_once",
                "worker",
                "担当者には、同じ時間に別の予約があります。",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "held_on"], name="appointment_by_center"),
            models.Index(
                fields=["center", "ends_at"],
                condition=Q(state=AppointmentState.BOOKED),
                name="appointment_open",
            ),
        ]

    def __str__(self) -> str:
        return f"予約 {self.pk}"

    @property
    def standing_in(self) -> AppointmentState:
        return AppointmentState(self.state)

    @property
    def is_booked(self) -> bool:
        return self.state == AppointmentState.BOOKED

    @property
    def is_no_show(self) -> bool:
        return self.state == AppointmentState.NO_SHOW

    @property
    def place(self) -> str:
        """Where, without anybody's address."""
        if self.outreach_session is not None:
            return self.outreach_session.place
        return str(self.room or "")


class AppointmentStep(models.Model):
    """予約の経過: what became of an appointment, and why; only ever added."""

    municipality = InheritedMunicipality("appointment")
    appointment = models.ForeignKey(
        Appointment, verbose_name="予約", on_delete=models.PROTECT, related_name="steps"
    )
    state = models.CharField("状態", max_length=20, choices=AppointmentState.choices)
    reason = models.CharField("理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "予約の経過"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="appointment_step_away_has_reason",
                condition=~Q(reason="")
                | ~Q(state__in=[AppointmentState.CHANGED, AppointmentState.CANCELLED]),
                violation_error_message="理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"予約の経過 {self.pk}"


class AppointmentReminder(models.Model):
    """予約のリマインド: one attempt to reach whoever is expected; only ever added."""

    municipality = InheritedMunicipality("appointment")
    appointment = models.ForeignKey(
        Appointment, verbose_name="予約", on_delete=models.PROTECT, related_name="reminders"
    )
    means = models.CharField("連絡の方法", max_length=20, choices=ReminderMeans.choices)
    result = models.CharField("連絡の結果", max_length=20, choices=ReminderResult.choices)
    note = models.CharField("備考", max_length=200, blank=True)
    recorded_at = models.DateTimeField("連絡日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="連絡した人",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "予約のリマインド"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"予約のリマインド {self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.result != ReminderResult.NOT_REACHED
