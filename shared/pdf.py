"""PDF within bounds: size, processor time, memory, waiting time, and how many at once.

Each is made by a process of its own (`shared.pdf_process`). One place less than there are workers,
so that printing never keeps everybody from working. What is printed in the background takes none of
these places and gives way to everybody else's work.
"""

import json
import os
import signal
import subprocess
import sys

from django.conf import settings
from django.db import connection

from shared.pdf_process import TOO_MUCH

MIB = 1024 * 1024
MOST_HTML_BYTES = 2 * MIB
MOST_CPU_SECONDS = 10
MOST_MEMORY_BYTES = 1024 * MIB
PLACES_LOCK = 7310292
# Sent by somebody else, the kernel short of memory included: its own bounds are told otherwise.
FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
BEHIND_EVERYBODY = 15  # of 19 steps by which a process steps back
# Fonts and temporary files; neither keys nor the address of the database.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_PATH")
_TAKE_A_PLACE = """
SELECT place FROM generate_series(1, %s) AS place WHERE pg_try_advisory_xact_lock(%s, place) LIMIT 1
"""


class PrintingBusyError(RuntimeError):
    """All places are taken, the machine is too busy, or the process was ended: later it will do."""


class PrintingFailedError(RuntimeError):
    """A fault of ours: the process ended neither well nor at a bound."""


class TooMuchToPrintError(ValueError):
    """The document itself is beyond the bounds: waiting does not help."""


def print_pdf(html: str, stylesheet: str) -> bytes:
    """Raises `TooMuchToPrintError` or `PrintingBusyError`; needs the request's transaction."""
    _refuse_too_much(html)
    _take_a_place()
    return _printed(html, stylesheet, seconds=settings.PRINTING_SECONDS)


def print_pdf_in_background(html: str, stylesheet: str) -> bytes:
    """For a job at which nobody waits; the caller sees to it that it prints one at a time.

    Raises `TooMuchToPrintError`, or `PrintingBusyError` if even the longer time was too short or
    the process was ended from outside.
    """
    _refuse_too_much(html)
    return _printed(
        html, stylesheet, seconds=settings.BACKGROUND_PRINTING_SECONDS, niceness=BEHIND_EVERYBODY
    )


def _refuse_too_much(html: str) -> None:
    if len(html.encode()) > MOST_HTML_BYTES:
        raise TooMuchToPrintError


def _printed(html: str, stylesheet: str, *, seconds: float, niceness: int = 0) -> bytes:
    asked = {
        "html": html,
        "stylesheet": stylesheet,
        "cpu_seconds": MOST_CPU_SECONDS,
        "memory_bytes": MOST_MEMORY_BYTES,
        "niceness": niceness,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "shared.pdf_process"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PrintingBusyError from None
    if -done.returncode in FROM_OUTSIDE:
        raise PrintingBusyError
    # A bound that the kernel keeps ends the process by another signal.
    if done.returncode == TOO_MUCH or done.returncode < 0:
        raise TooMuchToPrintError
    if done.returncode:
        raise PrintingFailedError("the process that prints has failed")
    return done.stdout


def _take_a_place() -> None:
    """Given back at the end of the transaction, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_A_PLACE, [settings.PRINTING_PLACES, PLACES_LOCK])
        if cursor.fetchone() is None:
            raise PrintingBusyError
