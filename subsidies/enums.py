from django.db import models


class Stage(models.TextChoices):
    """段階 (values are scenario words)."""

    PLAN = "plan", "交付申請（計画）"
    ACTUAL = "actual", "実績報告"
