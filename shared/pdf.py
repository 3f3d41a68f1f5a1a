"""PDF within bounds: size, processor time, memory, waiting time, and how many at once.

Each is made by a process of its own (`shared.pdf_process`). One place less than there are workers,
so that printing never keeps everybody from working.
"""

import json
import os
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
# Fonts and temporary files; neither keys nor the address of the database.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_PATH")
_TAKE_A_PLACE = """
SELECT place FROM generate_series(1, %s) AS place WHERE pg_try_advisory_xact_lock(%s, place) LIMIT 1
"""


class PrintingBusyError(RuntimeError):
    """All places are taken, or the machine is too busy: later it will do."""


class TooMuchToPrintError(ValueError):
    """The document itself is beyond the bounds: waiting does not help."""


def print_pdf(html: str, stylesheet: str) -> bytes:
    """Raises `TooMuchToPrintError` or `PrintingBusyError`; needs the request's transaction."""
    if len(html.encode()) > MOST_HTML_BYTES:
        raise TooMuchToPrintError
    _take_a_place()
    return _print_apart(html, stylesheet)


def _print_apart(html: str, stylesheet: str) -> bytes:
    """By a process of its own, which the kernel bounds."""
    asked = {
        "html": html,
        "stylesheet": stylesheet,
        "cpu_seconds": MOST_CPU_SECONDS,
        "memory_bytes": MOST_MEMORY_BYTES,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "shared.pdf_process"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            timeout=settings.PRINTING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PrintingBusyError from None
    # A bound that the kernel keeps ends the process by a signal.
    if done.returncode == TOO_MUCH or done.returncode < 0:
        raise TooMuchToPrintError
    if done.returncode:
        raise RuntimeError("the process that prints has failed")
    return done.stdout


def _take_a_place() -> None:
    """Given back at the end of the transaction, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_A_PLACE, [settings.PRINTING_PLACES, PLACES_LOCK])
        if cursor.fetchone() is None:
            raise PrintingBusyError
