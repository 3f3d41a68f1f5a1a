"""What two judgements of the same subject disagree on, condition by condition, and why.

Pure: it compares what was stored. Nothing is judged again, and no rule file is opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from subsidies.figures import (
    ATTESTATIONS,
    NOT_RECORDED,
    ROWS_OF_PEOPLE,
    SETTINGS,
    figure,
    leaves_of,
    name_of_leaf,
    touches,
)
from subsidies.judge.vocabulary import name_of

COMPARED = ("status", "reason", "values", "missing")
EVIDENCE, ATTESTATION, SETTING = "evidence", "attestation", "setting"
RULE_REVISION, LAW_DATE, ENGINE = "rule_revision", "law_date", "engine"
CAUSES = {
    EVIDENCE: "記録の変更",
    ATTESTATION: "申立ての変更",
    SETTING: "要綱の読み方の変更",
    RULE_REVISION: "要綱の版の違い",
    LAW_DATE: "基準日の違い",
    ENGINE: "判定プログラムの違い",
}


@dataclass(frozen=True)
class Judged:
    """One judgement as it is stored, or as it would be."""

    findings: Mapping[str, Any]
    facts: Mapping[str, Any]
    subtype: str
    rule_digest: str
    engine_version: str
    judged_on: date

    @property
    def evidence(self) -> dict[str, Any]:
        """Every single fact, without what people decided."""
        decided = (ATTESTATIONS, SETTINGS)
        facts = {key: value for key, value in self.facts.items() if key not in decided}
        return leaves_of(facts) | ({"subtype": self.subtype} if self.subtype else {})

    @property
    def attestations(self) -> dict[str, bool]:
        """The decision by condition: of several the last counts."""
        return {
            row["condition"]: row["decision"] in (True, "met")
            for row in self.facts.get(ATTESTATIONS) or []
        }

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.facts.get(SETTINGS) or {})

    @property
    def conditions(self) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
        """Rule and condition, by their ids."""
        return {
            (rule["id"], part["id"]): (rule, part)
            for rule in self.findings["rules"]
            for part in rule["conditions"]
        }


@dataclass(frozen=True)
class Figure:
    """One fact, one decision or one version, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Cause:
    kind: str
    figures: tuple[Figure, ...] = ()

    @property
    def label(self) -> str:
        return CAUSES[self.kind]


@dataclass(frozen=True)
class Difference:
    """One condition on which the two disagree; a side without the condition is None."""

    rule_id: str
    rule_name: str
    condition_id: str
    clause: str
    description: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    causes: tuple[Cause, ...]

    @property
    def turns(self) -> bool:
        """Whether the answer itself is another one, not only its figures."""
        return _status(self.before) != _status(self.after)


@dataclass(frozen=True)
class Comparison:
    """The conditions that differ, and the facts behind any condition that do."""

    differences: tuple[Difference, ...]
    figures: tuple[Figure, ...]

    def __bool__(self) -> bool:
        return bool(self.differences or self.figures)

    def as_changes(self) -> dict[str, Any]:
        """Plain values, to be kept; empty when nothing differs."""
        if not self:
            return {}
        return {
            "conditions": [_kept(part) for part in self.differences],
            "figures": [vars(part) for part in self.figures],
        }


def compare(before: Judged, after: Judged) -> Comparison:
    changes = _Changes(before, after)
    earlier, later = before.conditions, after.conditions
    keys = dict.fromkeys([*later, *earlier])
    found = [
        _difference(earlier.get(key), later.get(key), changes)
        for key in keys
        if _differs(earlier.get(key), later.get(key))
    ]
    used = {
        key
        for side in (earlier, later)
        for _, part in side.values()
        for key in (*part["evidence"], "subtype")
    }
    return Comparison(
        differences=tuple(found),
        figures=(*changes.evidence(used), *changes.attested(), *changes.set_otherwise()),
    )


def _differs(before: Any, after: Any) -> bool:
    if before is None or after is None:
        return True
    return any(before[1][name] != after[1][name] for name in COMPARED)


def _difference(before: Any, after: Any, changes: "_Changes") -> Difference:
    rule, part = after or before
    return Difference(
        rule_id=rule["id"],
        rule_name=rule["name"],
        condition_id=part["id"],
        clause=part["clause"],
        description=part["description"],
        before=_side(before),
        after=_side(after),
        causes=tuple(changes.causes(before and before[1], after and after[1])),
    )


def _side(found: Any) -> dict[str, Any] | None:
    return None if found is None else {name: found[1][name] for name in (*COMPARED, "clause")}


def _status(side: Mapping[str, Any] | None) -> str | None:
    return None if side is None else side["status"]


def _kept(difference: Difference) -> dict[str, Any]:
    return vars(difference) | {
        "turns": difference.turns,
        "causes": [
            {"kind": cause.kind, "figures": [vars(part) for part in cause.figures]}
            for cause in difference.causes
        ],
    }


class _Changes:
    """Everything but the findings in which the two judgements differ."""

    def __init__(self, before: Judged, after: Judged) -> None:
        self.before, self.after = before, after
        earlier, later = before.evidence, after.evidence
        self.leaves = {
            key: (earlier.get(key), later.get(key))
            for key in dict.fromkeys([*earlier, *later])
            if earlier.get(key) != later.get(key) and not _of_somebody_else(key, earlier, later)
        }

    def causes(
        self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
    ) -> list[Cause]:
        """Why one condition was answered otherwise, the nearest reasons first."""
        either: Mapping[str, Any] = after or before or {}
        content_differs = (before or {}).get("content") != (after or {}).get("content")
        rules_differ = self.before.rule_digest != self.after.rule_digest
        keys = {*(before or either)["evidence"], *either["evidence"], "subtype"}
        near = [
            *([Cause(RULE_REVISION)] if content_differs and rules_differ else []),
            *_cause(EVIDENCE, self.evidence(keys)),
            *_cause(ATTESTATION, self.attested(either["id"])),
            *_cause(SETTING, self.set_otherwise(keys)),
        ]
        if near:
            return near
        # A condition on other rules has no evidence of its own: then whatever changed is the cause.
        far = [
            *_cause(EVIDENCE, self.evidence(self.leaves)),
            *_cause(ATTESTATION, self.attested()),
            *_cause(SETTING, self.set_otherwise()),
        ]
        if far or rules_differ:
            return far or [Cause(RULE_REVISION)]
        if self.before.judged_on != self.after.judged_on:
            return [Cause(LAW_DATE)]
        versions = (self.before.engine_version, self.after.engine_version)
        return [Cause(ENGINE, (Figure("判定プログラムの版", *versions),))]

    def evidence(self, keys: Iterable[str]) -> tuple[Figure, ...]:
        keys = tuple(keys)
        return tuple(
            Figure(name_of_leaf(place), figure(place, before), figure(place, after))
            for place, (before, after) in self.leaves.items()
            if any(touches(key, place) for key in keys)
        )

    def attested(self, condition: str = "") -> tuple[Figure, ...]:
        earlier, later = self.before.attestations, self.after.attestations
        return tuple(
            Figure(f"申立て（{each}）", _decided(earlier.get(each)), _decided(later.get(each)))
            for each in sorted(earlier.keys() | later.keys())
            if earlier.get(each) != later.get(each) and condition in ("", each)
        )

    def set_otherwise(self, keys: Iterable[str] = (SETTINGS,)) -> tuple[Figure, ...]:
        keys = tuple(keys)
        earlier, later = self.before.settings, self.after.settings
        return tuple(
            Figure(
                name_of(f"{SETTINGS}.{key}"),
                str(earlier.get(key, NOT_RECORDED)),
                str(later.get(key, NOT_RECORDED)),
            )
            for key in sorted(earlier.keys() | later.keys())
            if earlier.get(key) != later.get(key)
            and any(touches(each, f"{SETTINGS}.{key}") for each in keys)
        )


def _of_somebody_else(key: str, earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """The details of a person who is on one side only: that the person is, says it all."""
    head, _, rest = key.partition(".")
    if head not in ROWS_OF_PEOPLE or "." not in rest:
        return False
    person = f"{head}.{rest.partition('.')[0]}"
    return earlier.get(person) != later.get(person)


def _decided(decision: bool | None) -> str:  # noqa: FBT001 -- the decision itself
    return "なし" if decision is None else "満たす" if decision else "満たさない"


def _cause(kind: str, figures: tuple[Figure, ...]) -> list[Cause]:
    return [Cause(kind, figures)] if figures else []
