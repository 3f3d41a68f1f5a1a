"""The life of one record: who wrote it, what was corrected and why, what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consultations.models import Consultation


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    title: str
    at: datetime
    by: str
    reason: str = ""
    changes: Sequence[Change] = ()


def history_of(record: Consultation) -> list[HistoryEntry]:
    """Newest first; `record` comes from `for_reading()`."""
    written = HistoryEntry("記録", record.recorded_at, str(record.recorded_by))
    corrections = [
        HistoryEntry(
            "取消" if "withdrawn" in correction.changes else "訂正",
            correction.corrected_at,
            str(correction.corrected_by),
            correction.reason,
            [
                Change(change["label"], change["before"], change["after"])
                for name, change in correction.changes.items()
                if name != "withdrawn"
            ],
        )
        for correction in record.corrections.all()
    ]
    return [*reversed(corrections), written]
