"""Two people corrected the same record: what the other one changed, beside what was typed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultations.actions import Entry, shown
from consultations.models import Consultation, ConsultationCorrection


@dataclass(frozen=True)
class FieldConflict:
    """One field that the other person changed after this form was opened."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str

    @property
    def is_untouched_here(self) -> bool:
        """Nobody changed it in this form, so the other person's text can be taken over."""
        return self.mine == self.before

    @property
    def differs(self) -> bool:
        return self.mine not in {self.before, self.theirs}


@dataclass(frozen=True)
class Conflict:
    """The corrections since the form was opened, and the fields they touched."""

    corrections: Sequence[ConsultationCorrection]
    fields: Sequence[FieldConflict]


def conflict_of(record: Consultation, entry: Entry, *, version: int) -> Conflict:
    """Every version but the first came with one correction."""
    since = list(
        record.corrections.select_related("corrected_by").order_by("pk")[max(0, version - 1) :]
    )
    mine = shown(entry)
    return Conflict(
        since,
        [
            FieldConflict(
                name=name,
                label=change["label"],
                before=change["before"],
                theirs=change["after"],
                mine=mine[name]["text"],
            )
            for name, change in merged(since).items()
            if name in mine
        ],
    )


def merged(corrections: Sequence[Any]) -> dict[str, Mapping[str, str]]:
    changes: dict[str, Mapping[str, str]] = {}
    for correction in corrections:
        for name, change in correction.changes.items():
            first = changes.get(name, change)
            changes[name] = {**change, "before": first["before"]}
    return changes
