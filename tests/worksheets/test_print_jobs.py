"""一括印刷: each part once, whatever happens to the process that prints."""

import io
import os
import signal
import subprocess
import sys
from zipfile import ZipFile

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from shared.job_lock import PRINT_JOBS, one_at_a_time
from tests.print_factories import PrintJobFactory, PrintJobPartFactory, numbered
from tests.worksheets.print_runs import ONE_PAGE, file_of, print_all, states
from worksheets import print_work
from worksheets.models import PrintJob
from worksheets.print_job_actions import JobIsOverError, cancel_print_job, retry_print_job
from worksheets.print_sample import STAMP
from worksheets.print_work import is_anything_waiting

# A process that prints two parts and is killed, as by kill -9, while it prints the third.
DIES = """
import os, signal
import django
django.setup()
from django.utils import timezone
from worksheets import print_work

real, printed = print_work.sheet_pdf_in_background, []

def dying(sheet):
    if len(printed) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    printed.append(sheet)
    return real(sheet)

print_work.sheet_pdf_in_background = dying
print_work.work(clock=timezone.now)
"""


def test_each_part_is_printed_once_and_joined_in_order(quick):
    job = PrintJobFactory(parts=3)

    done = print_all()

    job = PrintJob.objects.get(pk=job.pk)
    assert (done.parts, done.jobs, done.is_done_by_another) == (3, 1, False)
    assert set(job.parts.values_list("attempts", flat=True)) == {1}
    assert job.parts.get(number=2).print_id.startswith(f"{STAMP.number}-")
    assert quick == ["999999-01", "999999-02", "999999-03"]
    assert states(job) == [(1, 1, ""), (2, 1, ""), (3, 1, "")]
    assert (job.state, job.file_bytes) == ("done", len(file_of(job)))
    assert len(PdfReader(io.BytesIO(file_of(job))).pages) == 3
    assert not job.parts.filter(pdf__isnull=False).exists()


def test_a_second_run_prints_nothing_again(quick):
    job = PrintJobFactory(parts=2)
    print_all()
    before = file_of(job)

    assert print_all().parts == 0
    assert len(quick) == 2
    assert file_of(job) == before


def test_jobs_are_worked_off_in_the_order_in_which_they_were_asked_for(quick):
    first, second = PrintJobFactory(parts=1), PrintJobFactory(parts=2)

    assert print_all().jobs == 2
    assert first.pk < second.pk
    assert quick == ["999999-01", "999999-01", "999999-02"]


def test_a_zip_holds_each_sheet_as_pdf_and_xlsx(quick):
    job = PrintJobFactory(parts=2, bundle="zip")

    print_all()

    with ZipFile(io.BytesIO(file_of(job))) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 2


def test_a_run_that_is_broken_off_leaves_its_part_untouched(quick, monkeypatch):
    job = PrintJobFactory(parts=2)

    def stop(_sheet):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, transaction.atomic():
        broken.setattr(print_work, "sheet_pdf_in_background", stop)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            print_all()
    assert states(job) == [(1, None, ""), (2, None, "")]

    assert print_all().parts == 2


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_doubled_and_nothing_is_missing():
    job = PrintJobFactory(parts=4)

    killed = _run(DIES)

    assert killed == -signal.SIGKILL
    with transaction.atomic():
        one_at_a_time(PRINT_JOBS)  # until PostgreSQL has noticed that the process is gone
    printed = dict(job.parts.filter(printed_at__isnull=False).values_list("number", "printed_at"))
    assert sorted(printed) == [1, 2]
    assert job.parts.get(number=3).attempts == 1  # counted before the print, so it stays

    assert print_all().parts == 2

    job = PrintJob.objects.get(pk=job.pk)
    assert job.state == "done"
    after = dict(job.parts.values_list("number", "printed_at"))
    assert {number: after[number] for number in printed} == printed
    reader = PdfReader(io.BytesIO(file_of(job)))
    assert len(reader.pages) == sum(job.parts.values_list("pages", flat=True))
    starts = [mark.title for mark in reader.outline]
    assert starts == [f"見本センター{number}（基本型）" for number in (1, 2, 3, 4)]
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for number in (1, 2, 3, 4):
        assert f"見本センター{number}号" in text


def _run(code):
    """A process on the database of this test."""
    name = connection.settings_dict["NAME"]
    urls = {
        key: _of_database(os.environ[key], name)
        for key in ("DATABASE_URL", "MIGRATION_DATABASE_URL")
        if key in os.environ
    }
    run = subprocess.run(  # noqa: S603 -- words of this file
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=False,
        capture_output=True,
        timeout=300,
    )
    print(run.stderr.decode())  # noqa: T201 -- shown where the test fails
    return run.returncode


def _of_database(url, name):
    """The folder of the server's socket may stand before the name."""
    return url.rpartition("/")[0] + f"/{name}"


@pytest.mark.django_db(transaction=True)
def test_only_one_process_prints_at_a_time(quick):
    PrintJobFactory(parts=1)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PRINT_JOBS])
        done, is_waiting = print_all(), is_anything_waiting()
    finally:
        other.close()

    assert (done.parts, done.is_done_by_another, quick) == (0, True, [])
    assert not is_waiting


def test_a_cancelled_job_is_not_printed(quick):
    job = PrintJobFactory(parts=2)

    cancel_print_job(job, at=timezone.now())

    assert print_all().parts == 0
    assert quick == []
    with pytest.raises(JobIsOverError):
        cancel_print_job(job, at=timezone.now())


def test_files_are_emptied_after_their_time_and_the_parts_stay(quick, settings):
    job = PrintJobFactory(parts=1)
    print_all()

    settings.PRINT_JOB_DAYS = -1
    print_all()

    job = PrintJob.objects.with_file().get(pk=job.pk)
    part = job.parts.defer(None).get()
    assert (job.file, job.state) == (None, "done")
    assert job.emptied_at is not None
    assert (part.pages, part.document) == (1, {})


def test_parts_of_jobs_without_a_file_are_emptied_as_well(quick, settings):
    failed, cancelled = PrintJobFactory(parts=2), PrintJobFactory(parts=1)
    failed.parts.filter(number=2).update(failure="理由")
    cancel_print_job(cancelled, at=timezone.now())
    print_all()

    settings.PRINT_JOB_DAYS = -1
    print_all()

    for job in (failed, cancelled):
        for part in job.parts.defer(None):
            assert (part.pdf, part.document) == (None, {})
    with pytest.raises(JobIsOverError):
        retry_print_job(PrintJob.objects.get(pk=failed.pk))


def test_a_job_whose_time_is_over_waits_for_being_emptied_once(quick, settings):
    PrintJobFactory(parts=1)
    print_all()
    assert not is_anything_waiting()

    settings.PRINT_JOB_DAYS = -1
    assert is_anything_waiting()
    print_all()

    assert not is_anything_waiting()


def test_a_job_that_failed_too_long_ago_is_not_tried_again(quick, settings):
    job = PrintJobFactory(parts=1)
    job.parts.update(failure="理由")
    print_all()

    settings.PRINT_JOB_DAYS = -1

    with pytest.raises(JobIsOverError):
        retry_print_job(job)


def test_what_is_printed_from_goes_altogether_and_never_while_it_waits():
    done, waiting = PrintJobFactory(parts=1), PrintJobFactory(parts=1)
    PrintJob.objects.filter(pk=done.pk).update(state="cancelled", finished_at=timezone.now())

    for job, document in ((waiting, {}), (done, {"content": {}})):
        with pytest.raises(DatabaseError), transaction.atomic():
            job.parts.update(document=document)

    assert done.parts.update(document={}) == 1


def test_municipalities_take_turns(quick):
    """And each gets its file when its own sheets are printed."""
    first, second = PrintJobFactory(parts=3), PrintJobFactory(parts=0)
    for number in (8, 9):
        PrintJobPartFactory(job=second, number=number, document=numbered(number))

    print_all()

    assert quick == ["999999-01", "999999-08", "999999-02", "999999-09", "999999-03"]
    ends = dict(PrintJob.objects.values_list("pk", "finished_at"))
    assert ends[second.pk] < ends[first.pk]


def test_a_job_cancelled_while_it_is_joined_stays_cancelled(quick, monkeypatch):
    """Whoever cancels does not wait for the joining, and gets no file."""
    job = PrintJobFactory(parts=1)

    def joining(joined_job, _parts):
        cancel_print_job(joined_job, at=timezone.now())
        return ONE_PAGE

    monkeypatch.setattr(print_work, "joined", joining)
    print_all()

    assert PrintJob.objects.get(pk=job.pk).state == "cancelled"
    assert PrintJob.objects.with_file().get(pk=job.pk).file is None


def test_the_row_of_a_job_is_not_locked_while_it_is_joined(quick):
    job = PrintJobFactory(parts=1)
    assert print_work.print_part(print_work.take_part().pk, timezone.now)
    assert print_work.take_job() == job

    with CaptureQueriesContext(connection) as queries:
        assert print_work.finish_job(job.pk, timezone.now)

    assert [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]] == []


def test_the_command_says_what_it_has_done(quick, capsys):
    PrintJobFactory(parts=2)

    call_command("print_jobs")

    assert "調書2件を印刷し、一括印刷1件を終えました。" in capsys.readouterr().out


def test_something_waits_only_while_a_job_is_open(quick):
    assert not is_anything_waiting()
    PrintJobFactory(parts=1)
    assert is_anything_waiting()
    print_all()
    assert not is_anything_waiting()


def test_a_part_is_printed_once_for_the_database_as_well(quick):
    job = PrintJobFactory(parts=1)
    print_all()

    for change in ({"printed_at": timezone.now()}, {"pages": 9}, {"pdf": b"%PDF"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            job.parts.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        job.parts.update(print_id="T-00000001-ffffffff")
