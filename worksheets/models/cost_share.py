from fractions import Fraction

from django.db import models
from django.db.models import F, IntegerField, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from centers.enums import CenterType
from worksheets.models.confirmed import (
    ConfirmedEntry,
    ConfirmedQuerySet,
    confirmed_by_another,
    one_of_each,
)

LARGEST = 9999
MORE_THAN_ALL = "国と都道府県の割合の合計が1を超えています。"


def _product(first: str, second: str) -> CombinedExpression:
    """Beyond what a small integer of the database holds."""
    return Cast(F(first), IntegerField()) * Cast(F(second), IntegerField())


class CostShareQuerySet(ConfirmedQuerySet["CostShare"]):
    pass


class CostShare(ConfirmedEntry):
    """負担割合 of one year and type, as fractions; the municipality bears the rest."""

    KEY = ("municipality", "fiscal_year", "center_type")
    VALUES = (
        "national_numerator",
        "national_denominator",
        "prefectural_numerator",
        "prefectural_denominator",
        "source",
        "source_on",
    )

    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    national_numerator = models.PositiveSmallIntegerField("国の割合の分子", editable=False)
    national_denominator = models.PositiveSmallIntegerField("国の割合の分母", editable=False)
    prefectural_numerator = models.PositiveSmallIntegerField("都道府県の割合の分子", editable=False)
    prefectural_denominator = models.PositiveSmallIntegerField(
        "都道府県の割合の分母", editable=False
    )

    objects = CostShareQuerySet.as_manager()

    class Meta:
        verbose_name = "負担割合"
        verbose_name_plural = verbose_name
        constraints = [
            *confirmed_by_another("cost_share"),
            *one_of_each("cost_share", "municipality", "fiscal_year", "center_type"),
            models.CheckConstraint(
                name="cost_share_is_a_fraction",
                condition=Q(
                    national_denominator__gte=1,
                    prefectural_denominator__gte=1,
                    national_denominator__lte=LARGEST,
                    prefectural_denominator__lte=LARGEST,
                    national_numerator__lte=F("national_denominator"),
                    prefectural_numerator__lte=F("prefectural_denominator"),
                ),
                violation_error_message="割合は0から1までの分数にしてください。",
            ),
            models.CheckConstraint(
                name="cost_shares_leave_the_municipality_its_part",
                condition=LessThanOrEqual(
                    _product("national_numerator", "prefectural_denominator")
                    + _product("prefectural_numerator", "national_denominator"),
                    _product("national_denominator", "prefectural_denominator"),
                ),
                violation_error_message=MORE_THAN_ALL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.center_type}"

    @property
    def national(self) -> Fraction:
        return Fraction(self.national_numerator, self.national_denominator)

    @property
    def prefectural(self) -> Fraction:
        return Fraction(self.prefectural_numerator, self.prefectural_denominator)

    @property
    def municipal(self) -> Fraction:
        return 1 - self.national - self.prefectural

    @property
    def national_text(self) -> str:
        return f"{self.national_numerator}/{self.national_denominator}"

    @property
    def prefectural_text(self) -> str:
        return f"{self.prefectural_numerator}/{self.prefectural_denominator}"

    @property
    def municipal_text(self) -> str:
        return f"{self.municipal.numerator}/{self.municipal.denominator}"
