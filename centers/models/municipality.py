from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from centers.enums import FactKind, NationalFactKind
from shared.access import Actor, Capability
from shared.date_ranges import no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_code import validate_municipal_code

if TYPE_CHECKING:
    from decimal import Decimal


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(municipality="pk", center=None))


class Municipality(models.Model):
    """自治体: a municipality (市町村・特別区) that runs the program."""

    code = models.CharField(
        "全国地方公共団体コード",
        max_length=6,
        unique=True,
        validators=[validate_municipal_code],
        error_messages={"unique": "この団体コードは登録済みです。"},
    )
    name = models.CharField("自治体名", max_length=100)
    prefecture = models.CharField("都道府県", max_length=10)
    is_fictional = models.BooleanField("架空（デモ用）", default=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "自治体"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="municipality_code_has_six_digits",
                condition=Q(code__regex=r"^[0-9]{6}$"),
                violation_error_message="団体コードは6桁の数字です。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityFactQuerySet(LedgerQuerySet["MunicipalityFact"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class MunicipalityFact(LedgerEntry):
    """自治体の事実: one dated fact about a municipality, with its source."""

    municipality = models.ForeignKey(
        Municipality, verbose_name="自治体", on_delete=models.PROTECT, related_name="facts"
    )
    kind = models.CharField("事実の種別", max_length=40, choices=FactKind.choices)
    starts_on = models.DateField("基準日・開始日")
    ends_on = models.DateField(
        "終了日",
        null=True,
        blank=True,
        help_text="ある一日の値（人口など）は基準日と同じ日にします。継続中は空欄にします。",
    )
    holds = models.BooleanField("該当", null=True, blank=True)
    value = models.DecimalField("値", max_digits=14, decimal_places=4, null=True, blank=True)
    source = models.CharField("出典（資料名・通知番号）", max_length=300)

    objects = MunicipalityFactQuerySet.as_manager()

    class Meta:
        verbose_name = "自治体の事実"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("municipality_fact_ends_after_it_starts"),
            superseded_together("municipality_fact_superseded_after_recorded"),
            models.CheckConstraint(
                name="municipality_fact_has_one_value",
                condition=Q(holds=None, value__isnull=False) | Q(holds__isnull=False, value=None),
                violation_error_message="「該当」か「値」のどちらか一方を入力してください。",
            ),
            models.CheckConstraint(
                name="municipality_fact_value_is_not_negative",
                condition=Q(value=None) | Q(value__gte=0),
                violation_error_message="値は0以上で入力してください。",
            ),
            no_overlap(
                "municipality_facts_do_not_overlap",
                "municipality",
                "kind",
                message="同じ種別の期間が重なっています。前の事実を差し替えてください。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"

    def clean(self) -> None:
        wanted = "holds" if FactKind(self.kind).is_yes_no else "value"
        if self.kind and getattr(self, wanted) is None:
            raise ValidationError({wanted: "この種別では必ず入力してください。"})

    @property
    def known_value(self) -> "bool | Decimal | None":
        return self.holds if self.holds is not None else self.value

    @property
    def value_label(self) -> str:
        if self.value is None:
            return "該当する" if self.holds else "該当しない"
        return f"{self.value.normalize():,f}{FactKind(self.kind).unit}"


class NationalFact(LedgerEntry):
    """全国の事実: one national statistic that a formula refers to."""

    kind = models.CharField("事実の種別", max_length=40, choices=NationalFactKind.choices)
    starts_on = models.DateField("基準日・開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    value = models.DecimalField("値", max_digits=14, decimal_places=4)
    source = models.CharField("出典（資料名）", max_length=300)

    objects = LedgerQuerySet["NationalFact"].as_manager()

    class Meta:
        verbose_name = "全国の事実"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("national_fact_ends_after_it_starts"),
            superseded_together("national_fact_superseded_after_recorded"),
            no_overlap(
                "national_facts_do_not_overlap",
                "kind",
                message="同じ種別の期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"
