"""What a print job stumbles over is told, given up, tried again, and keeps nobody else waiting."""

import pytest
from django.db import OperationalError, transaction
from pypdf.errors import PdfReadError

from shared.pdf import PrintingBusyError, PrintingFailedError, TooMuchToPrintError
from tests.print_factories import PrintJobFactory, PrintJobPartFactory, document
from tests.worksheets.print_runs import ONE_PAGE, file_of, print_all, states
from worksheets import print_work
from worksheets.models import PrintJob
from worksheets.print_job_actions import JobIsOverError, retry_print_job
from worksheets.print_work import (
    FAULTY,
    MOST_ATTEMPTS,
    NOT_JOINED,
    STOPPED,
    STOPPED_JOINING,
    TOO_MUCH,
    TOO_SLOW,
)


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


def test_words_of_an_older_program_stop_one_part_and_no_other(quick, caplog):
    """A field of the stamp that is no more, as after an update while a job is open."""
    job, other = PrintJobFactory(parts=0), PrintJobFactory(parts=1)
    old = document() | {"stamp": {"number": "T-00000001", "gone": "秘密の言葉"}}
    PrintJobPartFactory(job=job, number=1, document=old)

    print_all()

    assert states(job) == [(1, None, FAULTY)]
    assert caplog.messages == [f"一括印刷の調書{job.pk}-1を印刷できません（TypeError）"]
    assert PrintJob.objects.get(pk=other.pk).state == "done"


def test_a_pdf_that_cannot_be_read_stops_its_part_alone(monkeypatch):
    job = PrintJobFactory(parts=2)
    pages = iter([b"no PDF", ONE_PAGE])
    monkeypatch.setattr(print_work, "sheet_pdf_in_background", lambda _: next(pages))

    print_all()

    assert states(job) == [(1, None, FAULTY), (2, 1, "")]


def test_a_job_that_cannot_be_joined_says_so_and_the_next_gets_its_file(quick, monkeypatch, caplog):
    job, other = PrintJobFactory(parts=1), PrintJobFactory(parts=1)
    real = print_work.joined

    def joining(joined_job, parts):
        if joined_job == job:
            raise PdfReadError("秘密の言葉")
        return real(joined_job, parts)

    with monkeypatch.context() as broken:
        broken.setattr(print_work, "joined", joining)
        print_all()
    stood, fine = (PrintJob.objects.get(pk=each.pk) for each in (job, other))

    assert (stood.state, stood.failure, fine.state) == ("failed", NOT_JOINED, "done")
    assert caplog.messages == [f"一括印刷{job}のファイルを作成できません（PdfReadError）"]

    retry_print_job(stood)
    print_all()

    stood = PrintJob.objects.get(pk=job.pk)
    assert (stood.state, stood.failure) == ("done", "")
    assert len(quick) == 2  # its sheet was not printed again
    assert file_of(job)


def _dies(*_):
    """Ends the process, as kill -9 does: nobody is there to catch it."""
    raise KeyboardInterrupt


def _killed_at(name, monkeypatch):
    """A run that is killed there; what it has committed before stays."""
    with monkeypatch.context() as broken:
        broken.setattr(print_work, name, _dies)
        with pytest.raises(KeyboardInterrupt):
            print_all()


def test_a_part_that_kills_the_process_three_times_is_given_up(quick):
    job, other = PrintJobFactory(parts=1), PrintJobFactory(parts=1)
    for _ in range(MOST_ATTEMPTS):
        print_work.take_part()  # and no more is heard of it

    print_all()

    assert states(job) == [(1, None, STOPPED)]
    assert PrintJob.objects.get(pk=job.pk).state == "failed"
    assert PrintJob.objects.get(pk=other.pk).state == "done"


def test_a_killed_run_has_counted_its_attempt(quick, monkeypatch):
    job = PrintJobFactory(parts=1)

    _killed_at("sheet_pdf_in_background", monkeypatch)

    assert job.parts.get().attempts == 1
    assert states(job) == [(1, None, "")]


def test_a_job_that_kills_the_process_while_it_is_joined_is_given_up(quick, monkeypatch):
    job = PrintJobFactory(parts=1)
    for _ in range(MOST_ATTEMPTS):
        _killed_at("joined", monkeypatch)
    assert PrintJob.objects.get(pk=job.pk).attempts == MOST_ATTEMPTS

    print_all()

    job = PrintJob.objects.get(pk=job.pk)
    assert (job.state, job.failure) == ("failed", STOPPED_JOINING)
    assert len(quick) == 1


def test_a_database_that_fails_is_not_blamed_on_the_part(monkeypatch):
    job = PrintJobFactory(parts=1)

    def fail(_sheet):
        raise OperationalError

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", fail)
    with pytest.raises(OperationalError), transaction.atomic():
        print_all()

    assert states(job) == [(1, None, "")]


def test_a_retry_counts_from_the_beginning(quick):
    job = PrintJobFactory(parts=1)
    job.parts.update(attempts=MOST_ATTEMPTS, failure=STOPPED)
    print_all()

    retry_print_job(job)

    assert job.parts.get().attempts == 0
    print_all()
    assert PrintJob.objects.get(pk=job.pk).state == "done"
