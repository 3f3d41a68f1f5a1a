from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from centers.enums import Service, Weekday
from centers.models.center import Center
from shared.access import Actor, Capability
from shared.date_ranges import no_overlap, ordered_dates, period_expression
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class _SecondOfDay(Func):
    template = "(EXTRACT(EPOCH FROM %(expressions)s::time))::integer"
    output_field = models.IntegerField()


def _clock_interval() -> Func:
    """The seconds of the day from opening to closing, closing itself excluded."""
    return Func(
        _SecondOfDay(F("opens_at")),
        _SecondOfDay(F("closes_at")),
        function="int4range",
        output_field=IntegerRangeField(),
    )


def _closes_after_opening(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(closes_at__gt=F("opens_at")),
        violation_error_message="終了時刻は開始時刻より後にしてください。",
    )


class OpeningHours(LedgerEntry):
    """開所時間: one interval of one weekday, for a period. A day may have several."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="opening_hours"
    )
    service = models.CharField(
        "対象の業務", max_length=30, choices=Service.choices, default=Service.GENERAL
    )
    weekday = models.PositiveSmallIntegerField("曜日", choices=Weekday.choices)
    opens_at = models.TimeField("開始時刻")
    closes_at = models.TimeField("終了時刻")
    starts_on = models.DateField("適用開始日")
    ends_on = models.DateField("適用終了日", null=True, blank=True)

    objects = LedgerQuerySet["OpeningHours"].as_manager()

    class Meta:
        verbose_name = "開所時間"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("opening_hours_end_after_they_start"),
            superseded_together("opening_hours_superseded_after_recorded"),
            _closes_after_opening("opening_hours_close_after_opening"),
            ExclusionConstraint(
                name="opening_hours_do_not_overlap",
                expressions=[
                    ("center", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (_clock_interval(), RangeOperators.OVERLAPS),
                    (period_expression(), RangeOperators.OVERLAPS),
                ],
                condition=CURRENT,
                violation_error_message="同じ曜日の時間帯が重なっています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}～{self.closes_at:%H:%M}"


class NationalHolidayOpening(LedgerEntry):
    """祝日の取扱い: whether a center opens on 国民の祝日, for a period. No row: not known."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center,
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="national_holiday_openings",
    )
    is_open = models.BooleanField("祝日も開所する")
    starts_on = models.DateField("適用開始日")
    ends_on = models.DateField("適用終了日", null=True, blank=True)

    objects = LedgerQuerySet["NationalHolidayOpening"].as_manager()

    class Meta:
        verbose_name = "祝日の取扱い"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("national_holiday_opening_ends_after_it_starts"),
            superseded_together("national_holiday_opening_superseded_after_recorded"),
            no_overlap(
                "national_holiday_openings_do_not_overlap",
                "center",
                message="祝日の取扱いの期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return "祝日も開所" if self.is_open else "祝日は閉所"


class Closure(LedgerEntry):
    """休業: days on which a center is closed although its weekly hours say otherwise."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="closures"
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日")
    reason = models.CharField("理由", max_length=100)

    objects = LedgerQuerySet["Closure"].as_manager()

    class Meta:
        verbose_name = "休業"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("closure_ends_after_it_starts"),
            superseded_together("closure_superseded_after_recorded"),
            no_overlap(
                "closures_do_not_overlap",
                "center",
                message="休業の期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.reason}"


class ExtraOpening(LedgerEntry):
    """臨時開所: a day on which a center opens although its weekly hours say otherwise."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="extra_openings"
    )
    held_on = models.DateField("日")
    opens_at = models.TimeField("開始時刻")
    closes_at = models.TimeField("終了時刻")
    reason = models.CharField("理由", max_length=100)

    objects = LedgerQuerySet["ExtraOpening"].as_manager()

    class Meta:
        verbose_name = "臨時開所"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("extra_opening_superseded_after_recorded"),
            _closes_after_opening("extra_opening_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.reason}"


class OpenDayQuerySet(LedgerQuerySet["OpenDay"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CENTER_VIEW) -> Self:
        return self.filter(user.reach(capability).q(municipality="center__municipality"))


class OpenDay(LedgerEntry):
    """開所実績: whether a center was in fact open on a day; `recorded_by` confirmed it."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="open_days"
    )
    held_on = models.DateField("日")
    is_open = models.BooleanField("開所した")
    note = models.CharField("備考", max_length=100, blank=True)

    objects = OpenDayQuerySet.as_manager()

    class Meta:
        verbose_name = "開所実績"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("open_day_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["center", "held_on"],
                name="open_day_is_recorded_once",
                condition=CURRENT,
                violation_error_message="この日の開所実績は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {'開所' if self.is_open else '閉所'}"
