"""A list beside the directory: what is new, changed or the same, and what was put right by hand.

A resource is found again by name and place, as they stand or as the last list wrote them, or by
the list's own number if name or place agrees too: many lists number their rows anew each year.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from centers.directory.places import address_key
from centers.directory.plain import FIELDS, LABELS, NOTHING_TOLD, is_blank, plain, shown
from centers.directory.reading import WHOLE_ROW, FileRow, Problem
from centers.models import LocalResource
from shared.japanese_text import fold_key

Place = tuple[str, str, str]  # keys of area, name and address


class State(models.TextChoices):
    """行の状態."""

    BROKEN = "broken", "取り込めない"
    CONFLICT = "conflict", "手で直した内容と違う"
    NEW = "new", "新規"
    CHANGED = "changed", "変更"
    UNCHANGED = "unchanged", "変更なし"


@dataclass(frozen=True)
class Change:
    """One field: what stands, and what the list says."""

    name: str
    old: Any
    new: Any

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def old_text(self) -> str:
        return shown(self.name, self.old)

    @property
    def new_text(self) -> str:
        return shown(self.name, self.new)


@dataclass
class Line:
    """One row of the list and what would become of it."""

    row: FileRow
    state: State
    resource: LocalResource | None = None
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.row.values.get("name") or "")

    def key_of(self, change: Change) -> str:
        """By what a form names the choice of one field."""
        return f"{self.row.line}:{change.name}"


def compare(rows: Sequence[FileRow], standing: Iterable[LocalResource]) -> list[Line]:
    """Each row of the list, in its order."""
    known = _Known(standing)
    first_lines: dict[tuple[str, ...], int] = {}
    lines: list[Line] = []
    for row in rows:
        problems = list(row.problems)
        if not problems:
            first = first_lines.setdefault(_identity(row), row.line)
            if first != row.line:
                reason = f"{first}行目と同じ名称・所在地・種別です。"
                problems.append(Problem(WHOLE_ROW, reason))
        state = State.BROKEN if problems else State.NEW
        told = FileRow(row.line, row.values, problems, row.remarks)
        lines.append(Line(told, state))
    ready = [line for line in lines if line.state != State.BROKEN]
    for find in (known.by_place, known.by_number, known.by_name):
        for line in ready:
            if line.resource is None:
                line.resource = known.claim(find(line.row))
    for line in ready:
        _judge(line, known)
    return lines


def digest_of(lines: Sequence[Line]) -> str:
    """Changes whenever what would be done changes."""
    said = [
        [
            line.row.line,
            line.state.value,
            line.resource.pk if line.resource else None,
            [[each.name, each.old, each.new] for each in (*line.changes, *line.conflicts)],
        ]
        for line in lines
    ]
    text = json.dumps(said, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _judge(line: Line, known: "_Known") -> None:
    if line.resource is None:
        line.hints = known.hints(line.row)
        return
    for name in FIELDS:
        if name in line.row.values:
            _compare_field(line, line.resource, name)
    _refuse_contradictions(line, line.resource)
    if line.state == State.BROKEN:
        return
    if line.changes:
        line.state = State.CHANGED
    else:
        line.state = State.CONFLICT if line.conflicts else State.UNCHANGED


def _compare_field(line: Line, resource: LocalResource, name: str) -> None:
    new, current = line.row.values[name], plain(resource, name)
    if new == current:
        return
    change = Change(name, current, new)
    if name not in resource.imported:  # no list has told it yet
        if is_blank(name, current):
            line.changes.append(change)
        elif not is_blank(name, new):
            line.conflicts.append(change)
    elif resource.imported[name] == current:
        line.changes.append(change)
    elif not (is_blank(name, new) and is_blank(name, resource.imported[name])):
        line.conflicts.append(change)


def _refuse_contradictions(line: Line, resource: LocalResource) -> None:
    """Dates and ages out of order once the list's values stand beside those that remain."""
    taken = {change.name: change.new for change in (*line.changes, *line.conflicts)}
    for first, last in (("opened_on", "closed_on"), ("age_from", "age_to")):
        values: list[Any] = [taken.get(name, plain(resource, name)) for name in (first, last)]
        if None not in values and values[1] < values[0]:
            reason = f"{LABELS[last]}（{shown(last, values[1])}）が{LABELS[first]}（{shown(first, values[0])}）より前です。"
            line.row.problems.append(Problem(WHOLE_ROW, reason))
            line.state = State.BROKEN


def _place_of(values: dict[str, Any]) -> Place:
    return (
        fold_key(values.get("area") or ""),
        fold_key(values.get("name") or ""),
        address_key(values.get("address") or ""),
    )


def _identity(row: FileRow) -> tuple[str, ...]:
    values = row.values
    return (*_place_of(values), str(values.get("kind")), str(values.get("source_id") or ""))


class _Known:
    """The standing resources by every key under which a row may name them; each is found once."""

    def __init__(self, standing: Iterable[LocalResource]) -> None:
        self.places: dict[Place, list[LocalResource]] = defaultdict(list)
        self.names: dict[tuple[str, str], list[LocalResource]] = defaultdict(list)
        self.numbers: dict[tuple[str, str], list[LocalResource]] = defaultdict(list)
        self.keys: dict[int, set[Place]] = {}
        self.claimed: set[int] = set()
        for resource in standing:
            now = {name: getattr(resource, name) for name in ("area", "name", "address")}
            keys = {_place_of(now), _place_of({**now, **resource.imported})}
            self.keys[resource.pk] = keys
            for key in keys:
                self.places[key].append(resource)
                self._add(self.names[key[:2]], resource)
                if resource.source_id:
                    self._add(self.numbers[key[0], resource.source_id], resource)

    @staticmethod
    def _add(rows: list[LocalResource], resource: LocalResource) -> None:
        if resource not in rows:
            rows.append(resource)

    def claim(self, resource: LocalResource | None) -> LocalResource | None:
        if resource is not None:
            self.claimed.add(resource.pk)
        return resource

    def by_place(self, row: FileRow) -> LocalResource | None:
        """Name and place agree."""
        found = self._free(self.places[_place_of(row.values)], row)
        number, kind = row.values.get("source_id"), row.values.get("kind")
        found.sort(key=lambda each: (each.source_id != number, each.kind != kind, each.pk))
        return found[0] if found else None

    def by_name(self, row: FileRow) -> LocalResource | None:
        """Where one side tells no place: the only one of that name."""
        key = _place_of(row.values)
        found = self._free(self.names[key[:2]], row)
        return found[0] if len(found) == 1 and (not key[2] or self._is_without(found[0])) else None

    def by_number(self, row: FileRow) -> LocalResource | None:
        """The list's own number, and the name or the place besides."""
        key, number = _place_of(row.values), row.values.get("source_id")
        if not number:
            return None
        for resource in self.numbers[key[0], number]:
            agrees = any(
                theirs[1] == key[1] or (key[2] and theirs[2] == key[2])
                for theirs in self.keys[resource.pk]
            )
            if agrees and resource.pk not in self.claimed:
                return resource
        return None

    def hints(self, row: FileRow) -> list[str]:
        """What somebody should look at before a resource is added."""
        key = _place_of(row.values)
        return [
            f"同じ名称の地域資源が登録済みです（{each.get_kind_display()}、{each.address or '所在地の記載なし'}）。"
            for each in self.names[key[:2]][:1]
        ]

    def _free(self, resources: list[LocalResource], row: FileRow) -> list[LocalResource]:
        """Not taken by another row, and of the row's kind if it tells one."""
        kind = row.values.get("kind")
        return [
            each
            for each in resources
            if each.pk not in self.claimed
            and (kind is None or kind in (each.kind, each.imported.get("kind")) or _is_open(each))
        ]

    def _is_without(self, resource: LocalResource) -> bool:
        return any(not key[2] for key in self.keys[resource.pk])


def _is_open(resource: LocalResource) -> bool:
    return resource.kind == NOTHING_TOLD["kind"]
