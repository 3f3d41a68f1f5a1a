from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from shared.access import Actor, Capability
from shared.date_ranges import no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from subsidies.judge.settings import Setting, load_settings


class MunicipalSettingQuerySet(LedgerQuerySet["MunicipalSetting"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class MunicipalSetting(LedgerEntry):
    """要綱の読み方: which reading the municipality chooses where the notices leave it open."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField("事項", max_length=60)
    value = models.CharField("読み方", max_length=60)
    starts_on = models.DateField("適用開始日")
    ends_on = models.DateField(
        "適用終了日", null=True, blank=True, help_text="継続中は空欄にします。"
    )
    reason = models.CharField("理由", max_length=500)
    source = models.CharField("出典（通知・回答の文書名と番号）", max_length=300, blank=True)

    objects = MunicipalSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "要綱の読み方"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("municipal_setting_ends_after_it_starts"),
            superseded_together("municipal_setting_superseded_after_recorded"),
            no_overlap(
                "municipal_settings_do_not_overlap",
                "municipality",
                "key",
                message="同じ事項の期間が重なっています。前の登録を変更するか、取り消してください。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"

    def clean(self) -> None:
        if self.setting is None:
            raise ValidationError({"key": "この事項は要綱の読み方の一覧にありません。"})
        if self.value and self.value not in self.setting.values:
            raise ValidationError({"value": "一覧にある読み方を選んでください。"})

    @property
    def setting(self) -> Setting | None:
        """None for a reading that the rule files no longer ask for."""
        return load_settings().get(self.key)

    @property
    def value_label(self) -> str:
        setting = self.setting
        known = setting is not None and self.value in setting.values
        return setting.label(self.value) if setting and known else self.value
