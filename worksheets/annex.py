"""根拠別紙: for each component the conditions of its rules, with clause, figures and origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.wareki import format_wareki
from subsidies.figures import (
    ATTESTATIONS,
    ROWS_OF_PEOPLE,
    figure,
    leaves_of,
    name_of_leaf,
    touches,
)
from subsidies.judge.kleene import Status, conjunction
from subsidies.judge.names import NAMES
from subsidies.models import Determination
from worksheets.annex_words import kind_of, told_value
from worksheets.claim_status import parts_of
from worksheets.components import Component, components_of
from worksheets.content import Condition, Evidence

BETWEEN = "\n"  # one figure a line
Rule = Mapping[str, Any]


@dataclass(frozen=True)
class _Records:
    """What the determination was made from, as far as a sheet may tell it."""

    leaves: Mapping[str, tuple[str, str]]  # name and figure of each fact
    attestations: Mapping[str, Mapping[str, Any]]  # by condition; a later decision counts
    determination: str

    def behind(self, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        keys = list(keys)
        return {
            place: told
            for place, told in self.leaves.items()
            if any(touches(key, place) for key in keys)
        }


def annex_of(
    determination: Determination | None, rules: Mapping[str, Any], *, fiscal_year: int
) -> tuple[Evidence, ...]:
    """Empty without a determination. Of staff it tells how many there are, never who."""
    if determination is None:
        return ()
    facts = determination.snapshot.facts
    records = _Records(
        leaves=_counted(leaves_of(facts)),
        attestations={each["condition"]: each for each in facts.get(ATTESTATIONS) or ()},
        determination=f"判定{determination}・{format_wareki(determination.judged_on)}現在",
    )
    found = (
        (component, [rules[each] for each in component.rules if each in rules])
        for component in _judged(determination.center_type, fiscal_year)
    )
    return tuple(_evidence(component, of, records) for component, of in found if of)


def _judged(center_type: str, fiscal_year: int) -> Iterable[Component]:
    return (each for each in components_of(center_type, fiscal_year) if each.is_judged)


def _evidence(component: Component, rules: list[Rule], records: _Records) -> Evidence:
    """Judged by the same parts as the claim, so that heading and sheet never disagree."""
    parts = [
        part
        for rule in rules
        for part in rule["conditions"]
        if not component.conditions or part["id"] in component.conditions
    ]
    is_whole = len(rules) == len(component.rules)
    judged = conjunction(Status(part["status"]) for part in parts_of(component, rules))
    return Evidence(
        component=component.code,
        label=component.label,
        rule="、".join(rule["name"] for rule in rules),
        clause="、".join(dict.fromkeys(rule["clause"] for rule in rules if rule["clause"])),
        status=str(judged if is_whole else Status.NOT_APPLICABLE),
        conditions=tuple(_condition(part, records) for part in parts),
    )


def _condition(part: Mapping[str, Any], records: _Records) -> Condition:
    behind = records.behind(part["evidence"])
    attestation = _attestation_behind(part, records)
    computed = [told_value(name, value) for name, value in part["values"].items()]
    kinds = [
        *(() if attestation is None else (_attested(attestation),)),
        *dict.fromkeys(kind_of(place) for place in behind),
    ]
    return Condition(
        clause=part["reading_clause"] or part["clause"],
        description=part["description"],
        status=part["status"],
        figure=BETWEEN.join([*(words for words in computed if words), *_grouped(behind)]),
        reason=_without_wording(part["reason"], attestation),
        origin=f"{'、'.join(kinds)}（{records.determination}）",
    )


def _attestation_behind(part: Mapping[str, Any], records: _Records) -> Mapping[str, Any] | None:
    """The signed decision, where this condition's status follows it."""
    found = records.attestations.get(part["id"])
    return found if found is not None and _wording(found) in part["reason"] else None


def _wording(attestation: Mapping[str, Any]) -> str:
    return f"（理由：{attestation['reason']}）"


def _without_wording(reason: str, attestation: Mapping[str, Any] | None) -> str:
    """What somebody wrote for the judgement is not sent to the prefecture word for word."""
    return reason if attestation is None else reason.replace(_wording(attestation), "")


def _attested(attestation: Mapping[str, Any]) -> str:
    decision = "満たす" if attestation["decision"] else "満たさない"
    day = attestation.get("on", "")
    told = (day and format_wareki(date.fromisoformat(day)), attestation.get("document", ""))
    return "　".join(("申立て", decision, *(words for words in told if words)))


def _counted(leaves: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Each fact as name and figure; of people only their number."""
    people = dict.fromkeys(ROWS_OF_PEOPLE, 0)
    words: dict[str, tuple[str, str]] = {}
    for place, value in leaves.items():
        head, _, rest = place.partition(".")
        if head == ATTESTATIONS:
            continue
        if head not in people:
            words[place] = name_of_leaf(place), figure(place, value)
        elif rest and "." not in rest:
            people[head] += 1
            words[head] = name_of_leaf(head), f"{people[head]}人"
    return words


def _grouped(behind: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    """「人口 1,200人」; what is told year by year stands together below one name."""
    by_year: dict[str, list[str]] = {}
    for place, (name, told) in behind.items():
        parent, _, year = place.rpartition(".")
        if parent in NAMES and year.isdecimal():
            by_year.setdefault(NAMES[parent], []).append(f"{year}年 {told}")
        else:
            by_year.setdefault(f"{name} {told}", [])
    for name, years in by_year.items():
        yield f"{name}：{'、'.join(years)}" if years else name
