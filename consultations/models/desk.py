from django.db import models
from django.db.models import Q

from centers.enums import Service
from consultations.desk_enums import Interpreter, Language

# A record whose time was over: what is counted stays, every word is gone (ADR 17).
DISPOSED = Q(disposed_at__isnull=False)
NOT_DISPOSED = Q(disposed_at=None)


class DeskFields(models.Model):
    """What the desk notes about a consultation besides who asked and what was said."""

    caller = models.ForeignKey(
        "consultations.Person",
        verbose_name="相談者（登録）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    service = models.CharField(
        "業務",
        max_length=30,
        choices=Service.choices,
        default=Service.GENERAL,
        db_default=Service.GENERAL,
    )
    outreach_session = models.ForeignKey(
        "centers.OutreachSession",
        verbose_name="出張相談",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    appointment = models.ForeignKey(
        "consultations.Appointment",
        verbose_name="予約",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # found by the constraint's own index
        related_name="records",
    )
    language = models.CharField(
        "使用した言語",
        max_length=20,
        choices=Language.choices,
        default=Language.JAPANESE,
        db_default=Language.JAPANESE,
    )
    interpreter = models.CharField(
        "通訳", max_length=20, choices=Interpreter.choices, blank=True, default="", db_default=""
    )
    resources_given = models.TextField(
        "案内した窓口・施設", max_length=2000, blank=True, default="", db_default=""
    )
    disposed_at = models.DateTimeField("廃棄日時", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
