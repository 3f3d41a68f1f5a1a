"""Where a fact comes from: the page of the records, and who may open it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from centers.models import Center
from shared.access import Capability
from subsidies.facts.query import Query


@dataclass(frozen=True)
class Reference:
    """A link from a fact to its records; `capability` opens it."""

    label: str
    url_name: str
    kwargs: tuple[tuple[str, Any], ...]
    capability: Capability
    query: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


@dataclass
class Part:
    """Facts of one subject for one center, with the references behind each fact key."""

    facts: dict[str, Any] = field(default_factory=dict)
    references: dict[str, list[Reference]] = field(default_factory=dict)

    def add(self, key: str, value: Any, *references: Reference) -> None:
        """Set a fact by its dotted key; None stays absent."""
        self.references.setdefault(key, []).extend(references)
        if value is None:
            return
        *path, last = key.split(".")
        place = self.facts
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value


@dataclass(frozen=True)
class Turn:
    """A day on which a record changes facts: `happened` ends in the plain past (「…が終わった」).

    `day` is the first day on which the facts are others, the day after a period's last one
    (`is_end`); `keys` are the facts that the record supplies.
    """

    day: date
    keys: tuple[str, ...]
    happened: str
    reference: Reference | None = None
    is_end: bool = False
    is_count: bool = False  # told as it stands at the end of a month, not on the day itself

    @property
    def on(self) -> date:
        """The day that the record names."""
        return self.day - timedelta(days=1) if self.is_end else self.day


class Source(Protocol):
    """Records of one subject, loaded for all centers and a period."""

    def parts(self, query: Query, /) -> dict[int, Part]:
        """The facts of a day of the period, by center, without a query to the database."""

    def turns(self, center: Center, /) -> Sequence[Turn]:
        """The days of the period on which facts of one center change, its first day excepted."""
