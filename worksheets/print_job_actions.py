"""一括印刷: asking for it, giving it up, trying again what could not be printed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from centers.models import Municipality
from worksheets.models import PrintJob, PrintJobPart
from worksheets.print_enums import PrintJobState
from worksheets.printable import Printable


class JobIsOverError(Exception):
    """The job has come to its end meanwhile; its page says how."""


def request_print_job(
    municipality: Municipality,
    fiscal_year: int,
    stage: str,
    sheets: Sequence[Printable],
    *,
    bundle: str,
    submission_key: UUID,
    by: User,
    at: datetime,
) -> tuple[PrintJob, bool]:
    """Keep what is to be printed; also whether the job is new: a button pressed twice asks once."""
    try:
        with transaction.atomic():
            job = PrintJob.objects.create(
                municipality=municipality,
                fiscal_year=fiscal_year,
                stage=stage,
                bundle=bundle,
                submission_key=submission_key,
                requested_at=at,
                requested_by=by,
            )
            PrintJobPart.objects.bulk_create(_parts(job, sheets))
    except IntegrityError:
        standing = PrintJob.objects.filter(
            municipality=municipality, submission_key=submission_key
        ).first()
        if standing is None:
            raise
        return standing, False
    return job, True


def _parts(job: PrintJob, sheets: Sequence[Printable]) -> list[PrintJobPart]:
    return [
        PrintJobPart(
            job=job,
            number=number,
            center_id=sheet.worksheet.center_id,
            label=sheet.worksheet.subject_label[:200],
            document=sheet.document,
        )
        for number, sheet in enumerate(sheets, 1)
    ]


@transaction.atomic
def cancel_print_job(job: PrintJob, *, at: datetime) -> None:
    """Nothing more of it is printed. Raises `JobIsOverError`."""
    _lock(job, PrintJobState.OPEN)
    PrintJob.objects.filter(pk=job.pk).update(state=PrintJobState.CANCELLED, finished_at=at)


@transaction.atomic
def retry_print_job(job: PrintJob) -> None:
    """Parts that could not be printed wait again; the others stay as they are.

    Raises `JobIsOverError` for a job that has not failed.
    """
    _lock(job, PrintJobState.FAILED)
    job.parts.exclude(failure="").update(failure="", attempts=0)
    PrintJob.objects.filter(pk=job.pk).update(state=PrintJobState.OPEN, finished_at=None)


def _lock(job: PrintJob, state: str) -> None:
    standing = PrintJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if standing.state != state:
        raise JobIsOverError(standing.state)
