from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from centers.enums import CenterType, ImportStage
from shared.access import Actor, Capability
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, Row, superseded_together
from shared.municipal_field import InheritedMunicipality
from worksheets.enums import ClaimWord, Side, WorksheetStage

SUBJECT = ("center", "center_type", "fiscal_year", "stage")


class OfWorksheetsQuerySet(LedgerQuerySet[Row]):
    """Rows that only whoever works on the municipality's sheets reads."""

    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class SpendingItem(LedgerEntry):
    """収支の科目: one line of a center's expenditure or income of a stage; planned or spent."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    side = models.CharField("収支", max_length=15, choices=Side.choices)
    category = models.CharField("区分", max_length=60)
    subject = models.CharField("科目", max_length=60)
    amount = models.BigIntegerField("金額（円）")
    eligible = models.BigIntegerField("うち対象経費（円）", null=True, blank=True)
    source = models.CharField("根拠（決算書・予算書など）", max_length=300, blank=True)

    objects = OfWorksheetsQuerySet["SpendingItem"].as_manager()

    class Meta:
        verbose_name = "収支の科目"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("spending_item_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=[*SUBJECT, "side", "category", "subject"],
                condition=CURRENT,
                name="spending_item_is_entered_once",
                violation_error_message="同じ区分の同じ科目が、既に登録されています。",
            ),
            models.CheckConstraint(
                name="spending_item_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="金額は0以上で入力してください。",
            ),
            models.CheckConstraint(
                name="spending_item_tells_what_is_eligible",
                condition=Q(side=Side.INCOME, eligible=None)
                | Q(
                    side=Side.EXPENDITURE,
                    eligible__isnull=False,
                    eligible__gte=0,
                    eligible__lte=F("amount"),
                ),
                violation_error_message="対象経費は、0以上、支出の金額以下で入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.subject}"


class SpendingImport(models.Model):
    """収支の取込: one table handed in; its rows wait here until they are confirmed or dropped."""

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    file_name = models.CharField("ファイル名", max_length=255)
    file_digest = models.CharField("ファイルのSHA-256", max_length=64)
    rows = models.JSONField("行", default=list)
    status = models.CharField(
        "取込の状態", max_length=10, choices=ImportStage.choices, default=ImportStage.PREVIEW
    )
    uploaded_at = models.DateTimeField("受付日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受付者", on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField("確認の期限")
    ended_at = models.DateTimeField("取込・取りやめの日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取込・取りやめをした者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.JSONField("結果", default=dict, blank=True)

    objects = OfWorksheetsQuerySet["SpendingImport"].as_manager()

    class Meta:
        verbose_name = "収支の取込"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="spending_import_expires_after_upload",
                condition=Q(expires_at__gt=F("uploaded_at")),
                violation_error_message="確認の期限は受付より後にしてください。",
            ),
            models.CheckConstraint(
                name="spending_import_ended_has_no_rows",
                condition=Q(status=ImportStage.PREVIEW) | Q(rows=[]),
                violation_error_message="終わった取込に行は残せません。",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-uploaded_at"], name="spending_import_by_day"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ComponentEntry(LedgerEntry):
    """補助対象の数量: what is entered of one component beside the judgement of its conditions.

    A number told by the ministry (上乗せ人数), the months that count, or the word of the municipality
    on what no rule judges (開設準備経費).
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    component = models.CharField("補助対象", max_length=60)
    word = models.CharField(
        "申請", max_length=15, choices=ClaimWord.choices, blank=True, default=ClaimWord.AS_JUDGED
    )
    quantity = models.DecimalField("数量", max_digits=9, decimal_places=2, null=True, blank=True)
    months = models.PositiveSmallIntegerField("対象月数", null=True, blank=True)
    size_class = models.CharField("規模等", max_length=30, blank=True)
    source = models.CharField("根拠（通知・資料の名称と番号）", max_length=300)

    objects = OfWorksheetsQuerySet["ComponentEntry"].as_manager()

    class Meta:
        verbose_name = "補助対象の数量"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("component_entry_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=[*SUBJECT, "component"],
                condition=CURRENT,
                name="component_is_entered_once",
                violation_error_message="この補助対象は、既に入力されています。",
            ),
            models.CheckConstraint(
                name="component_entry_quantity_is_not_negative",
                condition=Q(quantity=None) | Q(quantity__gte=0),
                violation_error_message="数量は0以上で入力してください。",
            ),
            models.CheckConstraint(
                name="component_entry_months_are_of_a_year",
                condition=Q(months=None) | Q(months__lte=12),
                violation_error_message="対象月数は0から12までで入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.fiscal_year}"

    def clean(self) -> None:
        told = (self.word, self.size_class)
        if not any(told) and self.quantity is None and self.months is None:
            raise ValidationError("申請・数量・対象月数・規模等のどれかを入力してください。")
