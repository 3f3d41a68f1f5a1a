"""What the process that prints does: one part after the other, then the file.

Each step is one transaction: a process that is killed leaves its part as if untouched, and whoever
comes next takes it up. Nothing is printed twice, nothing is left out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from shared.job_lock import PRINT_JOBS, is_free
from shared.municipal_context import all_municipalities
from shared.pdf import PrintingBusyError, PrintingFailedError, TooMuchToPrintError
from worksheets.joining import joined, page_count
from worksheets.models import PrintJob, PrintJobPart
from worksheets.models.print_job import WAITING
from worksheets.print_enums import PrintJobState
from worksheets.printable import sheet_of_document
from worksheets.printing import sheet_pdf_in_background

logger = logging.getLogger("tsunagi.printing")
Clock = Callable[[], datetime]
MOST_ATTEMPTS = 3
TOO_MUCH = "内容が多いため、印刷できません。"
TOO_SLOW = "時間内に印刷できませんでした。"
FAULTY = "プログラムの誤りのため、印刷できません。システム管理者に連絡してください。"


@dataclass(frozen=True)
class Done:
    """What one run has done."""

    parts: int = 0
    jobs: int = 0
    is_done_by_another: bool = False


def work(*, clock: Clock) -> Done:
    """Print until nothing waits; at once over while another process is at it."""
    parts = jobs = 0
    while True:
        with all_municipalities():
            if not is_free(PRINT_JOBS):
                return Done(parts, jobs, is_done_by_another=True)
            if print_next(clock):
                parts += 1
                continue
            if finish_next(clock):
                jobs += 1
                continue
            _empty_old_files(clock())
            return Done(parts, jobs)


def is_anything_waiting() -> bool:
    """Whether there is an open job that nobody is working at."""
    with all_municipalities():
        return PrintJob.objects.open().exists() and is_free(PRINT_JOBS)


def print_next(clock: Clock) -> bool:
    """The next part that nobody else holds; False if there is none."""
    part = (
        PrintJobPart.objects.waiting()
        .defer(None)
        .defer("pdf")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if part is None:
        return False
    try:
        part.pdf = sheet_pdf_in_background(sheet_of_document(part.document))
    except TooMuchToPrintError:
        part.failure = TOO_MUCH
    except PrintingBusyError:
        part.attempts += 1
        part.failure = TOO_SLOW if part.attempts >= MOST_ATTEMPTS else ""
    except (PrintingFailedError, KeyError) as error:
        # The others of the job, and other jobs, are printed all the same.
        logger.error("一括印刷の調書%sを印刷できません（%s）", part, type(error).__name__)  # noqa: TRY400 -- no words of it
        part.failure = FAULTY
    else:
        part.pages, part.printed_at = page_count(part.pdf), clock()
        part.failure = ""
    part.save(update_fields=["pdf", "pages", "printed_at", "failure", "attempts"])
    return True


def finish_next(clock: Clock) -> bool:
    """Make the file of a job of which nothing waits; False if there is no such job."""
    waiting = PrintJobPart.objects.filter(WAITING, job=OuterRef("pk"))
    job = (
        PrintJob.objects.open()
        .filter(~Exists(waiting))
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if job is None:
        return False
    if job.parts.exclude(failure="").exists():
        _end(job, PrintJobState.FAILED, clock())
        return True
    parts = list(job.parts.defer(None).order_by("number"))
    file = joined(job, parts)
    job.file, job.file_bytes = file, len(file)
    _end(job, PrintJobState.DONE, clock(), "file", "file_bytes")
    job.parts.update(pdf=None)
    return True


def _end(job: PrintJob, state: str, at: datetime, *more: str) -> None:
    job.state, job.finished_at = state, at
    job.save(update_fields=["state", "finished_at", *more])


def _empty_old_files(now: datetime) -> None:
    """The sheets can be printed again; their files need no room for years."""
    before = now - timedelta(days=settings.PRINT_JOB_DAYS)
    PrintJob.objects.filter(file__isnull=False, finished_at__lt=before).update(file=None)
    PrintJobPart.objects.filter(
        pdf__isnull=False, job__state=PrintJobState.CANCELLED, job__finished_at__lt=before
    ).update(pdf=None)
