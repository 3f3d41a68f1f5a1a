"""Jobs that must not run twice at once, whatever starts them."""

from django.db import connection
from django.db.transaction import TransactionManagementError

SEALING = 7310291
DETERMINATION_CHECK = 7310293
PRINT_JOBS = 7310294


def one_at_a_time(job: int) -> None:
    """Wait until no other transaction does the job, then keep others waiting to the end of this.

    Raises TransactionManagementError outside a transaction, where the lock would be gone at once.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [job])


def is_free(job: int) -> bool:
    """Take the job until the end of the transaction; False, at once, if another is at it."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [job])
        return bool(cursor.fetchone()[0])


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a job's lock lasts as long as its transaction")
