from django.conf import settings
from django.db import models

from shared.municipal_field import InheritedMunicipality
from subsidies.enums import Stage


class Snapshot(models.Model):
    """判定の根拠: the facts of one center on which a judgement rests, as gathered; never changed."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    judged_on = models.DateField("判定の基準日")
    stage = models.CharField("段階", max_length=10, choices=Stage.choices)
    facts = models.JSONField("事実")
    digest = models.CharField("ハッシュ値", max_length=64)
    taken_at = models.DateTimeField("取得日時")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="取得者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "判定の根拠"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"S-{self.pk:08d}"
