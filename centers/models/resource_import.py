from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from centers.enums import ImportContent, ImportStage, ResourceKind
from centers.models.municipality import Municipality
from shared.access import Actor, Capability


class ResourceImportQuerySet(models.QuerySet["ResourceImport"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RESOURCE_EDIT) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def waiting_at(self, moment: datetime) -> Self:
        """Previews that may still be confirmed."""
        return self.filter(stage=ImportStage.PREVIEW, expires_at__gt=moment)

    def overdue_at(self, moment: datetime) -> Self:
        return self.filter(stage=ImportStage.PREVIEW, expires_at__lte=moment)


class ResourceImport(models.Model):
    """地域資源の取込: one list handed in; its rows wait here until they are confirmed or dropped.

    The rows go once the import is over; who handed in what, and what came of it, stays.
    """

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="resource_imports",
        editable=False,
    )
    content = models.CharField(
        "取り込むもの",
        max_length=10,
        choices=ImportContent.choices,
        default=ImportContent.RESOURCES,
        db_default=ImportContent.RESOURCES,
    )
    file_name = models.CharField("ファイル名", max_length=255)
    file_digest = models.CharField("ファイルのSHA-256", max_length=64)
    dated_on = models.DateField("一覧の日付", null=True, blank=True)
    area = models.CharField("一覧の地域", max_length=100)
    kind = models.CharField(
        "種別の列がない場合の種別", max_length=30, choices=ResourceKind.choices, blank=True
    )
    header = models.JSONField("見出し", default=dict)
    rows = models.JSONField("行", default=list)
    stage = models.CharField(
        "取込の状態", max_length=10, choices=ImportStage.choices, default=ImportStage.PREVIEW
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

    objects = ResourceImportQuerySet.as_manager()

    class Meta:
        verbose_name = "地域資源の取込"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="resource_import_expires_after_upload",
                condition=Q(expires_at__gt=models.F("uploaded_at")),
                violation_error_message="確認の期限は受付より後にしてください。",
            ),
            models.CheckConstraint(
                name="resource_import_ended_has_no_rows",
                condition=Q(stage=ImportStage.PREVIEW) | Q(rows=[]),
                violation_error_message="終わった取込に行は残せません。",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-uploaded_at"], name="resource_import_by_day"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def is_waiting_at(self, moment: datetime) -> bool:
        return self.stage == ImportStage.PREVIEW and self.expires_at > moment
