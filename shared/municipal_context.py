"""Which municipalities' rows this transaction may see: told to PostgreSQL, which enforces it.

Without a context every municipal table is empty. A request gets its own from the signed-in user
(`accounts.transactions`); commands and jobs say theirs:

    with municipal_context([municipality.pk]): ...
    with all_municipalities(): ...

The context ends with its transaction, so it never travels with a pooled connection. It is signed,
so that SQL smuggled into a statement cannot make one (`shared.row_level_security` verifies it).
"""

import hashlib
import hmac
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg
from django.conf import settings
from django.db import connection, transaction

EVERYTHING = "*"
NOTHING = ""
REQUEST_SECONDS = 5 * 60
WORK_SECONDS = 12 * 60 * 60

# What this thread's connection has been told; None: nothing.
_told: ContextVar[str | None] = ContextVar("municipal_context", default=None)


@contextmanager
def municipal_context(
    municipality_ids: Iterable[int], *, seconds: int = WORK_SECONDS
) -> Iterator[None]:
    """A transaction that sees and writes the rows of these municipalities and no others."""
    with _stamped(",".join(str(number) for number in sorted(municipality_ids)), seconds):
        yield


@contextmanager
def all_municipalities() -> Iterator[None]:
    """A transaction that sees everything: for commands and jobs, never for a request."""
    with _stamped(EVERYTHING, WORK_SECONDS):
        yield


@contextmanager
def _stamped(who: str, seconds: int) -> Iterator[None]:
    before = _told.get()
    with transaction.atomic():
        if who or before:
            stamp(who, seconds=seconds)
        token = _told.set(who)
        try:
            yield
        finally:
            _told.reset(token)
    if before is not None and connection.in_atomic_block:
        # The savepoint of an inner context keeps its setting; the outer one goes on with its own.
        stamp(before)


@contextmanager
def told(who: str, *, for_session: bool = False) -> Iterator[None]:
    """For tests, whose transaction is begun and ended by others, or which commit."""
    stamp(who, for_session=for_session)
    token = _told.set(who)
    try:
        yield
    finally:
        _told.reset(token)
        if for_session:
            stamp(NOTHING, for_session=True)


def stamp(who: str, *, seconds: int = WORK_SECONDS, for_session: bool = False) -> None:
    """Tell PostgreSQL. `for_session` is for tests that commit: it outlives the transaction."""
    connection.ensure_connection()
    session = connection.connection
    # Bound on the server, past Django's log of statements: the text stands in no list of activity.
    with connection.wrap_database_errors, psycopg.Cursor(session) as cursor:
        cursor.execute(
            "SELECT set_config('tsunagi.context', %s, %s)",
            [signed(who, pid=session.info.backend_pid, seconds=seconds), not for_session],
        )


def signed(who: str, *, pid: int, seconds: int) -> str:
    """The text that `row_security.told()` accepts: who|pid|expires|hmac."""
    if who == NOTHING:
        return NOTHING
    message = f"{who}|{pid}|{int(time.time()) + seconds}"
    key = settings.TSUNAGI_CONTEXT_KEY.encode()
    return f"{message}|{hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}"
