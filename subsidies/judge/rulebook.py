"""What one version of the notice says, as frozen values. Reading it from a file is `loading`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any


class Force(StrEnum):
    MUST = "must"
    PRINCIPLE = "principle"
    ABOUT = "about"
    DESIRABLE = "desirable"
    EFFORT = "effort"
    MAY = "may"


ADVISORY = frozenset({Force.DESIRABLE, Force.EFFORT})


@dataclass(frozen=True, kw_only=True)
class Leaf:
    condition: str


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Another rule of the same version, or only these of its conditions, on the same facts."""

    rule: str
    only: tuple[str, ...]
    clause: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Provisions joined by 「いずれも」 (all) or 「いずれか」 (any)."""

    every: bool
    parts: tuple["Node", ...]
    clause: str


@dataclass(frozen=True, kw_only=True)
class When:
    """「…に当たっては」: the second part is asked only while the first holds."""

    test: "Node"
    then: "Node"
    clause: str


@dataclass(frozen=True, kw_only=True)
class Proviso:
    """ただし書: when the exception holds, the main provision is not asked."""

    main: "Node"
    exception: "Node"
    clause: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Items listed side by side without 「いずれも」 or 「いずれか」: both readings must agree."""

    parts: tuple["Node", ...]
    clause: str
    flag: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A wording with several readings: the municipality's setting says which one is asked."""

    setting: str
    readings: tuple[tuple[str, "Node"], ...]
    clause: str


Node = Leaf | Reference | Group | When | Proviso | Listing | Choice


@dataclass(frozen=True, kw_only=True)
class Reading:
    """読替: for these types, the condition is read with another predicate."""

    types: tuple[str, ...]
    clause: str
    description: str
    predicate: str
    parameters: Mapping[str, Any]
    evidence: tuple[str, ...]
    attestable: bool
    ambiguity: str
    flag: str


@dataclass(frozen=True, kw_only=True)
class Condition:
    id: str
    clause: str
    description: str
    force: Force
    reported: bool
    predicate: str
    parameters: Mapping[str, Any]
    logic: Node | None
    evidence: tuple[str, ...]
    attestable: bool
    ambiguity: str
    flag: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """For these types or subtypes, the whole rule is unknown or does not apply."""

    types: tuple[str, ...]
    subtypes: tuple[str, ...]
    status: str
    clause: str
    flag: str
    reason: str


OF_CENTER = "center"
APART = frozenset({"duty", "structural", "work item"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    id: str
    name: str
    types: tuple[str, ...]
    clause: str
    nature: str
    subject: str  # whom a case is about: the center, one person, one interview, one pregnancy
    logic: Node
    includes: tuple[str, ...]  # rules whose findings are told with this one's
    scopes: tuple[Scope, ...]
    conditions: tuple[Condition, ...]

    @property
    def stands_apart(self) -> bool:
        """Reported for itself: no supplement, requirement or number of staff turns on it."""
        return self.nature in APART

    def condition(self, condition_id: str) -> Condition:
        return next(part for part in self.conditions if part.id == condition_id)


class Scheme(StrEnum):
    """Whose text it is. Only a national text is ever chosen by a day; the others stand beside."""

    NATIONAL = "national"
    GUIDELINE = "guideline"
    CONTRACT = "contract"
    DRAFT = "draft"  # reading matter: nothing is judged by it


@dataclass(frozen=True, kw_only=True)
class Version:
    code: str
    scheme: Scheme
    title: str
    numbers: tuple[str, ...]
    published_on: date
    effective_from: date
    effective_until: date | None
    lineage_ends: date | None
    end_published_on: date | None
    verified_through: date | None
    text_held: bool
    source_of_dates: str
    note: str
    types: tuple[str, ...]
    rules: tuple[Rule, ...]
    # What came after versions had been published has a default: see `plain`.
    child_spelling: str = ""  # how the text writes 「こども」
    municipalities: tuple[str, ...] = ()  # whose text, by 全国地方公共団体コード; empty: of all

    @property
    def ends_on(self) -> date | None:
        return self.effective_until or self.lineage_ends

    @cached_property
    def digest(self) -> str:
        """Kept, because every result carries it."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def condition(self, condition_id: str) -> Condition | None:
        found = (part for rule in self.rules for part in rule.conditions)
        return next((part for part in found if part.id == condition_id), None)

    def known_rule(self, rule_id: str) -> Rule:
        """A rule another provision names: reading the file has made sure that it exists."""
        return next(rule for rule in self.rules if rule.id == rule_id)

    def is_verified_on(self, day: date) -> bool:
        return self.verified_through is None or day <= self.verified_through


def canonical(version: Version) -> str:
    """The content alone: comments, order of keys and layout of the file do not matter."""
    return json.dumps(plain(version), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(version: Version) -> str:
    return version.digest


def plain(value: object) -> object:
    """Frozen values as what JSON can hold.

    A field's default is left out, so that a field added later changes no published imprint.
    """
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value)}
        content = {
            field.name: plain(said[field.name])
            for field in fields(value)
            if said[field.name] != field.default
        }
        return {"kind": type(value).__name__, **content}
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
