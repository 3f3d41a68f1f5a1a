"""What one version asks otherwise than another, computed from the two complete texts.

Differences are never stored: each version says everything, and any two can be laid side by side.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from subsidies.judge.content import content_of, figures_of
from subsidies.judge.rulebook import Condition, Reading, Rule, Version, plain
from subsidies.judge.words import (
    kinds_text,
    logic_text,
    records_text,
    scopes_text,
    value_text,
    word,
)

T = TypeVar("T")
Parameters = Mapping[str, Any]


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # the same content under another clause
    REWORDED = "reworded"  # our words about it, or the records looked at; nothing that is asked


@dataclass(frozen=True, kw_only=True)
class Change:
    """One point that differs, both sides in words; empty where a side has none."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class ConditionDifference:
    """One condition that differs; `changes` are what it asks, `wording` what is said about it."""

    id: str
    kind: Kind
    rule_id: str
    rule_name: str
    old: Condition | None
    new: Condition | None
    changes: tuple[Change, ...] = ()
    wording: tuple[Change, ...] = ()

    @property
    def is_renumbered(self) -> bool:
        return bool(self.old and self.new and self.old.clause != self.new.clause)


@dataclass(frozen=True, kw_only=True)
class RuleDifference:
    """One rule that differs by itself (`kind`), in its conditions, or in both."""

    id: str
    name: str
    kind: Kind | None
    old: Rule | None
    new: Rule | None
    changes: tuple[Change, ...]
    conditions: tuple[ConditionDifference, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    old: Version
    new: Version
    head: tuple[Change, ...]
    rules: tuple[RuleDifference, ...]

    @property
    def conditions(self) -> tuple[ConditionDifference, ...]:
        return tuple(part for rule in self.rules for part in rule.conditions)

    @property
    def is_empty(self) -> bool:
        return not (self.head or self.rules)

    def count(self, kind: Kind) -> int:
        return sum(1 for part in self.conditions if part.kind is kind)


def compare(old: Version, new: Version) -> Comparison:
    """Everything that differs between two versions, in the printed order of the newer one."""
    sides = _Sides(old, new)
    return Comparison(old=old, new=new, head=_head(old, new), rules=tuple(sides.rules()))


class _Sides:
    """Both versions with their conditions found by id: a condition may move to another rule."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old_rules = {rule.id: rule for rule in old.rules}
        self.new_rules = {rule.id: rule for rule in new.rules}
        self.old = {part.id: part for rule in old.rules for part in rule.conditions}
        self.new = {part.id: part for rule in new.rules for part in rule.conditions}
        self.old_owners = {part.id: rule for rule in old.rules for part in rule.conditions}
        self.new_owners = {part.id: rule for rule in new.rules for part in rule.conditions}
        self.old_words = _Words(old)
        self.new_words = _Words(new)

    def rules(self) -> Iterable[RuleDifference]:
        for rule_id in in_printed_order(list(self.old_rules), list(self.new_rules)):
            found = self._rule(rule_id)
            if found.kind is not None or found.conditions:
                yield found

    def _rule(self, rule_id: str) -> RuleDifference:
        old, new = self.old_rules.get(rule_id), self.new_rules.get(rule_id)
        here = new or old
        changes = self._rule_changes(old, new) if old and new else ()
        return RuleDifference(
            id=rule_id,
            name=here.name if here else rule_id,
            kind=_kind_of_rule(old, new, changes),
            old=old,
            new=new,
            changes=changes,
            conditions=tuple(self._conditions(old, new)),
        )

    def _rule_changes(self, old: Rule, new: Rule) -> tuple[Change, ...]:
        points = [
            ("名称", old.name, new.name),
            ("条項", old.clause, new.clause),
            ("類型", kinds_text(old.types), kinds_text(new.types)),
            ("区分", word("nature", old.nature), word("nature", new.nature)),
            ("判定の単位", word("subject", old.subject), word("subject", new.subject)),
            ("併せて示す規定", self.old_words.rules(old), self.new_words.rules(new)),
            ("適用の範囲", scopes_text(old.scopes), scopes_text(new.scopes)),
        ]
        logic = Change(
            what="条件の組合せ",
            old=self.old_words.logic(old.logic),
            new=self.new_words.logic(new.logic),
        )
        differs = without_clauses(old.logic) != without_clauses(new.logic)
        return (*_changes(points), *([logic] if differs else []))

    def _conditions(self, old: Rule | None, new: Rule | None) -> Iterable[ConditionDifference]:
        before = [part.id for part in old.conditions] if old else []
        after = [part.id for part in new.conditions] if new else []
        rule = new or old
        for condition_id in in_printed_order(before, after):
            if condition_id not in after and condition_id in self.new:
                continue  # told where it stands now
            found = self._condition(condition_id, rule)
            if found is not None:
                yield found

    def _condition(self, condition_id: str, rule: Rule | None) -> ConditionDifference | None:
        old, new = self.old.get(condition_id), self.new.get(condition_id)
        changes = (*self._moved(condition_id), *self._content(old, new)) if old and new else ()
        wording = self._wording(old, new) if old and new else ()
        kind = _kind_of_condition(old, new, changes, wording)
        if kind is None or rule is None:
            return None
        return ConditionDifference(
            id=condition_id,
            kind=kind,
            rule_id=rule.id,
            rule_name=rule.name,
            old=old,
            new=new,
            changes=changes,
            wording=wording,
        )

    def _moved(self, condition_id: str) -> tuple[Change, ...]:
        old, new = self.old_owners[condition_id], self.new_owners[condition_id]
        return () if old.id == new.id else _changes([("属する規定", old.name, new.name)])

    def _content(self, old: Condition, new: Condition) -> tuple[Change, ...]:
        if content_of(old) == content_of(new) and old.reported == new.reported:
            return ()
        points = [
            ("必要の度合い", word("force", old.force), word("force", new.force)),
            ("判定への使用", _decides(old), _decides(new)),
            ("組合せ", self.old_words.of(old), self.new_words.of(new)),
        ]
        found = (
            *_changes(points),
            *self._asked(old, new, prefix=""),
            *(
                change
                for types in in_printed_order(
                    [part.types for part in old.readings], [part.types for part in new.readings]
                )
                for change in self._asked(
                    _reading(old, types),
                    _reading(new, types),
                    prefix=f"{kinds_text(types)}の読替：",
                )
            ),
        )
        return found or _changes([("組合せの条項", _clauses(old.logic), _clauses(new.logic))])

    def _asked(
        self, old: Condition | Reading | None, new: Condition | Reading | None, *, prefix: str
    ) -> Iterable[Change]:
        """The question and each of its figures."""
        before, after = _parameters(old), _parameters(new)
        points = [
            (
                f"{prefix}確かめ方",
                word("predicate", old.predicate) if old else "",
                word("predicate", new.predicate) if new else "",
            ),
            (f"{prefix}人の判断（申立て）", _attests(old), _attests(new)),
            *(
                (f"{prefix}{word('parameter', key)}", *self._values(before, after, key))
                for key in in_printed_order(list(before), list(after))
                if plain(before.get(key)) != plain(after.get(key))
            ),
        ]
        return _changes(points)

    def _values(self, old: Parameters, new: Parameters, key: str) -> tuple[str, str]:
        """Both in words; as they are written where the words do not tell them apart."""
        texts = self.old_words.value(old, key), self.new_words.value(new, key)
        return texts if texts[0] != texts[1] else (_written(old.get(key)), _written(new.get(key)))

    def _wording(self, old: Condition, new: Condition) -> tuple[Change, ...]:
        return (
            *_changes(_said(old, new)),
            *(
                change
                for reading in new.readings
                if (before := _reading(old, reading.types)) is not None
                for change in _changes(_said(before, reading))
            ),
        )


class _Words:
    """The words of one version: its own names for rules and conditions."""

    def __init__(self, version: Version) -> None:
        self.names = {rule.id: rule.name for rule in version.rules}
        self.texts = {
            part.id: f"「{part.description.rstrip('。')}」"
            for rule in version.rules
            for part in rule.conditions
        }

    def logic(self, node: object) -> str:
        return logic_text(node, lambda condition: self.texts.get(condition, condition), self.names)

    def rules(self, rule: Rule) -> str:
        return "、".join(self.names[each] for each in rule.includes)

    def of(self, condition: Condition) -> str:
        return self.logic(condition.logic) if condition.logic else ""

    def value(self, parameters: Mapping[str, Any], key: str) -> str:
        if key not in parameters:
            return ""
        return value_text(parameters[key], key=key, names=self.names)


def in_printed_order(old: list[T], new: list[T]) -> list[T]:
    """All of both, as the newer text prints them; what is gone stands where it stood."""
    merged = list(new)
    for index, each in enumerate(old):
        if each in new:
            continue
        before = [part for part in old[:index] if part in merged]
        place = merged.index(before[-1]) + 1 if before else 0
        merged.insert(place, each)
    return merged


def without_clauses(value: object) -> object:
    """A logic as it decides: where it is printed does not matter."""

    def bare(content: Any) -> Any:
        if isinstance(content, dict):
            return {key: bare(part) for key, part in content.items() if key != "clause"}
        return [bare(part) for part in content] if isinstance(content, list) else content

    return bare(plain(value))


def _changes(points: Iterable[tuple[str, str, str]]) -> tuple[Change, ...]:
    return tuple(Change(what=what, old=old, new=new) for what, old, new in points if old != new)


def _head(old: Version, new: Version) -> tuple[Change, ...]:
    points: list[tuple[str, Callable[[Version], Any]]] = [
        ("名称", lambda version: version.title),
        ("文書番号", lambda version: list(version.numbers)),
        ("発出日", lambda version: version.published_on),
        ("適用開始日", lambda version: version.effective_from),
        ("適用終了日", lambda version: version.ends_on),
        ("終期の定めの発出日", lambda version: version.end_published_on),
        ("改正の有無を確認した日", lambda version: version.verified_through),
        ("種別", lambda version: word("scheme", version.scheme)),
        ("本文の登録", lambda version: version.text_held),
        ("対象の類型", lambda version: [word("kind", each) for each in version.types]),
        ("用字", lambda version: version.child_spelling or None),
        ("日付の出所", lambda version: version.source_of_dates),
        ("備考", lambda version: version.note),
    ]
    return _changes((what, value_text(of(old)), value_text(of(new))) for what, of in points)


def _kind_of_rule(old: Rule | None, new: Rule | None, changes: tuple[Change, ...]) -> Kind | None:
    if old is None:
        return Kind.ADDED
    if new is None:
        return Kind.REMOVED
    told = {change.what for change in changes}
    if told - {"名称", "条項"}:
        return Kind.CHANGED
    if "条項" in told:
        return Kind.RENUMBERED
    return Kind.REWORDED if told else None


def _kind_of_condition(
    old: Condition | None,
    new: Condition | None,
    changes: tuple[Change, ...],
    wording: tuple[Change, ...],
) -> Kind | None:
    if old is None or new is None:
        return Kind.ADDED if old is None else Kind.REMOVED
    if changes:
        return Kind.CHANGED
    if old.clause != new.clause:
        return Kind.RENUMBERED
    return Kind.REWORDED if wording else None


def _said(old: Condition | Reading, new: Condition | Reading) -> list[tuple[str, str, str]]:
    return [
        ("説明", old.description, new.description),
        ("読み方の注意", old.ambiguity, new.ambiguity),
        ("注意の印", old.flag, new.flag),
        ("根拠とする記録", records_text(old.evidence), records_text(new.evidence)),
    ]


def _reading(condition: Condition, types: tuple[str, ...]) -> Reading | None:
    return next((part for part in condition.readings if part.types == types), None)


def _parameters(source: Condition | Reading | None) -> Mapping[str, Any]:
    return figures_of(source) if source else {}


def _decides(condition: Condition) -> str:
    return "使わない（報告のみ）" if condition.reported else "使う"


def _attests(source: Condition | Reading | None) -> str:
    if source is None:
        return ""
    return "できる" if source.attestable else "できない"


def _written(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


def _clauses(node: object) -> str:
    """The clauses inside a logic, in printed order."""

    def inside(content: Any) -> list[str]:
        if isinstance(content, dict):
            own = [content["clause"]] if content.get("clause") else []
            return own + [clause for part in content.values() for clause in inside(part)]
        if isinstance(content, list):
            return [clause for part in content for clause in inside(part)]
        return []

    return "、".join(inside(plain(node)))
