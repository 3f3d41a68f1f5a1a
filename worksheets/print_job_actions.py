"""一括印刷: asking for it, giving it up, trying again what could not be printed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from centers.models import Municipality
from shared.access import Capability
from subsidies.actions import digest_of
from worksheets.models import PrintJob, PrintJobPart
from worksheets.print_enums import PrintJobState
from worksheets.printable import Printable

MOST_OPEN = 3  # jobs of one municipality at a time


class JobIsOverError(Exception):
    """The job has come to its end meanwhile, or its time is over; its page says how."""


class AskedOtherwiseError(Exception):
    """The submission key is that of a job which was asked for with another choice."""


class TooManyJobsError(Exception):
    """The municipality has as many open jobs as it may have."""


def may_steer(job: PrintJob, user: User) -> bool:
    """Whether `user` may cancel it or have it tried again: who asked for it, and who prepares."""
    prepares = user.reach(Capability.WORKSHEET_PREPARE)
    return job.requested_by_id == user.pk or prepares.covers(municipality_id=job.municipality_id)


@transaction.atomic
def request_print_job(
    municipality: Municipality,
    fiscal_year: int,
    stage: str,
    sheets: Sequence[Printable],
    *,
    selection: str,
    bundle: str,
    submission_key: UUID,
    by: User,
    at: datetime,
) -> tuple[PrintJob, bool]:
    """Keep what is to be printed; also whether the job is new.

    Neither a button pressed twice nor the same pile asked for while it is being made begins
    another job. Raises `AskedOtherwiseError` or `TooManyJobsError`.
    """
    # One request of a municipality after the other: what is counted stays so.
    Municipality.objects.select_for_update(of=("self",), no_key=True).get(pk=municipality.pk)
    jobs = PrintJob.objects.filter(municipality=municipality)
    choice: dict[str, Any] = {
        "fiscal_year": fiscal_year,
        "stage": stage,
        "selection": selection,
        "bundle": bundle,
    }
    sent_before = jobs.filter(submission_key=submission_key).first()
    if sent_before is not None:
        if any(getattr(sent_before, name) != value for name, value in choice.items()):
            raise AskedOtherwiseError
        return sent_before, False
    parts = _parts(sheets)
    digest = digest_of([part.document | {"content": part.checksum} for part in parts])
    same = jobs.open().filter(digest=digest, **choice).first()
    if same is not None:
        return same, False
    if jobs.open().count() >= MOST_OPEN:
        raise TooManyJobsError
    job = PrintJob.objects.create(
        municipality=municipality,
        digest=digest,
        submission_key=submission_key,
        requested_at=at,
        requested_by=by,
        **choice,
    )
    for part in parts:
        part.job = job
    PrintJobPart.objects.bulk_create(parts)
    return job, True


def _parts(sheets: Sequence[Printable]) -> list[PrintJobPart]:
    return [
        PrintJobPart(
            number=number,
            center_id=sheet.worksheet.center_id,
            label=sheet.worksheet.subject_label[:200],
            worksheet=sheet.worksheet,
            sheet_state=sheet.worksheet.state,
            checksum=sheet.worksheet.checksum,
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
    """Parts that could not be printed wait again, or the file is made again from those that were.

    Raises `JobIsOverError` for a job that has not failed, or of which the parts are not kept.
    """
    standing = _lock(job, PrintJobState.FAILED)
    if standing.emptied_at is not None or not standing.is_kept:
        raise JobIsOverError(standing.state)
    job.parts.exclude(failure="").update(failure="", attempts=0)
    PrintJob.objects.filter(pk=job.pk).update(
        state=PrintJobState.OPEN, finished_at=None, failure="", attempts=0
    )


def _lock(job: PrintJob, state: str) -> PrintJob:
    standing = PrintJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if standing.state != state:
        raise JobIsOverError(standing.state)
    return standing
