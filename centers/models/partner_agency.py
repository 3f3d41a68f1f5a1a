from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from centers.enums import AgencyKind
from centers.models.municipality import Municipality
from centers.models.ordering import in_order_of
from shared.access import Actor, Capability
from shared.japanese_text import fold_key, kana_key


class PartnerAgencyQuerySet(models.QuerySet["PartnerAgency"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RESOURCE_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def standing_on(self, day: date) -> Self:
        """Not closed by then."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def named(self, words: str) -> Self:
        """With every word in the name or its reading, in any spelling."""
        found = self
        for word in words.split():
            found = found.filter(search_key__contains=fold_key(word))
        return found

    def for_listing(self) -> Self:
        return self.order_by(in_order_of(AgencyKind), "name", "department", "pk")


class PartnerAgency(models.Model):
    """関係機関: an office to which families are referred, and with which cases are shared.

    Whom to ask for is a role (地区担当保健師), never a person's name.
    """

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="partner_agencies",
        editable=False,
    )
    kind = models.CharField("機関の種別", max_length=30, choices=AgencyKind.choices)
    name = models.CharField("機関名", max_length=200)
    name_kana = models.CharField("機関名（フリガナ）", max_length=200, blank=True)
    search_key = models.CharField("機関名の検索キー", max_length=900, editable=False)
    department = models.CharField("担当部署", max_length=200, blank=True)
    contact_role = models.CharField(
        "窓口となる役割",
        max_length=100,
        blank=True,
        help_text="「地区担当保健師」のような役割です。個人の氏名は入力しないでください。",
    )
    phone = models.CharField("電話番号", max_length=100, blank=True)
    fax = models.CharField("ファクス番号", max_length=100, blank=True, db_default="")
    phone_after_hours = models.CharField("夜間・休日の電話番号", max_length=100, blank=True)
    reached_by = models.TextField(
        "連絡のしかた", max_length=500, blank=True, help_text="受付時間、事前連絡の要否など"
    )
    postal_code = models.CharField("郵便番号", max_length=8, blank=True, db_default="")
    address = models.CharField("所在地", max_length=300, blank=True)
    area = models.CharField("管轄する地域", max_length=200, blank=True)
    is_council_member = models.BooleanField("要対協の構成機関", null=True, blank=True)
    has_secrecy_duty = models.BooleanField("法令による守秘義務", null=True, blank=True)
    secrecy_basis = models.CharField(
        "守秘義務の根拠", max_length=200, blank=True, help_text="例：児童福祉法第25条の5"
    )
    remarks = models.TextField("備考", max_length=2000, blank=True)
    closed_on = models.DateField("廃止日", null=True, blank=True)
    recorded_at = models.DateTimeField("登録日時", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登録者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    changed_at = models.DateTimeField("変更日時", null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="変更者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = PartnerAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "関係機関"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "name", "department"],
                name="partner_agency_once",
                violation_error_message="同じ種別・名称・部署の関係機関が既に登録されています。",
            ),
        ]
        indexes = [
            models.Index(F("municipality"), F("kind"), F("name"), name="partner_agency_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.department}".strip()

    @property
    def full_address(self) -> str:
        postal = f"〒{self.postal_code}" if self.postal_code else ""
        return f"{postal} {self.address}".strip()

    def is_closed_on(self, day: date) -> bool:
        return self.closed_on is not None and self.closed_on <= day

    def renew_keys(self) -> None:
        self.search_key = f"{fold_key(self.name)} {kana_key(self.name_kana)}"
