from django.db import models


class Stage(models.TextChoices):
    """段階."""

    PLAN = "plan", "交付申請（計画）"
    INTERIM = "interim", "中間"
    ACTUAL = "actual", "実績報告"

    @property
    def scenario_word(self) -> str:
        """Scenarios know plan and actual: an interim judgement is of what has been done so far."""
        return (Stage.PLAN if self == Stage.PLAN else Stage.ACTUAL).value


class ProposalStatus(models.TextChoices):
    """案の状態."""

    PROPOSED = "proposed", "公開待ち"
    PUBLISHED = "published", "公開済み"
    REJECTED = "rejected", "却下"
