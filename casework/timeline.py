"""経過: everything that happened in a case, newest first.

Each kind of entry is a function that reads what the user may see of it, in a fixed number of
queries. Other modules add a kind when the apps start (`register`) and leave the page alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casework.models import Case


@dataclass(frozen=True, kw_only=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One entry; `text` is shown with its line breaks, `url` leads to the thing itself."""

    at: datetime
    title: str
    kind: str = ""
    by: str = ""
    text: str = ""
    note: str = ""
    reason: str = ""
    url: str = ""
    changes: Sequence[Change] = ()
    is_day_only: bool = False
    is_withdrawn: bool = False


Source = Callable[[Case, Any], Iterable[TimelineEntry]]


def _always(_case: Case, _user: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class TimelineKind:
    """`entries` is asked only if `may` says so. A kind on request is left out of 「すべて」."""

    code: str
    label: str
    entries: Source
    may: Callable[[Case, Any], bool] = _always
    is_on_request: bool = False


_kinds: dict[str, TimelineKind] = {}


def register(kind: TimelineKind) -> None:
    """Add a kind, once and for all. Raises ValueError if its code is another's."""
    if kind.code in _kinds:
        raise ValueError(f"{kind.code} is registered twice")
    _kinds[kind.code] = kind


def kinds_for(case: Case, user: Any) -> list[TimelineKind]:
    return [kind for kind in _kinds.values() if kind.may(case, user)]


def timeline_of(case: Case, user: Any, *, code: str = "") -> list[TimelineEntry]:
    """Newest first; of one kind only if its code is given. A code nobody has gives everything."""
    kinds = kinds_for(case, user)
    chosen = [kind for kind in kinds if kind.code == code] or [
        kind for kind in kinds if not kind.is_on_request
    ]
    found = [_labelled(entry, kind.label) for kind in chosen for entry in kind.entries(case, user)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _labelled(entry: TimelineEntry, label: str) -> TimelineEntry:
    return entry if entry.kind else replace(entry, kind=label)
