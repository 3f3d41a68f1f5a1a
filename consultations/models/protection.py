"""DV等支援措置 on a person, and each look behind it."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Q

from consultations.enums import ProtectionGround
from shared.date_ranges import ordered_dates
from shared.municipal_field import InheritedMunicipality

REMINDER = timedelta(days=31)  # 期限の1か月前から


class AddressProtectionQuerySet(models.QuerySet["AddressProtection"]):
    def standing(self) -> Self:
        """Not ended. One whose day has passed stands: nobody has decided that it is over."""
        return self.filter(ended_on=None)

    def expiring(self, day: date) -> Self:
        """Of each person the standing one that lasts longest, if it needs a decision by now."""
        last = self.standing().values("person").annotate(until=Max("expires_on"))
        due = last.filter(until__lte=day + REMINDER)
        return self.standing().filter(person__in=due.values("person"))


class AddressProtection(models.Model):
    """DV等支援措置: hides where a person, and whoever lives with them, can be found."""

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        "consultations.Person",
        verbose_name="個人",
        on_delete=models.PROTECT,
        related_name="protections",
    )
    starts_on = models.DateField("開始日")
    expires_on = models.DateField("期限")
    ground = models.CharField("理由", max_length=30, choices=ProtectionGround.choices)
    decided_by = models.CharField("決定した市区町村", max_length=100)
    counter_party = models.ForeignKey(
        "consultations.Person",
        verbose_name="相手方（登録のある人）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    counter_party_name = models.CharField("相手方の氏名", max_length=100, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField("終了した日", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="終了した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    end_reason = models.CharField("終了の理由", max_length=300, blank=True)

    objects = AddressProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = "DV等支援措置"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("address_protection_expires_after_it_starts", end="expires_on"),
            models.CheckConstraint(
                name="address_protection_ends_by_somebody_for_a_reason",
                condition=Q(ended_on=None, ended_by=None, end_reason="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                violation_error_message="終了した日・終了した人・理由は一緒に登録してください。",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on", "expires_on"],
                condition=Q(ended_on=None),
                name="address_protection_is_registered_once",
                violation_error_message="同じ期間の支援措置は登録済みです。",
            ),
            models.CheckConstraint(
                name="address_protection_is_not_against_oneself",
                condition=Q(counter_party=None) | ~Q(counter_party=models.F("person")),
                violation_error_message="相手方には本人以外の人を選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"DV等支援措置 {self.pk}"

    def needs_decision_on(self, day: date) -> bool:
        return self.ended_on is None and self.expires_on <= day + REMINDER


class AddressRevealQuerySet(models.QuerySet["AddressReveal"]):
    def since(self, day: date) -> Self:
        return self.filter(revealed_at__date__gte=day)

    def newest_first(self) -> Self:
        return self.select_related("revealed_by", "person").order_by("-pk")


class AddressReveal(models.Model):
    """非表示の解除: one look at what a protection hides, with its reason."""

    municipality = InheritedMunicipality("household")
    household = models.ForeignKey(
        "consultations.Household",
        verbose_name="世帯",
        on_delete=models.PROTECT,
        related_name="reveals",
    )
    person = models.ForeignKey(
        "consultations.Person", verbose_name="個人", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    reason = models.CharField("解除の理由", max_length=300)
    revealed_at = models.DateTimeField("解除した日時")
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="解除した人",
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AddressRevealQuerySet.as_manager()

    class Meta:
        verbose_name = "非表示の解除"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="address_reveal_shows_once",
                violation_error_message="この解除は一度表示しました。",
            ),
            models.CheckConstraint(
                name="address_reveal_has_reason",
                condition=~Q(reason=""),
                violation_error_message="解除の理由を入力してください。",
            ),
        ]
        indexes = [models.Index(fields=["household", "-id"], name="address_reveal_by_household")]

    def __str__(self) -> str:
        return f"非表示の解除 {self.pk}"
