from django.conf import settings
from django.db import models

from shared.date_ranges import no_overlap, ordered_dates


class RuleVersion(models.Model):
    """要綱の版: the imprint of one rule file as it was published; never changed afterwards."""

    code = models.CharField("版", max_length=20)
    title = models.CharField("名称", max_length=300)
    effective_from = models.DateField("適用開始日")
    effective_until = models.DateField("適用終了日", null=True)
    text_held = models.BooleanField("本文の登録")
    content = models.TextField("内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    published_at = models.DateTimeField("公開日時")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="公開者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "要綱の版"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="rule_version_is_published_once",
                violation_error_message="この版は公開済みです。",
            ),
            ordered_dates(
                "rule_version_ends_after_it_starts", start="effective_from", end="effective_until"
            ),
            no_overlap(
                "rule_versions_do_not_overlap",
                message="適用期間が他の版と重なっています。",
                start="effective_from",
                end="effective_until",
            ),
        ]

    def __str__(self) -> str:
        return self.code
