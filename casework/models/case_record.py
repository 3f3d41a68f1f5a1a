from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.models import Consultation
from shared.access import Actor
from shared.municipal_field import InheritedMunicipality


class CaseRecordQuerySet(models.QuerySet["CaseRecord"]):
    def visible_to(self, user: Actor) -> Self:
        """Those whose consultation the user may read besides: a case opens no closed record."""
        return self.filter(consultation__in=Consultation.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        return self.filter(detached_at=None, consultation__withdrawn_at=None)


class CaseRecord(models.Model):
    """ケースの相談記録: one consultation that belongs to a case; siblings may share one."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case", verbose_name="ケース", on_delete=models.PROTECT, related_name="records"
    )
    consultation = models.ForeignKey(
        Consultation,
        verbose_name="相談記録",
        on_delete=models.PROTECT,
        related_name="case_records",
    )
    attached_at = models.DateTimeField("登録日時")
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    detached_at = models.DateTimeField("外した日時", null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="外した者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "ケースの相談記録"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["case", "consultation"],
                condition=Q(detached_at=None),
                name="case_record_is_attached_once",
                violation_error_message="この相談記録は、このケースに登録済みです。",
            ),
            models.CheckConstraint(
                name="case_record_detached_together",
                condition=Q(detached_at=None, detached_by=None)
                | Q(detached_at__isnull=False, detached_by__isnull=False),
                violation_error_message="外した日時と外した者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"ケースの相談記録 {self.pk}"
