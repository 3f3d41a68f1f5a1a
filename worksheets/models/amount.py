from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Least

from centers.enums import CenterType
from shared.fiscal_year import FiscalYear
from worksheets.amount_units import AmountUnit
from worksheets.components import Component, component_of
from worksheets.models.confirmed import (
    IN_FORCE,
    ConfirmedEntry,
    ConfirmedQuerySet,
    confirmed_by_another,
    one_of_each,
)

MOST_YEN = 10**12
OUT_OF_BOUNDS = "基準額は0円から1兆円までにしてください。"
OVERLAPPING_BANDS = "時間区分の範囲が、確認済みの区分と重なっています。"
TWO_WAYS = (
    "1つの補助対象に「時間区分・年」と「週1時間・年」の額を並べることはできません。"
    "使わない単位の、確認済みの額を先に取り消してください。"
)
BANDS = Q(unit=AmountUnit.HOURS_CLASS)
BY_HOURS = Q(unit__in=[AmountUnit.HOURS_CLASS, AmountUnit.HOUR_YEAR])
OF_ONE_SIZE = ("municipality", "fiscal_year", "center_type", "component", "size_class")
SAME = (*OF_ONE_SIZE, "starts_on")


class StandardAmountQuerySet(ConfirmedQuerySet["StandardAmount"]):
    ORDER = ("starts_on", "pk")


def _day(year: Any, month: int, day: int) -> Func:
    return Func(
        year, Value(month), Value(day), function="make_date", output_field=models.DateField()
    )


class StandardAmount(ConfirmedEntry):
    """基準額: what the grant guideline of one year allows for one component, in yen.

    It holds from `starts_on` until a later one of the same year begins. `hours_from` and
    `hours_below` are the band of weekly hours of a 時間区分.
    """

    KEY = (*SAME, "hours_from")
    VALUES = ("amount", "unit", "hours_below", "source", "source_on")

    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    component = models.CharField("補助対象", max_length=60)
    size_class = models.CharField("規模等", max_length=10, blank=True)
    unit = models.CharField("単価の単位", max_length=20, choices=AmountUnit.choices)
    hours_from = models.DecimalField(
        "時間区分（週・以上）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    hours_below = models.DecimalField(
        "時間区分（週・未満）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount = models.BigIntegerField("基準額（円）")
    starts_on = models.DateField("適用日")

    objects = StandardAmountQuerySet.as_manager()

    class Meta:
        verbose_name = "補助基準額"
        verbose_name_plural = verbose_name
        constraints = [
            *confirmed_by_another("standard_amount"),
            *one_of_each("standard_amount", *SAME, "hours_from"),
            models.CheckConstraint(
                name="standard_amount_is_in_bounds",
                condition=Q(amount__gte=0, amount__lte=MOST_YEN),
                violation_error_message=OUT_OF_BOUNDS,
            ),
            models.CheckConstraint(
                name="standard_amount_bands_have_hours",
                condition=(
                    BANDS
                    & Q(hours_from__isnull=False, hours_from__gte=0)
                    & (Q(hours_below=None) | Q(hours_below__gt=F("hours_from")))
                )
                | (~BANDS & Q(hours_from=None, hours_below=None)),
                violation_error_message="時間区分の範囲を正しく入力してください。",
            ),
            models.CheckConstraint(
                name="standard_amount_starts_in_its_year",
                condition=Q(starts_on__gte=_day(F("fiscal_year"), 4, 1))
                & Q(starts_on__lte=_day(F("fiscal_year") + 1, 3, 31)),
                violation_error_message="適用日は、その年度の日付にしてください。",
            ),
            ExclusionConstraint(
                name="standard_amount_bands_do_not_overlap",
                expressions=[
                    (
                        Func(
                            Least(F("hours_from"), F("hours_below")),
                            F("hours_below"),
                            Value("[)"),
                            function="numrange",
                            output_field=DecimalRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    *[(F(name), RangeOperators.EQUAL) for name in SAME],
                ],
                condition=IN_FORCE & BANDS,
                violation_error_message=OVERLAPPING_BANDS,
            ),
            ExclusionConstraint(
                name="standard_amount_hours_are_counted_in_one_way",
                expressions=[
                    (F("unit"), RangeOperators.NOT_EQUAL),
                    *[(F(name), RangeOperators.EQUAL) for name in OF_ONE_SIZE],
                ],
                condition=IN_FORCE & BY_HOURS,
                violation_error_message=TWO_WAYS,
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "fiscal_year"], name="standard_amount_of_year")
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.center_type} {self.component}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Where the unit is wrong, that is told alone: the bands are compared within one unit."""
        if "unit" not in (exclude or ()):
            super().validate_constraints(exclude=exclude)

    def clean(self) -> None:
        component = component_of(self.center_type, self.component)
        if component is None:
            raise ValidationError({"component": "この類型の補助対象の一覧にありません。"})
        found = {
            **_size_problem(self, component),
            **_unit_problem(self, component),
            **_amount_problem(self),
            **_day_problem(self),
        }
        if found:
            raise ValidationError(found)

    @property
    def is_band(self) -> bool:
        """Whether it is one of a table of 時間区分."""
        return self.unit == AmountUnit.HOURS_CLASS

    def of_same_table(self) -> Q:
        """Finds the bands of the same component, size class and day."""
        return BANDS & Q(**{name: getattr(self, name) for name in SAME})

    def displaced(self) -> Q:
        """A band takes the place of all that hold some of its hours."""
        if not self.is_band:
            return super().displaced()
        return self.of_same_key() | (self.of_same_table() & self._sharing_hours())

    def stand_ins(self) -> Q:
        """An earlier day of the same size class, or rows without class beside it.

        Of bands only those that hold some of the same hours.
        """
        of_class = Q(size_class=self.size_class, starts_on__lte=self.starts_on)
        beside = Q(size_class="") if self.size_class else Q(starts_on__lt=self.starts_on)
        found = Q(center_type=self.center_type, component=self.component) & (of_class | beside)
        return found & (~BANDS | self._sharing_hours()) if self.is_band else found

    def _sharing_hours(self) -> Q:
        found = BANDS & (Q(hours_below=None) | Q(hours_below__gt=self.hours_from))
        return found if self.hours_below is None else found & Q(hours_from__lt=self.hours_below)

    @property
    def component_found(self) -> Component | None:
        """None for a component that the list does not have any more."""
        return component_of(self.center_type, self.component)

    @property
    def component_label(self) -> str:
        found = self.component_found
        return found.label if found else self.component

    @property
    def size_label(self) -> str:
        """小規模A型; 週4時間以上8時間未満; empty where the component has no classes."""
        if self.unit == AmountUnit.HOURS_CLASS:
            return hours_text(self.hours_from, self.hours_below)
        found = self.component_found
        return found.size_label(self.size_class) if found else self.size_class

    def holds_hours(self, hours: Decimal) -> bool:
        """Whether the weekly hours lie in this row's band."""
        return (
            self.hours_from is not None
            and self.hours_from <= hours
            and (self.hours_below is None or hours < self.hours_below)
        )


def hours_text(first: Decimal | None, below: Decimal | None) -> str:
    start = f"週{_hours(first)}時間以上" if first is not None else ""
    return f"{start}{_hours(below)}時間未満" if below is not None else start


def _hours(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _size_problem(row: StandardAmount, component: Component) -> dict[str, str]:
    codes = [code for code, _ in component.size_classes]
    if row.size_class and row.size_class not in codes:
        return {"size_class": "この補助対象の規模等の一覧にありません。"}
    return {}


def _unit_problem(row: StandardAmount, component: Component) -> dict[str, str]:
    if not row.unit:
        return {}
    fitting = AmountUnit.for_counting(component.unit, once=component.once)
    if row.unit not in fitting:
        labels = "・".join(f"「{unit.label}」" for unit in fitting)
        return {"unit": f"この補助対象の単位は{labels}です。"}
    return _hours_problem(row)


def _hours_problem(row: StandardAmount) -> dict[str, str]:
    if row.unit != AmountUnit.HOURS_CLASS:
        if row.hours_from is None and row.hours_below is None:
            return {}
        return {"hours_from": "時間の範囲は、単位が「時間区分・年」のときだけ入力します。"}
    if row.hours_from is None:
        return {"hours_from": "時間区分の下の端を入力してください（例：0）。"}
    if row.hours_below is not None and row.hours_below <= row.hours_from:
        return {"hours_below": "上の端は下の端より大きくしてください。"}
    return {}


def _amount_problem(row: StandardAmount) -> dict[str, str]:
    if row.amount is not None and not 0 <= row.amount <= MOST_YEN:
        return {"amount": OUT_OF_BOUNDS}
    return {}


def _day_problem(row: StandardAmount) -> dict[str, str]:
    if row.starts_on and row.starts_on not in FiscalYear(row.fiscal_year):
        return {"starts_on": f"{row.fiscal_year_label}の日付を入力してください。"}
    return {}
