from django.conf import settings
from django.db import models
from django.db.models import Q

from shared.municipal_field import InheritedMunicipality


class CaseAmendment(models.Model):
    """ケースの変更: what a case said before, and why it was changed; only added."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case", verbose_name="ケース", on_delete=models.PROTECT, related_name="amendments"
    )
    changes = models.JSONField("変更前と変更後")
    reason = models.CharField("理由", max_length=500)
    changed_at = models.DateTimeField("登録日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "ケースの変更"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="case_amendment_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"ケースの変更 {self.pk}"
