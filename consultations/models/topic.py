from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from consultations.models.consultation import Consultation


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_use_on(self, day: date) -> Self:
        return self.filter(Q(disabled_on=None) | Q(disabled_on__gt=day)).order_by("code")

    def selectable_on(self, day: date, *, chosen: "Consultation | None" = None) -> Self:
        """Those in use, and those that the record already names."""
        if chosen is None:
            return self.in_use_on(day)
        in_use = Q(disabled_on=None) | Q(disabled_on__gt=day)
        return self.filter(in_use | Q(pk__in=chosen.topics.values("pk"))).order_by("code")


class Topic(models.Model):
    """相談内容の区分: a code under which a consultation is counted; several may apply."""

    code = models.CharField("コード", max_length=4, unique=True)
    label = models.CharField("相談内容の区分", max_length=50)
    disabled_on = models.DateField("廃止日", null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "相談内容の区分"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
