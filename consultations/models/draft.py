from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

NEW_FORM = "new"
CORRECTION_FORM = "correct-"


class ConsultationDraftQuerySet(models.QuerySet["ConsultationDraft"]):
    def of(self, author: "AbstractBaseUser") -> Self:
        """Nobody reads another's draft."""
        return self.filter(author=author).order_by("-saved_on_server", "pk")


class ConsultationDraft(models.Model):
    """下書き: what somebody has typed into a form and not yet saved; kept on the server only."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="作成者", on_delete=models.CASCADE, related_name="+"
    )
    form_key = models.CharField("画面", max_length=100)
    payload = models.JSONField("入力内容")
    saved_on_server = models.DateTimeField("保存日時")
    page = models.CharField("画面の番号", max_length=40, blank=True, editable=False)
    page_number = models.PositiveIntegerField("送信の順", default=0, editable=False)

    objects = ConsultationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "下書き"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "author", "form_key"],
                name="consultation_draft_is_one_per_form",
            )
        ]

    def __str__(self) -> str:
        return f"下書き {self.form_key}"
