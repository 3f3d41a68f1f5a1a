from typing import Self

from django.db import models

from consultations.models.household import ContactDetail, Person
from consultations.models.name_part import HIGHEST
from shared.concealed import ConcealedTextField

LONGEST_PART = 24  # letters; what is typed beyond them is compared with the whole key


class ContactPartQuerySet(models.QuerySet["ContactPart"]):
    def beginning_with(self, key: str) -> Self:
        """Parts that begin so; by comparison, which alone uses the index under row security."""
        begins = key[:LONGEST_PART]
        found = self.filter(part__gte=begins, part__lt=begins + HIGHEST)
        if len(key) > LONGEST_PART:
            found = found.filter(contact__value_key__contains=key)
        return found


class ContactPart(models.Model):
    """連絡先等の部分: what stands of an address or number from each letter on; kept by a trigger."""

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    contact = models.ForeignKey(
        ContactDetail, verbose_name="連絡先等", on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    part = ConcealedTextField("部分")

    objects = ContactPartQuerySet.as_manager()

    class Meta:
        verbose_name = "連絡先等の部分"
        verbose_name_plural = verbose_name
        indexes = [
            models.Index(
                fields=["municipality", "part"],
                include=["person"],
                name="contact_part_by_beginning",
            )
        ]

    def __str__(self) -> str:
        return f"連絡先等の部分 {self.pk}"
