from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.enums import SEEN_FROM_THE_OTHER, CaseLinkKind
from shared.municipal_field import InheritedMunicipality


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def standing(self) -> Self:
        return self.filter(removed_at=None)

    def of(self, case_id: int) -> Self:
        """Links from and to the case."""
        return self.filter(Q(case=case_id) | Q(other=case_id))


class CaseLink(models.Model):
    """関連するケース: two cases that are to be read together; a reopened case names the old one."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case", verbose_name="ケース", on_delete=models.PROTECT, related_name="links"
    )
    other = models.ForeignKey(
        "casework.Case",
        verbose_name="関連するケース",
        on_delete=models.PROTECT,
        related_name="linked_from",
    )
    kind = models.CharField("関連", max_length=20, choices=CaseLinkKind.choices)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    removed_at = models.DateTimeField("外した日時", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="外した者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "関連するケース"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other"],
                condition=Q(removed_at=None),
                name="case_link_is_made_once",
                violation_error_message="このケースは関連付け済みです。",
            ),
            models.CheckConstraint(
                name="case_is_not_linked_to_itself",
                condition=~Q(case=F("other")),
                violation_error_message="別のケースを選んでください。",
            ),
            models.CheckConstraint(
                name="case_link_removed_together",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                violation_error_message="外した日時と外した者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"関連するケース {self.pk}"

    def label_on(self, number: int) -> str:
        """What the other case is, on the page of the case with this number."""
        kind = CaseLinkKind(self.kind)
        label = kind.label if number == self.case_id else SEEN_FROM_THE_OTHER.get(kind, kind.label)
        return str(label)
