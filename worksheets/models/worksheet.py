from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from centers.enums import CenterType
from centers.models import CenterDesignation
from shared.access import Actor, Capability
from shared.date_ranges import overlapping
from shared.fiscal_year import FiscalYear
from shared.municipal_field import InheritedMunicipality
from worksheets.enums import CHECKING, PREPARING, WorksheetAct, WorksheetStage, WorksheetState

DIGEST = r"^[0-9a-f]{64}$"
SUBJECT = ("municipality", "fiscal_year", "stage", "center", "center_type")
IN_WORK = [WorksheetState.DRAFT, WorksheetState.RETURNED, WorksheetState.CHECKED]
NOT_CHECKED = [WorksheetState.DRAFT, WorksheetState.RETURNED, WorksheetState.WITHDRAWN]
WITH_A_WORD = [WorksheetAct.RETURNED, WorksheetAct.ANSWERED, WorksheetAct.WITHDRAWN]
NOT_BOTH = "同じ人が、調書の作成と確認の両方をすることはできません。"


def seen_of(checksum: str, answer: int | None) -> str:
    """What a page shows of a sheet: its content, and the last answer to a return (a step's pk)."""
    return checksum if answer is None else sha256(f"{checksum}:{answer}".encode()).hexdigest()


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        """Sheets are the municipality's: no center reads them alone."""
        return self.filter(user.reach(capability).q(center=None))

    def of_subject(self, other: "Worksheet") -> Self:
        """Every sheet of what `other` is about, the first one first."""
        return self.filter(
            municipality=other.municipality_id,
            fiscal_year=other.fiscal_year,
            stage=other.stage,
            center=other.center_id,
            center_type=other.center_type,
        ).order_by("number")

    def submitted(self) -> Self:
        return self.filter(state=WorksheetState.SUBMITTED)

    def standing(self) -> Self:
        """Without those that were withdrawn."""
        return self.exclude(state=WorksheetState.WITHDRAWN)

    def latest_of_each(self) -> Self:
        """The last sheet of each subject that was not withdrawn."""
        return self.standing().order_by(*SUBJECT, "-number").distinct(*SUBJECT)

    def of_registered_types(self, year: FiscalYear) -> Self:
        """Without those in work of a center that is under the type no more: no total counts them.

        What was submitted stays in: it has been handed in.
        """
        registered = CenterDesignation.objects.current().filter(
            overlapping(year.starts_on, year.ends_on),
            center=OuterRef("center"),
            type=OuterRef("center_type"),
        )
        return self.filter(
            Q(center=None) | Q(state=WorksheetState.SUBMITTED) | Exists(registered),
            fiscal_year=year.year,
        )

    def for_listing(self) -> Self:
        return self.select_related(
            "municipality", "center", "prepared_by", "checked_by", "submitted_by"
        )


class Worksheet(models.Model):
    """調書: what a municipality claims for one center and type, or (without one) in all.

    Once submitted it never changes; whoever corrects it makes another one with the next number.
    One in work may be withdrawn (取りやめ): it stays as a row, and another one has its number.
    """

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the constraint on the subject begins with it
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    center_type = models.CharField(
        "類型", max_length=30, choices=CenterType.choices, blank=True, default=""
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    number = models.PositiveSmallIntegerField("回")
    state = models.CharField(
        "状態", max_length=10, choices=WorksheetState.choices, default=WorksheetState.DRAFT
    )
    content = models.JSONField("内容")
    checksum = models.CharField("内容のハッシュ値", max_length=64)
    version_hash = models.CharField("要綱とプログラムの版のハッシュ値", max_length=64)
    determination = models.ForeignKey(
        "subsidies.Determination",
        verbose_name="判定",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    prepared_at = models.DateTimeField("作成日時")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="作成者", on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField("確認日時", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確認者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    submitted_at = models.DateTimeField("提出日時", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="提出者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    # An account may be renamed later: a submitted sheet is printed as it was.
    names_at_submission = models.JSONField("提出時の氏名", null=True, editable=False)
    # As may its form be: `PrintLayout.plain()`, whatever becomes of the form or of the program's.
    layout_at_submission = models.JSONField("提出時の様式", null=True, editable=False)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = "調書"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=[*SUBJECT, "number"],
                nulls_distinct=False,
                condition=~Q(state=WorksheetState.WITHDRAWN),
                name="worksheet_numbers_count_up",
                violation_error_message="この回の調書は、既に作成されています。",
            ),
            models.UniqueConstraint(
                fields=[*SUBJECT],
                nulls_distinct=False,
                condition=Q(state__in=IN_WORK),
                name="one_worksheet_is_in_work",
                violation_error_message="提出していない調書が、既にあります。",
            ),
            models.CheckConstraint(
                name="worksheet_of_a_center_has_its_type",
                condition=Q(center=None, center_type="")
                | (Q(center__isnull=False) & ~Q(center_type="")),
                violation_error_message="センターの調書には類型が必要です。",
            ),
            models.CheckConstraint(
                name="worksheet_is_checked_by_another",
                condition=Q(checked_by=None) | ~Q(checked_by=F("prepared_by")),
                violation_error_message=NOT_BOTH,
            ),
            models.CheckConstraint(
                name="worksheet_state_follows_its_steps",
                condition=Q(
                    state__in=NOT_CHECKED,
                    checked_at=None,
                    checked_by=None,
                    submitted_at=None,
                    submitted_by=None,
                )
                | Q(
                    state=WorksheetState.CHECKED,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    submitted_at=None,
                    submitted_by=None,
                )
                | Q(
                    state=WorksheetState.SUBMITTED,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                ),
                violation_error_message="確認してから提出してください。",
            ),
            models.CheckConstraint(
                name="worksheet_hashes_are_sha256",
                condition=Q(checksum__regex=DIGEST, version_hash__regex=DIGEST),
                violation_error_message="ハッシュ値が正しくありません。",
            ),
            models.CheckConstraint(
                name="worksheet_number_starts_at_one",
                condition=Q(number__gte=1),
                violation_error_message="回は1以上にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.pk:08d}"

    @property
    def fiscal_year_label(self) -> str:
        return FiscalYear(self.fiscal_year).label

    @property
    def subject_label(self) -> str:
        """The center with its type, or the municipality's total."""
        center: dict[str, Any] | None = self.content["center"]
        if center is None:
            return f"{self.content['municipality']['name']}　合計"
        return f"{center['name']}　{center['type_label']}"

    @property
    def stage_label(self) -> str:
        """変更交付申請（第2回）."""
        return self.with_number(self.get_stage_display())

    def with_number(self, stage: str) -> str:
        return stage if self.number == 1 else f"{stage}（第{self.number}回）"

    @property
    def seen(self) -> str:
        """What goes with each press on its page: an answer that was not read is not passed over."""
        answer = self.steps.filter(act=WorksheetAct.ANSWERED).order_by("-pk").first()
        return seen_of(self.checksum, answer.pk if answer else None)

    @property
    def is_draft(self) -> bool:
        return self.state == WorksheetState.DRAFT

    @property
    def is_returned(self) -> bool:
        return self.state == WorksheetState.RETURNED

    @property
    def is_in_work(self) -> bool:
        """Neither submitted nor withdrawn."""
        return self.state in IN_WORK

    @property
    def is_withdrawn(self) -> bool:
        return self.state == WorksheetState.WITHDRAWN

    @property
    def is_checked(self) -> bool:
        return self.state == WorksheetState.CHECKED

    @property
    def is_submitted(self) -> bool:
        return self.state == WorksheetState.SUBMITTED


class WorksheetStep(models.Model):
    """調書の経過: who did what to a sheet, and what its content was then; only ever added."""

    municipality = InheritedMunicipality("worksheet")
    worksheet = models.ForeignKey(
        Worksheet, verbose_name="調書", on_delete=models.PROTECT, related_name="steps"
    )
    act = models.CharField("種類", max_length=10, choices=WorksheetAct.choices)
    part = models.PositiveSmallIntegerField("役割", null=True, editable=False)
    checksum = models.CharField("内容のハッシュ値", max_length=64)
    note = models.CharField("備考", max_length=300, blank=True)
    done_at = models.DateTimeField("日時")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="した者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "調書の経過"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="worksheet_step_has_the_part_of_its_act",
                condition=Q(
                    act__in=[
                        WorksheetAct.PREPARED,
                        WorksheetAct.RENEWED,
                        WorksheetAct.ANSWERED,
                        WorksheetAct.WITHDRAWN,
                    ],
                    part__isnull=False,
                    part=PREPARING,
                )
                | Q(
                    act__in=[WorksheetAct.CHECKED, WorksheetAct.RETURNED],
                    part__isnull=False,
                    part=CHECKING,
                )
                | Q(act=WorksheetAct.SUBMITTED, part=None),
                violation_error_message="種類と役割が合いません。",
            ),
            models.CheckConstraint(
                name="worksheet_is_returned_for_a_reason",
                condition=~Q(act__in=WITH_A_WORD) | ~Q(note=""),
                violation_error_message="理由を入力してください。",
            ),
            ExclusionConstraint(
                name="nobody_prepares_and_checks_a_worksheet",
                expressions=[
                    (F("worksheet"), RangeOperators.EQUAL),
                    (F("done_by"), RangeOperators.EQUAL),
                    (F("part"), RangeOperators.NOT_EQUAL),
                ],
                violation_error_message=NOT_BOTH,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id} {self.act}"
