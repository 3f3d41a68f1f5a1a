"""Recomputes the seals of the audit trail and names every entry that is not as it was sealed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import AuditSeal
from accounts.sealing import (
    BEFORE_THE_FIRST,
    DIGEST_SIZE,
    digests_of,
    hash_of,
    settled_id,
    unsealed,
)

COMPARED_AT_ONCE = 5000


@dataclass
class Report:
    """What was found; no problem means that nothing was altered, removed, exchanged or slipped in."""

    problems: list[str] = field(default_factory=list)
    seals: int = 0
    events: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Recorded:
    """One entry as a seal holds it."""

    seal: int
    event_id: int
    digest: bytes


def verify(*, at: datetime, outside: Mapping[int, str]) -> Report:
    """`outside`: the hashes kept outside the database, by the number of the seal."""
    report = Report()
    waiting_for_comparison: list[Recorded] = []
    for seal in _chained(report, outside):
        report.seals += 1
        report.events += len(seal.event_ids)
        waiting_for_comparison += _recorded(seal)
        if len(waiting_for_comparison) >= COMPARED_AT_ONCE:
            report.problems += _compare(waiting_for_comparison)
            waiting_for_comparison = []
    report.problems += _compare(waiting_for_comparison)
    _find_unsealed(report, at)
    return report


def _chained(report: Report, outside: Mapping[int, str]) -> Iterator[AuditSeal]:
    """All seals in order; what is wrong with the chain itself goes to the report."""
    number, previous = 0, BEFORE_THE_FIRST
    for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=50):
        report.problems += [f"封{gone}：ありません。" for gone in range(number + 1, seal.number)]
        if seal.number == number + 1 and seal.previous_hash != previous:
            report.problems.append(f"封{seal.number}：前の封とつながりません。")
        if hash_of(seal) != seal.hash or seal.count != len(seal.event_ids):
            report.problems.append(f"封{seal.number}：封そのものが書き換えられています。")
        if outside.get(seal.number, seal.hash) != seal.hash:
            report.problems.append(f"封{seal.number}：外部に控えた値と異なります。")
        number, previous = seal.number, seal.hash
        yield seal
    report.problems += [
        f"封{gone}：外部の控えにありますが、データベースにありません。"
        for gone in sorted(outside)
        if gone > number
    ]


def _recorded(seal: AuditSeal) -> list[Recorded]:
    digests = bytes(seal.digests)
    return [
        Recorded(seal.number, event_id, digests[start : start + DIGEST_SIZE])
        for event_id, start in zip(
            seal.event_ids, range(0, len(digests), DIGEST_SIZE), strict=False
        )
    ]


def _compare(recorded: list[Recorded]) -> list[str]:
    found = digests_of([each.event_id for each in recorded])
    numbers = {each.digest: each.event_id for each in recorded}
    problems = []
    for each in recorded:
        stands = found.get(each.event_id)
        name = f"封{each.seal}：監査記録{each.event_id}"
        if stands is None:
            problems.append(f"{name}がありません。")
        elif stands != each.digest and stands in numbers:
            problems.append(f"{name}が監査記録{numbers[stands]}の内容と入れ替わっています。")
        elif stands != each.digest:
            problems.append(f"{name}が書き換えられています。")
    return problems


def _find_unsealed(report: Report, at: datetime) -> None:
    """A new entry waits for its seal; one among those settled long ago was slipped in."""
    settled = settled_id(at)
    for number in unsealed(0):
        if number <= settled:
            report.problems.append(f"監査記録{number}は、どの封にもありません。")
        else:
            report.waiting += 1
