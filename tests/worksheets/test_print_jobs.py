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
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from shared.job_lock import PRINT_JOBS, one_at_a_time
from shared.pdf import PrintingBusyError, PrintingFailedError, TooMuchToPrintError
from tests.print_factories import (
    PrintJobFactory,
)
from worksheets import print_work
from worksheets.models import PrintJob
from worksheets.print_job_actions import (
    JobIsOverError,
    cancel_print_job,
    retry_print_job,
)
from worksheets.print_work import FAULTY, TOO_MUCH, TOO_SLOW, is_anything_waiting, work

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


@pytest.fixture
def quick(monkeypatch):
    """Prints at once, and remembers what."""
    printed = []

    def printing(sheet):
        printed.append(sheet.content["center"]["code"])
        return ONE_PAGE

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", printing)
    return printed


def _one_page():
    writer, output = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(output)
    return output.getvalue()


ONE_PAGE = _one_page()


def print_all():
    return work(clock=timezone.now)


def states(job):
    return list(job.parts.order_by("number").values_list("number", "pages", "failure"))


def file_of(job):
    return bytes(PrintJob.objects.with_file().get(pk=job.pk).file)


def test_each_part_is_printed_once_and_joined_in_order(quick):
    job = PrintJobFactory(parts=3)

    done = print_all()

    job = PrintJob.objects.get(pk=job.pk)
    assert (done.parts, done.jobs, done.is_done_by_another) == (3, 1, False)
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


def test_what_is_too_much_is_named_and_makes_no_file(monkeypatch):
    job = PrintJobFactory(parts=2)

    def printing(sheet):
        if sheet.content["center"]["code"] == "999999-02":
            raise TooMuchToPrintError
        return ONE_PAGE

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", printing)
    print_all()

    job = PrintJob.objects.get(pk=job.pk)
    assert (job.state, job.file_bytes) == ("failed", None)
    assert states(job) == [(1, 1, ""), (2, None, TOO_MUCH)]


def test_a_failed_part_is_tried_again_and_the_others_are_not(quick, monkeypatch):
    job = PrintJobFactory(parts=2)
    with monkeypatch.context() as broken:
        broken.setattr(print_work, "sheet_pdf_in_background", _too_much)
        print_all()
    assert PrintJob.objects.get(pk=job.pk).state == "failed"

    retry_print_job(job)
    print_all()

    assert PrintJob.objects.get(pk=job.pk).state == "done"
    assert quick == ["999999-01", "999999-02"]
    with pytest.raises(JobIsOverError):
        retry_print_job(job)


def _too_much(_sheet):
    raise TooMuchToPrintError


def test_a_machine_that_is_too_busy_is_tried_three_times(monkeypatch):
    tried = []

    def busy(sheet):
        tried.append(sheet)
        raise PrintingBusyError

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", busy)
    job = PrintJobFactory(parts=1)

    print_all()

    assert len(tried) == 3
    assert states(job) == [(1, None, TOO_SLOW)]


def test_a_fault_of_ours_stops_neither_the_others_nor_the_process(monkeypatch, caplog):
    job = PrintJobFactory(parts=2)

    def printing(sheet):
        if sheet.content["center"]["code"] == "999999-01":
            raise PrintingFailedError("秘密の言葉")
        return ONE_PAGE

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", printing)
    print_all()

    assert states(job) == [(1, None, FAULTY), (2, 1, "")]
    assert caplog.messages == [f"一括印刷の調書{job.pk}-1を印刷できません（PrintingFailedError）"]


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
    assert job.file is None
    assert job.state == "done"
    assert job.parts.get().pages == 1


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
        job.parts.update(document={})
