from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shared.municipal_field import InheritedMunicipality

if TYPE_CHECKING:
    from shared.access import Actor


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def of(self, user: "Actor") -> Self:
        return self.filter(user=user.pk)


class NamedReader(models.Model):
    """指名された者: somebody who may read one restricted consultation."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.PROTECT,
        related_name="named_readers",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="指名された利用者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    named_at = models.DateTimeField("指名日時")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="指名者", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("指名を終えた日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="指名を終えた者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        verbose_name = "指名された者"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "user"],
                condition=Q(ended_at=None),
                name="named_reader_is_named_once",
                violation_error_message="既に指名されています。",
            ),
            models.CheckConstraint(
                name="named_reader_end_set_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("named_at"), ended_by__isnull=False),
                violation_error_message="指名を終えた日時と終えた者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"指名 {self.pk}"
