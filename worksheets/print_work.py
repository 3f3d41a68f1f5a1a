"""What the process that prints does: one part after the other, and the file as soon as it can be.

Each step is two transactions: the first counts the attempt, the second prints or joins. A process
that is killed leaves its part as if untouched, but for the count, and whoever comes next takes it
up; what has ended the process three times is given up. Nothing is printed twice or left out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, Exists, OuterRef, Value, When

from shared.job_lock import PRINT_JOBS, is_free, one_at_a_time
from shared.municipal_context import all_municipalities
from shared.pdf import PrintingBusyError, TooMuchToPrintError
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
TOO_SLOW = "印刷が時間内に終わらないか、途中で止まりました。"
FAULTY = "プログラムの誤りのため、印刷できません。システム管理者に連絡してください。"
STOPPED = "印刷が途中で3回止まりました。システム管理者に連絡してください。"
NOT_JOINED = "ファイルにまとめられませんでした。システム管理者に連絡してください。"
STOPPED_JOINING = "ファイルにまとめる途中で3回止まりました。システム管理者に連絡してください。"


@dataclass(frozen=True)
class Done:
    """What one run has done."""

    parts: int = 0
    jobs: int = 0
    is_done_by_another: bool = False


def work(*, clock: Clock) -> Done:
    """Print until nothing waits; at once over while another process is at it."""
    parts = jobs = served = 0
    while True:
        with all_municipalities():
            if not is_free(PRINT_JOBS):
                return Done(parts, jobs, is_done_by_another=True)
            job = take_job()
            part = None if job else take_part(after=served)
            if job is None and part is None:
                _empty_old_files(clock())
                return Done(parts, jobs)
        with all_municipalities():
            one_at_a_time(PRINT_JOBS)
            if job:
                jobs += finish_job(job.pk, clock)
            elif part:
                parts += print_part(part.pk, clock)
                served = part.municipality_id


def is_anything_waiting() -> bool:
    """Whether there is an open job, or one to be emptied, and nobody is working at them."""
    with all_municipalities():
        jobs = PrintJob.objects.all()
        return (jobs.open().exists() or jobs.overdue().exists()) and is_free(PRINT_JOBS)


def take_part(*, after: int = 0) -> PrintJobPart | None:
    """The next part to be printed, one attempt more; None if none waits.

    Municipalities take turns, so that none waits for all that another has asked for: `after` is
    the one served last.
    """
    turn = Case(When(municipality__gt=after, then=Value(0)), default=Value(1))
    part = (
        PrintJobPart.objects.waiting()
        .order_by(turn, "municipality_id", "job_id", "number")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if part is not None:
        part.attempts += 1
        part.save(update_fields=["attempts"])
    return part


def print_part(pk: int, clock: Clock) -> bool:
    """What `take_part` has found; False if it does not wait any more."""
    part = (
        PrintJobPart.objects.waiting()
        .defer(None)
        .defer("pdf")
        .select_for_update(of=("self",))
        .filter(pk=pk)
        .first()
    )
    if part is None:
        return False
    failure = STOPPED if part.attempts > MOST_ATTEMPTS else _print(part, clock)
    if failure:
        PrintJobPart.objects.filter(pk=pk).update(failure=failure)
    return True


def _print(part: PrintJobPart, clock: Clock) -> str:
    """Why it cannot be printed; empty if it is, or if it is to be tried again."""
    try:
        with transaction.atomic():
            sheet = sheet_of_document(part.document)
            part.pdf = sheet_pdf_in_background(sheet)
            part.print_id = sheet.stamp.print_id
            part.pages, part.printed_at = page_count(part.pdf), clock()
            part.save(update_fields=["pdf", "print_id", "pages", "printed_at"])
    except TooMuchToPrintError:
        return TOO_MUCH
    except PrintingBusyError:
        return TOO_SLOW if part.attempts >= MOST_ATTEMPTS else ""
    except (OperationalError, InterfaceError):
        raise  # the database's, not the part's
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other parts are printed
        logger.error("一括印刷の調書%sを印刷できません（%s）", part, type(error).__name__)  # noqa: TRY400 -- no words of it
        return FAULTY
    return ""


def take_job() -> PrintJob | None:
    """A job whose file can be made, one attempt more; None if there is none."""
    waiting = PrintJobPart.objects.filter(WAITING, job=OuterRef("pk"))
    job = (
        PrintJob.objects.open()
        .filter(~Exists(waiting))
        .order_by("attempts", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if job is not None:
        job.attempts += 1
        job.save(update_fields=["attempts"])
    return job


def finish_job(pk: int, clock: Clock) -> bool:
    """What `take_job` has found; False if somebody has cancelled it.

    The job's row is locked only to be written: whoever cancels does not wait for the joining.
    """
    job = PrintJob.objects.open().filter(pk=pk).first()
    if job is None:
        return False
    if job.parts.exclude(failure="").exists():
        return _end(job, PrintJobState.FAILED, clock)
    if job.attempts > MOST_ATTEMPTS:
        return _end(job, PrintJobState.FAILED, clock, failure=STOPPED_JOINING)
    try:
        with transaction.atomic():
            file = joined(job, list(job.parts.for_joining()))
            return _end(job, PrintJobState.DONE, clock, file=file, file_bytes=len(file))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- likewise, the other jobs get their files
        logger.error("一括印刷%sのファイルを作成できません（%s）", job, type(error).__name__)  # noqa: TRY400 -- likewise
        return _end(job, PrintJobState.FAILED, clock, failure=NOT_JOINED)


def _end(job: PrintJob, state: str, clock: Clock, **more: str | bytes | int) -> bool:
    """False if it has been cancelled meanwhile, and stays so."""
    standing = PrintJob.objects.open().filter(pk=job.pk)
    if not standing.update(state=state, finished_at=clock(), **more):
        return False
    if state == PrintJobState.DONE:
        job.parts.update(pdf=None)
    return True


def _empty_old_files(now: datetime) -> None:
    """The sheets can be printed again; neither files nor what they were made of stay for years."""
    over = PrintJob.objects.overdue().select_for_update(skip_locked=True, of=("self",))
    jobs = list(over.values_list("pk", flat=True))
    PrintJobPart.objects.filter(job__in=jobs).update(pdf=None, document={})
    PrintJob.objects.filter(pk__in=jobs).update(file=None, emptied_at=now)
