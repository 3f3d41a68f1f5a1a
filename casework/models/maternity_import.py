from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.maternity_enums import MaternityImportStage
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class MaternityImportQuerySet(models.QuerySet["MaternityImport"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.MATERNITY_WRITE) -> Self:
        return self.filter(user.reach(capability).q())

    def overdue_at(self, moment: datetime) -> Self:
        return self.filter(stage=MaternityImportStage.PREVIEW, expires_at__lte=moment)


class MaternityImport(models.Model):
    """妊産婦の取込: a list of the health system; its rows wait until confirmed or dropped, then go."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    file_digest = models.CharField("ファイルのSHA-256", max_length=64)
    columns = models.JSONField("読み取った列", default=list)
    rows = models.JSONField("行", default=list)
    stage = models.CharField(
        "取込の状態",
        max_length=10,
        choices=MaternityImportStage.choices,
        default=MaternityImportStage.PREVIEW,
    )
    uploaded_at = models.DateTimeField("受付日時")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受付者", on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField("確認の期限")
    ended_at = models.DateTimeField("取込・取りやめの日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取込・取りやめをした者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.JSONField("結果", default=dict, blank=True)

    objects = MaternityImportQuerySet.as_manager()

    class Meta:
        verbose_name = "妊産婦の取込"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="maternity_import_expires_after_upload",
                condition=Q(expires_at__gt=F("uploaded_at")),
                violation_error_message="確認の期限は受付より後にしてください。",
            ),
            models.CheckConstraint(
                name="maternity_import_ended_has_no_rows",
                condition=Q(stage=MaternityImportStage.PREVIEW) | Q(rows=[]),
                violation_error_message="終わった取込に行は残せません。",
            ),
        ]

    def __str__(self) -> str:
        return f"妊産婦の取込 {self.pk}"

    def is_waiting_at(self, moment: datetime) -> bool:
        return self.stage == MaternityImportStage.PREVIEW and self.expires_at > moment
