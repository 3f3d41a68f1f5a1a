from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from casework.enums import SubjectRole
from shared.date_ranges import in_force, ordered_dates
from shared.municipal_field import InheritedMunicipality


class CaseSubjectQuerySet(models.QuerySet["CaseSubject"]):
    def on(self, day: date) -> Self:
        return self.filter(in_force(day))


class CaseSubject(models.Model):
    """ケースの対象者: somebody of the registry whom a case is about, for a period."""

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        "casework.Case", verbose_name="ケース", on_delete=models.PROTECT, related_name="subjects"
    )
    person = models.ForeignKey(
        "consultations.Person",
        verbose_name="個人",
        on_delete=models.PROTECT,
        related_name="case_subjects",
    )
    role = models.CharField("立場", max_length=20, choices=SubjectRole.choices)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)

    objects = CaseSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "ケースの対象者"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("case_subject_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(ends_on=None),
                name="case_subject_stands_once",
                violation_error_message="この人は、このケースの対象者として登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"ケースの対象者 {self.pk}"
