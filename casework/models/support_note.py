import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.enums import NoteKind
from casework.models.case import Case
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class SupportNoteQuerySet(models.QuerySet["SupportNote"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class SupportNote(models.Model):
    """支援記録: work on a case that is no consultation, so it is counted as none."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        Case, verbose_name="ケース", on_delete=models.PROTECT, related_name="notes"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=20, choices=NoteKind.choices)
    occurred_at = models.DateTimeField("日時")
    counterpart = models.CharField("相手", max_length=100, blank=True)
    content = models.TextField("内容", max_length=20000)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = SupportNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "支援記録"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="support_note_is_saved_once",
                violation_error_message="この支援記録は保存済みです。",
            ),
            models.CheckConstraint(
                name="support_note_has_content",
                condition=~Q(content=""),
                violation_error_message="内容を入力してください。",
            ),
            models.CheckConstraint(
                name="support_note_withdrawal_set_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="取消日時と取消者は一緒に登録してください。",
            ),
        ]
        indexes = [models.Index(fields=["case", "-occurred_at"], name="support_note_by_case")]

    def __str__(self) -> str:
        return f"支援記録 {self.pk}"


class SupportNoteCorrection(models.Model):
    """支援記録の訂正: what stood before, and why it was changed; only added."""

    municipality = InheritedMunicipality("note")
    note = models.ForeignKey(
        SupportNote, verbose_name="支援記録", on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.CharField("訂正の理由", max_length=300)
    changes = models.JSONField("訂正前と訂正後")
    corrected_at = models.DateTimeField("訂正日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="訂正者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "支援記録の訂正"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="support_note_correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="訂正の理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"支援記録の訂正 {self.pk}"
