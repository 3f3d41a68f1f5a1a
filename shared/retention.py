"""What is kept for how long, and what goes with it; every app registers its kinds at start-up.

A kind of record names the events from which its years are counted, the rows that go with it
(`Part`), and what holds it back although its time is over (`Obstacle`). An app above adds its own
rows and obstacles with `extend`. `tests/database/test_retention_lint.py` refuses a table that
holds something of clients and is registered nowhere.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

# The records of each kind that are to go in the same disposal, and so hold nothing back.
Going = Mapping[str, Collection[int]]
NOTHING_GOES: Going = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """What the years are counted from; `day` is an expression that is NULL until it happens."""

    code: str
    label: str
    day: Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows that go with a record; `path` leads from such a row to the record.

    With `emptied` the row belongs to somebody else and merely forgets the record; with nothing in
    it, only drafts about the row go.
    """

    model: str
    path: str
    only: Q = field(default_factory=Q)
    emptied: Mapping[str, Any] | None = None
    draft_prefixes: Sequence[str] = ()  # of forms about such a row
    after_record: bool = False  # a trigger on the record makes it anew

    @property
    def rows(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def of(self, pk: int) -> models.QuerySet[Any]:
        manager = self.rows._base_manager  # noqa: SLF001 -- nothing filtered out
        return manager.filter(self.only, **{self.path: pk})


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why a record stays; `holds` is a condition on it, told what goes together with it."""

    code: str
    label: str
    holds: Callable[[Going], Q]


@dataclass(frozen=True, kw_only=True)
class CountedBesides:
    """What figures count of the rows that go with a record: a list under `name`, a dict for each."""

    name: str
    rows: Callable[[int], models.QuerySet[Any]]
    columns: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """One kind of record (記録の種別). Without events it goes with the last that refers to it."""

    code: str
    label: str
    model: str
    events: Sequence[Event] = ()
    parts: Sequence[Part] = ()
    obstacles: Sequence[Obstacle] = ()
    # Kinds and the ways to them: a hold on one of these holds this record too.
    held_with: Sequence[tuple[str, str]] = ()
    # Kinds and the ways to them: these go too, unless anything else refers to them.
    companions: Sequence[tuple[str, str]] = ()
    draft_prefixes: Sequence[str] = ()
    center: str = ""  # the way to the center's name, where there is one
    # The row stays as a number that is counted, with these columns emptied and the marker set …
    emptied: Mapping[str, Any] | None = None
    marker: str = ""
    # … or it goes, and these columns stay in a row of their own, with what is counted beside them.
    counted: Sequence[str] = ()
    counted_besides: Sequence[CountedBesides] = ()
    before: Sequence[Callable[[int], None]] = ()  # run before anything of a record goes
    goes_first: bool = False  # nothing refers to it, and others may take it with them

    @property
    def rows(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def standing(self) -> models.QuerySet[Any]:
        """Those not disposed of."""
        manager = self.rows._base_manager  # noqa: SLF001 -- nothing filtered out
        return manager.filter(**{self.marker: None}) if self.marker else manager.all()

    @property
    def may_have_a_rule(self) -> bool:
        return bool(self.events)

    def event(self, code: str) -> Event:
        """Raises KeyError."""
        return {event.code: event for event in self.events}[code]

    def by_way(self, path: str, numbers: models.QuerySet[Any]) -> Q:
        """Records that reach one of `numbers` by `path`; never a row twice."""
        there = {f"{path}__in": numbers}
        return Q(Exists(self.standing.filter(pk=OuterRef("pk"), **there)))


_kinds: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> None:
    """Add a kind. Kinds go in the order in which they are listed by `kinds`.

    Raises ValueError if the code is taken.
    """
    if kind.code in _kinds:
        raise ValueError(f"{kind.code} is registered twice")
    _kinds[kind.code] = kind


def extend(
    code: str,
    *,
    parts: Sequence[Part] = (),
    obstacles: Sequence[Obstacle] = (),
    held_with: Sequence[tuple[str, str]] = (),
    draft_prefixes: Sequence[str] = (),
) -> None:
    """Add what an app above knows of a kind; its rows refer to the others, so they go first.

    Raises KeyError for a kind that no app below registered.
    """
    kind = _kinds[code]
    _kinds[code] = replace(
        kind,
        parts=(*parts, *kind.parts),
        obstacles=(*kind.obstacles, *obstacles),
        held_with=(*kind.held_with, *held_with),
        draft_prefixes=(*kind.draft_prefixes, *draft_prefixes),
    )


# What stays to be counted is read by figures in apps below the one that keeps it.
Residues = Sequence[Mapping[str, Any]]
ResidueReader = Callable[[Collection[str], Collection[int]], Residues]
_readers: list[ResidueReader] = []


def read_residues_by(reader: ResidueReader) -> None:
    _readers[:] = [reader]


def residues(center_ids: Collection[int], *codes: str) -> Residues:
    """What is counted of the records of these kinds and centers that went; days and moments as
    text. One query."""
    return [row for reader in _readers for row in reader(codes, center_ids)]


def kinds() -> list[RecordKind]:
    """In the order in which they go: what was registered last refers to what was there before."""
    last_first = list(_kinds.values())[::-1]
    return sorted(last_first, key=lambda kind: not kind.goes_first)


def kind_of(code: str) -> RecordKind:
    """Raises KeyError."""
    return _kinds[code]


def find_kind(code: str) -> RecordKind | None:
    return _kinds.get(code)


def kinds_with_rules() -> list[RecordKind]:
    return [kind for kind in kinds() if kind.may_have_a_rule]


def covered_models() -> set[str]:
    """The label of every model that goes, or forgets, with some kind."""
    roots = {kind.rows._meta.label for kind in _kinds.values()}
    return roots | {part.rows._meta.label for kind in _kinds.values() for part in kind.parts}


def draft_prefixes() -> set[str]:
    """The forms whose drafts go with the record, or the row, that they are about."""
    parts = [part for kind in _kinds.values() for part in kind.parts]
    owners: list[RecordKind | Part] = [*_kinds.values(), *parts]
    return {prefix for owner in owners for prefix in owner.draft_prefixes}
