from django.db import models


class NoteText(models.Model):
    """相談記録の検索文: the key of what a record says now; triggers keep it, nobody else writes it.

    What is read out of it is decided elsewhere: `visible_to` for the record, `child_parts` for what
    is kept at its center.
    """

    consultation = models.OneToOneField(
        "consultations.Consultation",
        verbose_name="相談記録",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    occurred_at = models.DateTimeField("相談日時")
    key = models.TextField("検索文")
    kept_key = models.TextField("センターの中だけの検索文")

    class Meta:
        verbose_name = "相談記録の検索文"
        verbose_name_plural = verbose_name
        indexes = [
            models.Index(
                fields=["center", "-occurred_at", "-consultation"], name="note_text_newest_first"
            )
        ]

    def __str__(self) -> str:
        return f"相談記録の検索文 {self.pk}"
