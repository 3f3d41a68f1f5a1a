"""Where a fact comes from: the page of the records, and who may open it."""

from dataclasses import dataclass, field
from typing import Any

from shared.access import Capability


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
