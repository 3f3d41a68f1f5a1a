from django.db import models


class Stage(models.TextChoices):
    """段階 (values are scenario words)."""

    PLAN = "plan", "交付申請（計画）"
    ACTUAL = "actual", "実績報告"


class ProposalStatus(models.TextChoices):
    """案の状態."""

    PROPOSED = "proposed", "公開待ち"
    PUBLISHED = "published", "公開済み"
    REJECTED = "rejected", "却下"
