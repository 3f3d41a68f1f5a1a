from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.family_enums import OtherNameKind
from consultations.models.household import Person
from shared.date_ranges import ordered_dates
from shared.japanese_text import fold_key, kana_key
from shared.municipal_field import InheritedMunicipality
from shared.name_sound import sound_key
from shared.search_key_field import SearchKeyField


class OtherNameQuerySet(models.QuerySet["OtherName"]):
    def in_order(self) -> Self:
        """Those in use first, the newest first among them."""
        return self.order_by(models.F("ends_on").desc(nulls_first=True), "-pk")


class OtherName(models.Model):
    """旧姓・通称等: by what else somebody is or was called, byte for byte, for a period."""

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="other_names"
    )
    kind = models.CharField("種別", max_length=20, choices=OtherNameKind.choices)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("フリガナ", max_length=100, blank=True)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    name_key = SearchKeyField("氏名の検索キー", source="name", key=fold_key)
    kana_key = SearchKeyField("フリガナの検索キー", source="kana", key=kana_key)
    sound_key = SearchKeyField("読みの検索キー", source="heard_name", key=sound_key)

    objects = OtherNameQuerySet.as_manager()

    class Meta:
        verbose_name = "旧姓・通称等"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("other_name_ends_after_it_starts"),
            models.CheckConstraint(
                name="other_name_is_not_empty",
                condition=~Q(name=""),
                violation_error_message="氏名を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "name"],
                condition=Q(ends_on=None),
                name="other_name_stands_once",
                violation_error_message="この氏名は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"旧姓・通称等 {self.pk}"

    @property
    def heard_name(self) -> str:
        return self.kana or self.name
