from django.db import models

from centers.enums import DocumentKind
from centers.models.center import Center
from shared.ledger import LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class Document(LedgerEntry):
    """文書: a document on file for a center and fiscal year, or its confirmed absence."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="documents"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("文書の種別", max_length=40, choices=DocumentKind.choices)
    exists = models.BooleanField(
        "文書の有無", choices=[(True, "有"), (False, "無（確認済み）")], default=True
    )
    title = models.CharField("文書名", max_length=200)
    dated_on = models.DateField("作成日・公表日", null=True, blank=True)
    location = models.CharField("保管場所・公表先", max_length=300, blank=True)

    objects = LedgerQuerySet["Document"].as_manager()

    class Meta:
        verbose_name = "文書"
        verbose_name_plural = verbose_name
        constraints = [superseded_together("document_superseded_after_recorded")]
        indexes = [
            models.Index("center", "fiscal_year", "kind", name="document_by_center_and_year"),
        ]

    def __str__(self) -> str:
        return self.title
