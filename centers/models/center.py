from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from centers.enums import BasicSubtype, CenterType, Operation
from centers.models.municipality import Municipality
from shared.access import Actor, Capability
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class CenterQuerySet(models.QuerySet["Center"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CENTER_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center="pk"))

    def operating_on(self, day: date) -> Self:
        return self.filter(in_force(day, start="opened_on", end="closed_on"))

    def for_listing(self, day: date) -> Self:
        """With the designations in force on `day`, for the list of centers."""
        designations = CenterDesignation.objects.current().filter(in_force(day)).order_by("type")
        return (
            self.select_related("municipality")
            .prefetch_related(
                models.Prefetch("designations", queryset=designations, to_attr="types_in_force")
            )
            .order_by("code", "pk")
        )


class Center(models.Model):
    """センター: one place (事業所) where the program is carried out."""

    municipality = models.ForeignKey(
        Municipality, verbose_name="自治体", on_delete=models.PROTECT, related_name="centers"
    )
    code = models.CharField(
        "センター番号",
        max_length=20,
        help_text="団体コード6桁と枝番です（例：990019-01）。",
        validators=[
            RegexValidator(r"^\d{6}-\d{2,4}$", "「団体コード6桁-枝番」の形で入力してください。")
        ],
    )
    name = models.CharField("センター名", max_length=100)
    operation = models.CharField("運営形態", max_length=20, choices=Operation.choices)
    contractor = models.CharField("受託者", max_length=100, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    opened_on = models.DateField("事業開始日")
    closed_on = models.DateField("事業終了日", null=True, blank=True)

    objects = CenterQuerySet.as_manager()

    class Meta:
        verbose_name = "センター"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code"],
                name="center_code_is_unique_in_municipality",
                violation_error_message="このセンター番号は既に使われています。",
            ),
            ordered_dates("center_closes_after_opening", start="opened_on", end="closed_on"),
            models.CheckConstraint(
                name="center_commissioned_names_its_contractor",
                condition=~Q(operation=Operation.COMMISSIONED) | ~Q(contractor=""),
                violation_error_message="委託の場合は受託者を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        # A number of another shape is the validator's to explain.
        has_shape = self.code[6:7] == "-"
        if self.municipality_id and has_shape and not self.code.startswith(self.municipality.code):
            raise ValidationError(
                {"code": f"センター番号は自治体の団体コード{self.municipality.code}で始めます。"}
            )


class CenterDesignation(LedgerEntry):
    """センターの類型: the type (類型) under which a center works, for a period."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="designations"
    )
    type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    subtype = models.CharField("型", max_length=2, choices=BasicSubtype.choices, blank=True)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    source = models.CharField("根拠（実施計画・指定通知など）", max_length=300, blank=True)

    objects = LedgerQuerySet["CenterDesignation"].as_manager()

    class Meta:
        verbose_name = "センターの類型"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("center_designation_ends_after_it_starts"),
            superseded_together("center_designation_superseded_after_recorded"),
            models.CheckConstraint(
                name="center_designation_subtype_is_for_basic",
                condition=Q(subtype="") | Q(type=CenterType.BASIC),
                violation_error_message="Ⅰ型・Ⅱ型・Ⅲ型は基本型だけの区分です。",
            ),
            no_overlap(
                "center_designations_do_not_overlap",
                "center",
                "type",
                message="同じ類型の期間が重なっています。",
                condition=CURRENT,
            ),
        ]
        indexes = [
            models.Index(F("center"), F("starts_on"), name="center_designation_by_center"),
        ]

    def __str__(self) -> str:
        return self.get_type_display() + self.subtype

    @property
    def label(self) -> str:
        """The type as the guideline writes it: 基本型（Ⅰ型）."""
        name = CenterType(self.type).label.split("（")[0]
        return f"{name}（{self.subtype}型）" if self.subtype else name
