"""The life of one record: who wrote it, what was corrected and why, what it said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consultations.child_parts import HIDDEN, PARTS
from consultations.models import Consultation, Person

TITLES = {
    "withdrawn": "取消",
    "abuse_intake": "虐待の疑いの受理",
    "confidentiality": "区分の変更",
    "household": "結び付き",
}


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


def history_of(record: Consultation, *, with_kept_parts: bool) -> list[HistoryEntry]:
    """Newest first; `record` comes from `for_reading()`.

    Without the parts kept at their center, what stood in any part is left out.
    """
    written = HistoryEntry("記録", record.recorded_at, str(record.recorded_by))
    corrections = [
        HistoryEntry(
            _title(correction.changes),
            correction.corrected_at,
            str(correction.corrected_by),
            correction.reason,
            [
                Change(change["label"], HIDDEN, HIDDEN)
                if name == PARTS and not with_kept_parts
                else Change(change["label"], change["before"], change["after"])
                for name, change in correction.changes.items()
                if name != "withdrawn"
            ],
        )
        for correction in record.corrections.all()
    ]
    return [*reversed(corrections), written]


def history_of_person(person: Person) -> list[HistoryEntry]:
    """What the registry said of somebody before, newest first."""
    return [
        HistoryEntry(
            "変更",
            each.changed_at,
            str(each.changed_by),
            changes=[
                Change(label, change["before"], change["after"])
                for label, change in each.changes.items()
            ],
        )
        for each in person.changes.select_related("changed_by").order_by("-pk")
    ]


def _title(changes: Mapping[str, object]) -> str:
    return next((title for name, title in TITLES.items() if name in changes), "訂正")


def withdrawal_of(history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    return next((entry for entry in history if entry.title == TITLES["withdrawn"]), None)
