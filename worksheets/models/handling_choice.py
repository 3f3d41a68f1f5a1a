from django.core.exceptions import ValidationError
from django.db import models

from worksheets.handling_choices import HandlingItem, load_handling
from worksheets.models.confirmed import (
    ConfirmedEntry,
    ConfirmedQuerySet,
    confirmed_by_another,
    one_of_each,
)


class HandlingChoiceQuerySet(ConfirmedQuerySet["HandlingChoice"]):
    pass


class HandlingChoice(ConfirmedEntry):
    """取扱い: how a municipality rounds, counts part years and compares in one year."""

    KEY = ("municipality", "fiscal_year", "item")
    VALUES = ("value", "source", "source_on")

    item = models.CharField("事項", max_length=40)
    value = models.CharField("取扱い", max_length=20)

    objects = HandlingChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "取扱い"
        verbose_name_plural = verbose_name
        constraints = [
            *confirmed_by_another("handling_choice"),
            *one_of_each("handling_choice", "municipality", "fiscal_year", "item"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.item}"

    def clean(self) -> None:
        found = self.item_found
        if found is None:
            raise ValidationError({"item": "この事項は取扱いの一覧にありません。"})
        if self.value and self.value not in found.values:
            raise ValidationError({"value": "一覧にある取扱いを選んでください。"})

    @property
    def item_found(self) -> HandlingItem | None:
        """None for an item that the list does not have any more."""
        return load_handling().get(self.item)

    @property
    def item_label(self) -> str:
        found = self.item_found
        return found.name if found else self.item

    @property
    def value_label(self) -> str:
        found = self.item_found
        return found.label(self.value) if found else self.value
