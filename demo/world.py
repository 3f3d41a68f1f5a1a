"""What has been built so far: each builder finds here what it refers to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from accounts.models import User
from centers.models import Center, Municipality
from demo.period import written
from shared.ledger import LedgerEntry
from staffing.models import StaffMember

Entry = TypeVar("Entry", bound=LedgerEntry)


@dataclass(frozen=True)
class Shift:
    """An account posted at a center, and the weekly hours: how much of the log it writes."""

    account: str
    hours: float
    first: date
    last: date


@dataclass
class World:
    """Municipalities by key, centers by `key-number`, people by account or staff number."""

    seed: int
    scale: float
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    centers: dict[str, Center] = field(default_factory=dict)
    center_data: dict[str, dict[str, Any]] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    shifts: dict[str, list[Shift]] = field(default_factory=dict)

    def recorders(self, center: str, day: date) -> list[tuple[str, float]]:
        shifts = self.shifts[center]
        return [(each.account, each.hours) for each in shifts if each.first <= day <= each.last]

    def officer(self, municipality: str) -> User:
        """Who keeps the records of a municipality."""
        return self.users[OFFICERS[municipality]]

    def entry(self, model: type[Entry], *, of: str, on: date, **values: Any) -> Entry:
        """A ledger row, not yet saved, written down by the officer on the day it concerns."""
        return model(recorded_at=written(on), recorded_by=self.officer(of), **values)


OFFICERS = {"tsunagi": "shokan", "tonari": "tonari1"}


def replaced(entry: Entry, *, at: datetime) -> Entry:
    """The row as it stood until somebody put it right at `at`."""
    entry.superseded_at, entry.superseded_by = at, entry.recorded_by
    return entry
