"""What a version would change for centers as they are: the same facts, judged under both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from centers.models import Center
from subsidies.facts import CenterFacts, Query, gather
from subsidies.judge.engine import judge
from subsidies.judge.kleene import Status
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import Rule, Version
from subsidies.judge.scenario import parse_case
from subsidies.judgement import rules_for
from subsidies.published import catalogue_of


class Turn(StrEnum):
    """得る・失う・要確認: what becomes of one rule for one center."""

    GAINED = "gained"
    LOST = "lost"
    UNCLEAR = "unclear"  # unknown under one of the two: neither gained nor lost can be said
    SAME = "same"


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """One condition on which the two answers part, or the rule's own clause."""

    condition_id: str
    clause: str
    text: str
    version: str
    status: Status


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One rule for one center and type, under both versions."""

    facts: CenterFacts
    rule_id: str
    rule_name: str
    nature: str
    old: Status
    new: Status
    turn: Turn
    deciding: tuple[Deciding, ...]

    @property
    def center(self) -> Center:
        return self.facts.center


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What parts the two versions for these centers; `same` counts what stays as it is."""

    query: Query
    effects: tuple[Effect, ...]
    centers: int
    same: int
    unknown_under_both: int

    def of(self, turn: Turn) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.turn is turn)

    @property
    def gained(self) -> tuple[Effect, ...]:
        return self.of(Turn.GAINED)

    @property
    def lost(self) -> tuple[Effect, ...]:
        return self.of(Turn.LOST)

    @property
    def unclear(self) -> tuple[Effect, ...]:
        return self.of(Turn.UNCLEAR)


def impact_of(old: Version, new: Version, centers: Iterable[Center], query: Query) -> Impact | None:
    """Both versions on the facts of one day; None where a text is not held.

    The number of queries does not depend on how many centers there are.
    """
    if not (old.text_held and new.text_held):
        return None
    effects = [effect for facts in gather(centers, query) for effect in _effects(facts, old, new)]
    kept = [effect for effect in effects if effect.turn is Turn.SAME]
    return Impact(
        query=query,
        effects=tuple(effect for effect in effects if effect.turn is not Turn.SAME),
        centers=len({effect.center.pk for effect in effects}),
        same=len(kept),
        unknown_under_both=sum(1 for effect in kept if effect.new is Status.UNKNOWN),
    )


def _effects(facts: CenterFacts, old: Version, new: Version) -> list[Effect]:
    before = {rule.id: rule for rule in rules_for(old, facts.type)}
    after = {rule.id: rule for rule in rules_for(new, facts.type)}
    return [
        _effect(facts, (old, before.get(rule_id)), (new, after.get(rule_id)))
        for rule_id in dict.fromkeys([*after, *before])
    ]


Side = tuple[Version, Rule | None]


def _effect(facts: CenterFacts, old: Side, new: Side) -> Effect:
    before, after = _judged(facts, old), _judged(facts, new)
    turn = _turn(_status(before), _status(after))
    rule = new[1] or old[1]
    assert rule is not None  # noqa: S101 -- the id came from one of the two
    return Effect(
        facts=facts,
        rule_id=rule.id,
        rule_name=rule.name,
        nature=rule.nature,
        old=_status(before),
        new=_status(after),
        turn=turn,
        deciding=() if turn is Turn.SAME else _deciding((old, before), (new, after)),
    )


def _judged(facts: CenterFacts, side: Side) -> Result | None:
    version, rule = side
    if rule is None:
        return None
    catalogue = catalogue_of([version])
    case = replace(parse_case(facts.case(rule.id), catalogue), version=version.code)
    return judge(case, [version], catalogue=catalogue)


def _status(result: Result | None) -> Status:
    """A version that does not know the rule grants nothing by it."""
    return Status.NOT_APPLICABLE if result is None else result.overall


def _turn(old: Status, new: Status) -> Turn:
    if old is new:
        return Turn.SAME
    if Status.UNKNOWN in {old, new}:
        return Turn.UNCLEAR
    if Status.MET not in {old, new}:
        return Turn.SAME  # not met, or not for this type: not granted either way
    return Turn.GAINED if new is Status.MET else Turn.LOST


Judged = tuple[Side, Result | None]


def _deciding(old: Judged, new: Judged) -> tuple[Deciding, ...]:
    """What keeps the failing side from being met, where the other side answers otherwise."""
    found: list[Deciding] = []
    for (side, result), (_, other) in ((new, old), (old, new)):
        if _status(result) is Status.MET:
            continue
        found.extend(_obstacles(side, result, other))
    return tuple(found)


def _obstacles(side: Side, result: Result | None, other: Result | None) -> Sequence[Deciding]:
    version, rule = side
    if result is None or rule is None:
        return [_of_version(version)]
    if result.overall is Status.NOT_APPLICABLE:
        return [_of_scope(version, rule, result)]
    there = {part.condition_id: part.status for part in other.findings} if other else {}
    stopping = [part for part in result.findings if part.decides and part.status is result.overall]
    parted = [part for part in stopping if there.get(part.condition_id) is not part.status]
    findings = parted or stopping
    return [_of_finding(version, part) for part in findings] or [
        _of_rule(version, rule, result.overall)
    ]


def _of_finding(version: Version, finding: Finding) -> Deciding:
    return Deciding(
        condition_id=finding.condition_id,
        clause=finding.reading_clause or finding.clause,
        text=finding.reason,
        version=version.code,
        status=finding.status,
    )


def _of_scope(version: Version, rule: Rule, result: Result) -> Deciding:
    scope = next((part for part in rule.scopes if part.flag in result.flags), None)
    return Deciding(
        condition_id=rule.id,
        clause=scope.clause if scope else rule.clause,
        text=scope.reason if scope else "この類型又は区分には適用されない規定です。",
        version=version.code,
        status=Status.NOT_APPLICABLE,
    )


def _of_version(version: Version) -> Deciding:
    return Deciding(
        condition_id="",
        clause="",
        text="この版に、この類型のこの規定はありません。",
        version=version.code,
        status=Status.NOT_APPLICABLE,
    )


def _of_rule(version: Version, rule: Rule, status: Status) -> Deciding:
    return Deciding(
        condition_id=rule.id,
        clause=rule.clause,
        text="条件の組合せによります。",
        version=version.code,
        status=status,
    )
