from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

from consultations.models.household import Person
from consultations.models.other_name import OtherName

HIGHEST = "\U0010ffff"  # after whatever a key holds


class NamePartQuerySet(models.QuerySet["NamePart"]):
    def beginning_with(self, keys: Collection[str]) -> Self:
        """Parts that begin so: names that hold one of these keys anywhere.

        By comparison, not by LIKE: under row-level security only the comparison uses the index.
        """
        found = Q(pk__in=())
        for key in keys:
            found |= Q(part__gte=key, part__lt=key + HIGHEST)
        return self.filter(found)


class NamePart(models.Model):
    """氏名の部分: the rest of a name's key from each of its letters on; kept by a trigger."""

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="+"
    )
    other_name = models.ForeignKey(
        OtherName,
        verbose_name="旧姓・通称等",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    part = models.TextField("部分")

    objects = NamePartQuerySet.as_manager()

    class Meta:
        verbose_name = "氏名の部分"
        verbose_name_plural = verbose_name
        indexes = [
            models.Index(
                fields=["municipality", "part"], include=["person"], name="name_part_by_beginning"
            )
        ]

    def __str__(self) -> str:
        return f"氏名の部分 {self.pk}"
