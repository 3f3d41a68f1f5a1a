"""The web server starts the process that prints when something waits, and ends it with itself."""

import threading

import pytest
from django.db import DatabaseError

from tests.print_factories import PrintJobFactory
from worksheets import regular_printing
from worksheets.regular_printing import PrintingThread, end_process, is_needed

SOON = 30  # seconds a slow machine may take


class FakeProcess:
    """Ends by itself, or when told to."""

    def __init__(self, *, runs):
        self.returncode = None if runs else 0
        self.told = []

    def poll(self):
        return self.returncode

    def terminate(self):
        self.told.append("terminate")
        self.returncode = -15

    def wait(self, *_):
        return self.returncode


@pytest.fixture
def keeps_connection(monkeypatch):
    """The connection of the test is not the thread's to close."""
    monkeypatch.setattr(regular_printing.connection, "close", lambda: None)


@pytest.fixture
def started(monkeypatch):
    """Processes that were started, instead of starting any."""
    found, is_started = [], threading.Event()

    def start(process):
        def starting():
            found.append(process)
            is_started.set()
            return process

        monkeypatch.setattr(regular_printing, "start_process", starting)
        return found, is_started

    return start


def test_it_is_needed_while_something_waits(keeps_connection):
    assert not is_needed()
    PrintJobFactory()
    assert is_needed()


def test_a_database_that_does_not_answer_is_asked_again(keeps_connection, monkeypatch, caplog):
    def fail():
        raise DatabaseError("秘密の言葉")

    monkeypatch.setattr(regular_printing, "is_anything_waiting", fail)

    assert not is_needed()
    assert caplog.messages == ["一括印刷の有無を調べられませんでした（DatabaseError）"]


def test_the_process_is_started_once_for_what_waits(started, monkeypatch):
    found, is_started = started(FakeProcess(runs=False))
    waits = iter([True])
    monkeypatch.setattr(regular_printing, "is_needed", lambda: next(waits, False))
    thread = PrintingThread(seconds=0.01)

    thread.start()
    assert is_started.wait(SOON)
    thread.end()

    assert not thread.is_alive()
    assert len(found) == 1


def test_the_process_ends_with_the_web_server(started, monkeypatch):
    process = FakeProcess(runs=True)
    _, is_started = started(process)
    monkeypatch.setattr(regular_printing, "is_needed", lambda: True)
    thread = PrintingThread(seconds=60)

    thread.start()
    assert is_started.wait(SOON)
    thread.end()

    assert not thread.is_alive()
    assert process.told == ["terminate"]


def test_a_process_that_cannot_be_started_is_tried_again(monkeypatch, caplog):
    tried = threading.Event()

    def fail():
        tried.set()
        raise OSError("秘密の言葉")

    monkeypatch.setattr(regular_printing, "start_process", fail)
    monkeypatch.setattr(regular_printing, "is_needed", lambda: True)
    thread = PrintingThread(seconds=60)

    thread.start()
    assert tried.wait(SOON)
    assert thread.is_alive()
    thread.end()

    assert caplog.messages == ["一括印刷のプロセスを始められません（OSError）"]


def test_a_process_that_does_not_listen_is_ended_all_the_same():
    class Deaf(FakeProcess):
        def wait(self, seconds=None):
            if seconds is not None:
                raise regular_printing.subprocess.TimeoutExpired("print_jobs", seconds)

        def kill(self):
            self.told.append("kill")

    process = Deaf(runs=True)

    end_process(process)

    assert process.told == ["terminate", "kill"]


def test_whoever_wakes_it_does_no_harm_where_nothing_runs():
    regular_printing.wake()


def test_with_a_timer_of_ones_own_there_is_no_thread(settings):
    settings.PRINT_JOB_SECONDS = 0

    regular_printing.start()

    assert regular_printing._threads == []  # noqa: SLF001 -- nothing else to see


def test_the_process_gets_no_limits_of_the_web_and_no_rights_of_the_owner(monkeypatch):
    seen = {}
    monkeypatch.setenv("TSUNAGI_WEB", "1")
    monkeypatch.setenv("TSUNAGI_AS_OWNER", "1")
    monkeypatch.setattr(
        regular_printing.subprocess,
        "Popen",
        lambda words, **options: seen.update(options, words=words),
    )

    regular_printing.start_process()

    assert seen["words"][-1] == "print_jobs"
    assert "nice" in seen["words"]
    assert not {"TSUNAGI_WEB", "TSUNAGI_AS_OWNER"} & set(seen["env"])
