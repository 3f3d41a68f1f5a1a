"""Starts the process that prints whenever something waits and nobody is at it.

A thread of each gunicorn worker looks, as the one that seals does (accounts/regular_sealing.py):
gunicorn replaces a worker that dies, and with it the thread, so nobody has to watch a further
process. The printing itself is done by `manage.py print_jobs`, outside of the web server, stepping
back behind everybody else's work; killed at any moment, it is started again.
"""

import logging
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from shared.pdf import BEHIND_EVERYBODY
from worksheets.print_work import is_anything_waiting

logger = logging.getLogger("tsunagi.printing")
# Limits for pages behind which somebody waits, and the owner's rights, are not for it.
NOT_FOR_IT = ("TSUNAGI_WEB", "TSUNAGI_AS_OWNER")
PATIENCE = 3  # seconds for the process to end, within gunicorn's patience


class PrintingThread(threading.Thread):
    def __init__(self, seconds: float) -> None:
        super().__init__(name="printing", daemon=True)
        self.seconds = seconds
        self.over = threading.Event()
        self.asked = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            if is_needed():
                self._print()
            self.asked.wait(self.seconds)
            self.asked.clear()

    def _print(self) -> None:
        """Until the process ends by itself or the thread is to end."""
        try:
            process = start_process()
        except OSError as error:
            logger.error("一括印刷のプロセスを始められません（%s）", type(error).__name__)  # noqa: TRY400 -- likewise
            return
        while process.poll() is None:
            if self.over.wait(0.5):
                end_process(process)
        if process.returncode and not self.over.is_set():
            logger.error("一括印刷のプロセスが終了コード%sで終わりました", process.returncode)

    def end(self) -> None:
        """What it was printing is printed by the next one."""
        self.over.set()
        self.asked.set()
        self.join(2 * PATIENCE)


def is_needed() -> bool:
    """False also when the database does not answer: it is asked again."""
    try:
        return is_anything_waiting()
    except (DatabaseError, InterfaceError) as error:
        logger.error("一括印刷の有無を調べられませんでした（%s）", type(error).__name__)  # noqa: TRY400 -- no words of it
        return False
    finally:
        connection.close()


def start_process() -> "subprocess.Popen[bytes]":
    """`manage.py print_jobs`, last in line for the processor."""
    return subprocess.Popen(  # noqa: S603 -- our own program, no word of anybody's
        [
            *("/usr/bin/env", "nice", "-n", str(BEHIND_EVERYBODY)),
            *(sys.executable, str(settings.BASE_DIR / "manage.py"), "print_jobs"),
        ],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name not in NOT_FOR_IT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def end_process(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_threads: list[PrintingThread] = []


def start() -> None:
    if settings.PRINT_JOB_SECONDS:
        _threads.append(PrintingThread(settings.PRINT_JOB_SECONDS))
        _threads[-1].start()


def wake() -> None:
    """Look at once: something new waits. Harmless where no thread runs."""
    for thread in _threads:
        thread.asked.set()


def stop() -> None:
    while _threads:
        _threads.pop().end()
