from typing import Self

from django.db import models


class PostalCodeQuerySet(models.QuerySet["PostalCode"]):
    def of(self, code: str) -> Self:
        """The places with this code of seven digits."""
        return self.filter(code=code).order_by("town_kana", "pk")


class PostalCode(models.Model):
    """郵便番号: a place that has the code, as Japan Post lists it."""

    code = models.CharField("郵便番号", max_length=7)
    prefecture = models.CharField("都道府県", max_length=10)
    city = models.CharField("市区町村", max_length=50)
    town = models.CharField("町域", max_length=200, blank=True)
    town_kana = models.CharField("町域（カナ）", max_length=200, blank=True)

    objects = PostalCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "郵便番号"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["code", "city", "town"],
                name="postal_code_of_place_is_listed_once",
                violation_error_message="この郵便番号は登録済みです。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"
