"""Seals over the audit trail: each names its entries, what they say, and the seal before it.

An entry is sealed once it can be seen, that is after its commit. Which entries a seal holds is
written in it, so one that commits late, with a number among those already sealed, goes into the
next. The newest seal is kept outside the database too: only there its removal shows.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import AuditEvent, AuditSeal
from shared import job_lock
from shared.job_lock import one_at_a_time

MOST_IN_A_SEAL = 1000
DIGEST_SIZE = hashlib.sha256().digest_size
LONGEST_TRANSACTION = timedelta(days=2)
BEFORE_THE_FIRST = "0" * 64
ENCODER = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
CONTENT = (
    "occurred_at",
    "actor_id",
    "role",
    "municipality_id",
    "action",
    "outcome",
    "target_kind",
    "target_ids",
    "count",
    "reason",
    "request_id",
    "source",
    "details",
)
UNSEALED = """
SELECT event.id FROM accounts_auditevent event
WHERE event.id > %(floor)s AND NOT EXISTS (
    SELECT 1 FROM (
        SELECT unnest(event_ids) AS id FROM accounts_auditseal WHERE last_id > %(floor)s
    ) sealed WHERE sealed.id = event.id
)
ORDER BY event.id
"""


@dataclass(frozen=True)
class Sealed:
    """What one run of the job did."""

    seals: int
    events: int
    newest: AuditSeal | None


@transaction.atomic
def seal_new(*, at: datetime) -> Sealed:
    """Seal every entry that no seal holds yet."""
    one_at_a_time(job_lock.SEALING)
    newest = AuditSeal.objects.order_by("-number").first()
    ids, seals = unsealed(settled_id(at)), 0
    for part in in_parts(ids, MOST_IN_A_SEAL):
        newest = _seal(part, after=newest, at=at)
        seals += 1
    return Sealed(seals, len(ids), newest)


def settled_id(at: datetime) -> int:
    """Up to this number nothing can still be on its way: no transaction lasts that long."""
    settled = AuditSeal.objects.filter(sealed_at__lt=at - LONGEST_TRANSACTION)
    return settled.aggregate(last=Max("last_id"))["last"] or 0


def unsealed(floor: int) -> list[int]:
    """The numbers beyond `floor` that no seal holds."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED, {"floor": floor})
        return [row[0] for row in cursor.fetchall()]


def in_parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _seal(ids: Sequence[int], *, after: AuditSeal | None, at: datetime) -> AuditSeal:
    found = digests_of(ids)
    seal = AuditSeal(
        number=after.number + 1 if after else 1,
        event_ids=list(ids),
        digests=b"".join(found[number] for number in ids),
        last_id=max(ids),
        count=len(ids),
        previous_hash=after.hash if after else BEFORE_THE_FIRST,
        sealed_at=at,
    )
    seal.hash = hash_of(seal)
    seal.save(force_insert=True)
    return seal


def digests_of(ids: Sequence[int]) -> dict[int, bytes]:
    """What each entry says, as a digest. The number is not part of it, so an exchange shows."""
    rows = AuditEvent.objects.filter(pk__in=ids).values_list("pk", *CONTENT)
    return {number: hashlib.sha256(canonical(values)).digest() for number, *values in rows}


def hash_of(seal: AuditSeal) -> str:
    content = [
        seal.number,
        seal.previous_hash,
        seal.sealed_at,
        seal.count,
        seal.event_ids,
        bytes(seal.digests).hex(),
    ]
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(values: Sequence[Any]) -> bytes:
    """The same bytes for the same values, whatever the session's time zone."""
    plain = [
        value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for value in values
    ]
    return ENCODER.encode(plain).encode()


def append_outside(path: Path) -> int:
    """Write down the seals that the file does not have yet; a run that broke off is made up for."""
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two processes would write the same lines
        known = read_outside(path)
        missing = AuditSeal.objects.filter(number__gt=max(known, default=0)).order_by("number")
        rows = missing.values_list("number", "hash", "count", "sealed_at")
        lines = [f"{number} {seal} {count} {at.isoformat()}\n" for number, seal, count, at in rows]
        file.writelines(lines)
    return len(lines)


def read_outside(path: Path) -> dict[int, str]:
    """The hashes kept outside, by the number of the seal."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return {int(number): seal for number, seal, *_ in map(str.split, lines)}
