from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from shared.access import Actor, Capability
from shared.fiscal_year import FiscalYear
from shared.municipal_field import InheritedMunicipality
from worksheets.enums import WorksheetStage, WorksheetState
from worksheets.print_enums import PrintBundle, PrintJobState, PrintSelection

WAITING = Q(printed_at=None, failure="")


def kept_since() -> datetime:
    """What came to its end before is not given out any more, whether or not it is emptied yet."""
    return timezone.now() - timedelta(days=settings.PRINT_JOB_DAYS)


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def open(self) -> Self:
        return self.filter(state=PrintJobState.OPEN)

    def overdue(self) -> Self:
        """Jobs whose time is over, and which still hold what they were printed from or made."""
        return self.filter(emptied_at=None, finished_at__lt=kept_since())

    def with_progress(self) -> Self:
        """Adds how many parts there are, are printed and cannot be; pages; whether there is a file."""
        return self.annotate(
            has_file=ExpressionWrapper(
                Q(file__isnull=False) & Q(finished_at__gte=kept_since()), models.BooleanField()
            ),
            part_count=Count("parts"),
            printed_count=Count("parts", filter=Q(parts__printed_at__isnull=False)),
            failed_count=Count("parts", filter=~Q(parts__failure="")),
            page_count=Sum("parts__pages"),
        )

    def for_listing(self) -> Self:
        return (
            self.with_progress()
            .select_related("municipality", "requested_by")
            .order_by("-requested_at", "-pk")
        )

    def with_file(self) -> Self:
        return self.defer(None)


class PrintJobManager(models.Manager.from_queryset(PrintJobQuerySet)):  # type: ignore[misc]  # made at run time
    """Leaves the file where it is: a page about a job has no use for 40 megabytes."""

    def get_queryset(self) -> PrintJobQuerySet:
        found: PrintJobQuerySet = super().get_queryset().defer("file")
        return found


class PrintJob(models.Model):
    """一括印刷: the sheets of a year and stage as one PDF or ZIP, made part by part.

    Somebody asks for it and may leave; the process that prints takes one part after the other.
    """

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    selection = models.CharField(
        "印刷する調書",
        max_length=10,
        choices=PrintSelection.choices,
        default=PrintSelection.LATEST,
    )
    bundle = models.CharField("まとめ方", max_length=10, choices=PrintBundle.choices)
    digest = models.CharField("依頼した内容のハッシュ値", max_length=64, blank=True, editable=False)
    state = models.CharField(
        "状態",
        max_length=10,
        choices=PrintJobState.choices,
        default=PrintJobState.OPEN,
        editable=False,
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    requested_at = models.DateTimeField("依頼日時")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="依頼者", on_delete=models.PROTECT, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField("まとめた回数", default=0, editable=False)
    failure = models.CharField("作成できない理由", max_length=200, blank=True, editable=False)
    finished_at = models.DateTimeField("終了日時", null=True, editable=False)
    emptied_at = models.DateTimeField("ファイルを消した日時", null=True, editable=False)
    file = models.BinaryField("ファイル", null=True)
    file_bytes = models.PositiveBigIntegerField("ファイルの大きさ", null=True, editable=False)

    objects = PrintJobManager()

    class Meta:
        verbose_name = "一括印刷"
        verbose_name_plural = verbose_name
        base_manager_name = "objects"
        indexes = [
            models.Index(
                fields=["id"],
                name="print_jobs_open",
                condition=Q(state=PrintJobState.OPEN),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="print_job_is_asked_for_once",
                violation_error_message="この一括印刷は、すでに依頼されています。",
            ),
            models.CheckConstraint(
                name="print_job_is_finished_unless_open",
                condition=Q(state=PrintJobState.OPEN, finished_at=None, file_bytes=None)
                | (~Q(state=PrintJobState.OPEN) & Q(finished_at__isnull=False)),
                violation_error_message="状態と終了日時が一致しません。",
            ),
            models.CheckConstraint(
                name="print_job_has_a_file_only_when_done",
                condition=Q(file=None) | Q(state=PrintJobState.DONE, file_bytes__isnull=False),
                violation_error_message="完了していない一括印刷にファイルはありません。",
            ),
            models.CheckConstraint(
                name="print_job_is_emptied_after_its_end",
                condition=Q(emptied_at=None)
                | Q(emptied_at__gte=F("finished_at"), finished_at__isnull=False, file=None),
                violation_error_message="ファイルを消した一括印刷に、ファイルはありません。",
            ),
            models.CheckConstraint(
                name="print_job_gives_a_reason_only_when_failed",
                condition=Q(failure="") | Q(state=PrintJobState.FAILED),
                violation_error_message="作成できない理由は、作成できなかったときにだけ登録します。",
            ),
        ]

    def __str__(self) -> str:
        return f"P-{self.pk:06d}"

    @property
    def fiscal_year_label(self) -> str:
        return FiscalYear(self.fiscal_year).label

    @property
    def is_open(self) -> bool:
        return self.state == PrintJobState.OPEN

    @property
    def is_done(self) -> bool:
        return self.state == PrintJobState.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == PrintJobState.FAILED

    @property
    def is_kept(self) -> bool:
        """Has come to its end, and its time is not over."""
        return self.finished_at is not None and self.finished_at >= kept_since()

    @property
    def file_name(self) -> str:
        """Codes and numbers only."""
        return f"{self}-{self.fiscal_year}-{self.stage}.{self.bundle}"


class PrintJobPartQuerySet(models.QuerySet["PrintJobPart"]):
    def waiting(self) -> Self:
        """Parts still to be printed, in the order in which they are."""
        return self.filter(WAITING, job__state=PrintJobState.OPEN).order_by("job_id", "number")

    def with_sheets(self) -> Self:
        """Adds the sheets' own rows, without their content."""
        left = ("worksheet__content", "worksheet__names_at_submission")
        return self.select_related("worksheet").defer(*left)

    def for_joining(self) -> Self:
        """With PDF and document, in their order."""
        return self.defer(None).with_sheets().order_by("number")


class PrintJobPartManager(models.Manager.from_queryset(PrintJobPartQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> PrintJobPartQuerySet:
        found: PrintJobPartQuerySet = super().get_queryset().defer("pdf", "document")
        return found


class PrintJobPart(models.Model):
    """一括印刷の調書: one sheet of a print job, with all that it is printed from.

    Printed once: what has its time is not printed again, however often the process is ended. The
    PDF goes when it has become part of the job's file, the document when the job's time is over;
    which sheet it was, and in which state, stays.
    """

    municipality = InheritedMunicipality("job")
    job = models.ForeignKey(
        PrintJob, verbose_name="一括印刷", on_delete=models.PROTECT, related_name="parts"
    )
    number = models.PositiveSmallIntegerField("順番")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    label = models.CharField("調書", max_length=200)
    worksheet = models.ForeignKey(
        "worksheets.Worksheet",
        verbose_name="印刷する調書",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    sheet_state = models.CharField(
        "依頼した時の状態", max_length=10, choices=WorksheetState.choices, blank=True
    )
    print_id = models.CharField("印刷番号", max_length=60, blank=True)
    checksum = models.CharField("内容のハッシュ値", max_length=64, blank=True)
    document = models.JSONField("印刷する内容")
    attempts = models.PositiveSmallIntegerField("試した回数", default=0)
    failure = models.CharField("印刷できない理由", max_length=200, blank=True)
    printed_at = models.DateTimeField("印刷日時", null=True)
    pages = models.PositiveSmallIntegerField("ページ数", null=True)
    pdf = models.BinaryField("PDFファイル", null=True)

    objects = PrintJobPartManager()

    class Meta:
        verbose_name = "一括印刷の調書"
        verbose_name_plural = verbose_name
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["job", "number"],
                name="print_job_part_has_its_place",
                violation_error_message="順番が重なっています。",
            ),
            models.CheckConstraint(
                name="print_job_part_is_printed_or_not",
                condition=Q(printed_at=None, pages=None, pdf=None)
                | Q(printed_at__isnull=False, pages__isnull=False, failure=""),
                violation_error_message="印刷日時とページ数は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}-{self.number}"

    @property
    def is_printed(self) -> bool:
        return self.printed_at is not None

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["content"]
        return found
