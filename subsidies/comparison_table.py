"""新旧対照表: the two columns of a comparison, with what differs marked in both."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from subsidies.judge.differences import (
    Change,
    Comparison,
    ConditionDifference,
    Kind,
    RuleDifference,
)

TOKEN = re.compile(r"[0-9,.:]+|[ァ-ヶー]+|.", re.DOTALL)  # figures and loan words stay whole
LEAST_ALIKE = 0.5  # texts that share less are told as wholly different
SHORTEST = 2  # an equal run shorter than this between two changes reads better as changed

Segment = tuple[str, bool]  # text, and whether it differs

LABELS = {
    Kind.ADDED: "新設",
    Kind.REMOVED: "削除",
    Kind.CHANGED: "変更",
    Kind.RENUMBERED: "条項の移動",
    Kind.REWORDED: "表記のみ",
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One side of a row; empty where the version has nothing there."""

    clause: list[Segment]
    text: list[Segment]
    points: list[tuple[str, list[Segment]]]

    @property
    def is_empty(self) -> bool:
        return not (self.clause or self.text or self.points)


@dataclass(frozen=True, kw_only=True)
class Row:
    id: str
    kind: Kind
    label: str
    new: Cell
    old: Cell

    @property
    def is_added(self) -> bool:
        return self.kind is Kind.ADDED

    @property
    def is_removed(self) -> bool:
        return self.kind is Kind.REMOVED


@dataclass(frozen=True, kw_only=True)
class Section:
    """One rule of the table; `own` is the row about the rule itself."""

    id: str
    name: str
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class Summary:
    label: str
    count: int


def sections_of(comparison: Comparison) -> list[Section]:
    return [
        Section(
            id=rule.id,
            name=rule.name,
            rows=[
                *([_rule_row(rule, rule.kind)] if rule.kind else []),
                *(_condition_row(part) for part in rule.conditions),
            ],
        )
        for rule in comparison.rules
    ]


def summary_of(comparison: Comparison) -> list[Summary]:
    """How many conditions were added, removed, changed, renumbered, worded otherwise."""
    return [Summary(label=LABELS[kind], count=comparison.count(kind)) for kind in Kind]


def segments(old: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts cut into what is common and what differs."""
    if not old or not new:
        return ([(old, True)] if old else []), ([(new, True)] if new else [])
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(a=a, b=b, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return [(old, True)], [(new, True)]
    before: list[Segment] = []
    after: list[Segment] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        is_inner = bool(before or after) and j < len(a) and m < len(b)
        differs = tag != "equal" or (is_inner and j - i < SHORTEST)
        _append(before, "".join(a[i:j]), differs=differs)
        _append(after, "".join(b[k:m]), differs=differs)
    return before, after


def _append(parts: list[Segment], text: str, *, differs: bool) -> None:
    if not text:
        return
    if parts and parts[-1][1] == differs:
        parts[-1] = (parts[-1][0] + text, differs)
    else:
        parts.append((text, differs))


def _rule_row(rule: RuleDifference, kind: Kind) -> Row:
    old_clause, new_clause = segments(
        rule.old.clause if rule.old else "", rule.new.clause if rule.new else ""
    )
    told = "この規定の全体" if kind in {Kind.ADDED, Kind.REMOVED} else "この規定について"
    new_points, old_points = _points([part for part in rule.changes if part.what != "条項"])
    return Row(
        id=rule.id,
        kind=kind,
        label=LABELS[kind],
        new=Cell(
            clause=new_clause if rule.new else [],
            text=[(told, kind is Kind.ADDED)] if rule.new else [],
            points=new_points,
        ),
        old=Cell(
            clause=old_clause if rule.old else [],
            text=[(told, kind is Kind.REMOVED)] if rule.old else [],
            points=old_points,
        ),
    )


def _condition_row(part: ConditionDifference) -> Row:
    old, new = part.old, part.new
    old_clause, new_clause = segments(old.clause if old else "", new.clause if new else "")
    old_text, new_text = segments(old.description if old else "", new.description if new else "")
    said = {change for change in part.wording if change.what == "説明"}
    new_points, old_points = _points(
        [*part.changes, *(change for change in part.wording if change not in said)]
    )
    return Row(
        id=part.id,
        kind=part.kind,
        label=LABELS[part.kind],
        new=Cell(clause=new_clause, text=new_text, points=new_points),
        old=Cell(clause=old_clause, text=old_text, points=old_points),
    )


Points = list[tuple[str, list[Segment]]]


def _points(changes: list[Change]) -> tuple[Points, Points]:
    new: Points = []
    old: Points = []
    for change in changes:
        before, after = segments(change.old, change.new)
        new.append((change.what, after))
        old.append((change.what, before))
    return new, old
