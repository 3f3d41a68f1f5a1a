"""Judgement of centers on their records: the one path behind screen, judgement sheet and command line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from centers.models import Center
from subsidies.facts import CenterFacts, Query, load
from subsidies.judge.engine import judge
from subsidies.judge.result import Result
from subsidies.judge.rulebook import OF_CENTER, Rule, Version
from subsidies.judge.scenario import parse_case
from subsidies.judge.versions import overlays_on, version_on
from subsidies.published import catalogue_of

PERSON = "basic.person"
OF_EVERY_PERSON = ("municipality", "settings", "attestations")


@dataclass(frozen=True)
class CenterJudgement:
    """One center under one type on one day: every rule of the version in force, judged."""

    facts: CenterFacts
    version: Version | None
    results: tuple[Result, ...]

    @property
    def center(self) -> Center:
        return self.facts.center

    @property
    def common_flags(self) -> tuple[str, ...]:
        """What every rule of this judgement raises, such as a year not yet verified."""
        raised = [set(result.flags) for result in self.results]
        everywhere = set.intersection(*raised) if len(raised) > 1 else set()
        return tuple(sorted(everywhere))

    def result(self, target: str) -> Result | None:
        return next((result for result in self.results if result.target == target), None)


def rules_for(version: Version | None, center_type: str) -> list[Rule]:
    """The rules of a version that concern a center of this type as a whole, in printed order."""
    if version is None:
        return []
    return [
        rule for rule in version.rules if center_type in rule.types and rule.subject == OF_CENTER
    ]


def cases_of(facts: CenterFacts, version: Version | None) -> list[dict[str, Any]]:
    """What the command line prints for a center: one case for each rule."""
    return [facts.case(rule.id) for rule in rules_for(version, facts.type)]


def judge_centers(centers: Iterable[Center], query: Query) -> list[CenterJudgement]:
    """Judge all centers on one day; the number of queries does not depend on how many they are."""
    evidence = load(centers, query.day, query.day, query.known_at)
    told = evidence.facts_on(query.day, query.stage)
    return [judge_facts(facts, evidence.versions) for facts in told]


def judge_facts(facts: CenterFacts, versions: Sequence[Version]) -> CenterJudgement:
    """Facts once gathered, put to every rule of the one of the versions in force on their day."""
    query = facts.query
    return _judged(facts, version_on(query.day, query.known_at, versions=versions), versions)


def judge_as(facts: CenterFacts, version: Version | None) -> CenterJudgement:
    """The same center by the version that is named, whichever is in force now."""
    return _judged(facts, version, [] if version is None else [version], chosen=True)


def judge_overlays(judgement: CenterJudgement) -> list[tuple[Version, CenterJudgement]]:
    """The same center by each text that stands beside the national one; those without a rule for
    its type are left out. What they say never enters the national result."""
    facts = judgement.facts
    beside = overlays_on(facts.query.day, facts.center.municipality.code)
    judged = [(version, judge_as(facts, version)) for version in beside]
    return [(version, overlay) for version, overlay in judged if overlay.results]


def _judged(
    facts: CenterFacts,
    version: Version | None,
    versions: Sequence[Version],
    *,
    chosen: bool = False,
) -> CenterJudgement:
    catalogue = catalogue_of(versions)
    named = {"version": version.code} if chosen and version is not None else {}
    return CenterJudgement(
        facts=facts,
        version=version,
        results=tuple(
            judge(parse_case(case | named, catalogue), versions, catalogue=catalogue)
            for case in cases_of(facts, version)
        ),
    )


def judge_staff(judgement: CenterJudgement) -> list[tuple[dict[str, Any], Result]]:
    """Each of the staff against the requirement for one person, where the type has one."""
    facts, version = judgement.facts, judgement.version
    if version is None:
        return []
    catalogue = catalogue_of([version])
    rule = version.rule(catalogue.rule_of(PERSON))
    if rule is None or facts.type not in rule.types:
        return []
    common = {key: facts.facts[key] for key in OF_EVERY_PERSON if key in facts.facts}
    return [
        (member, judge(parse_case(_person_case(facts, member, common), catalogue), [version]))
        for member in facts.facts.get("staff", [])
    ]


def _person_case(
    facts: CenterFacts, member: dict[str, Any], common: dict[str, Any]
) -> dict[str, Any]:
    case = facts.case(PERSON)
    return case | {
        "id": f"{case['id']}/{member['id']}",
        "facts": common | {"person": member},
    }


def supplements_of(judgements: Iterable[CenterJudgement]) -> list[Rule]:
    """The rules that any of these centers is judged by, in printed order; not its duties."""
    found: dict[str, Rule] = {}
    for judgement in judgements:
        for rule in rules_for(judgement.version, judgement.facts.type):
            if not rule.stands_apart:
                found.setdefault(rule.id, rule)
    return list(found.values())
