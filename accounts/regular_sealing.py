"""Seals the audit trail while the web server runs: a thread of each worker, each minute and at
the end. Two that meet do no harm: a lock lets one seal, the other finds nothing left.

gunicorn starts and ends it (`ops/gunicorn_conf.py`) and replaces a worker that dies, and with it
the thread.
"""

import logging
import threading
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.sealing import append_outside, seal_new

logger = logging.getLogger("tsunagi.security")
AT_THE_END = 15  # seconds for the last seal, within gunicorn's patience


class SealingThread(threading.Thread):
    def __init__(self, seconds: float) -> None:
        super().__init__(name="sealing", daemon=True)
        self.seconds = seconds
        self.over = threading.Event()
        self.has_sealed = threading.Event()

    def run(self) -> None:
        while True:
            seal_once()
            self.has_sealed.set()
            if self.over.wait(self.seconds):
                return

    def end(self) -> None:
        """Wait for the round under way, then seal what came since."""
        self.over.set()
        self.join(AT_THE_END)
        seal_once()


def seal_once() -> bool:
    """Whether it could be done; what could not is left to the next time, and reported."""
    try:
        seal_new(at=timezone.now())
        if settings.AUDIT_SEAL_FILE:
            append_outside(Path(settings.AUDIT_SEAL_FILE))
    except (DatabaseError, OSError) as error:
        logger.error("監査記録に封をできませんでした（%s）", type(error).__name__)  # noqa: TRY400 -- no words of it
        return False
    finally:
        connection.close()
    return True


_threads: list[SealingThread] = []


def start() -> None:
    if settings.AUDIT_SEAL_SECONDS:
        _threads.append(SealingThread(settings.AUDIT_SEAL_SECONDS))
        _threads[-1].start()


def stop() -> None:
    while _threads:
        _threads.pop().end()
