"""Determinations as pages show them: findings with the figures behind them, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.access import Actor, Capability
from subsidies.determination_actions import NO_DESIGNATION
from subsidies.determination_difference import CAUSES
from subsidies.evidence import MissingFact, flag_text, missing_facts
from subsidies.figures import figure, leaves_of, name_of_leaf, touches
from subsidies.models import Determination, DeterminationCheck, JudgementSheet

MOST_FIGURES = 12  # behind one condition; the snapshot holds the rest


@dataclass(frozen=True)
class ShownFact:
    name: str
    value: str


@dataclass(frozen=True)
class ShownCondition:
    finding: Mapping[str, Any]
    figures: list[ShownFact]
    more: int


@dataclass(frozen=True)
class ShownRule:
    content: Mapping[str, Any]
    conditions: list[ShownCondition]
    missing: list[MissingFact]
    flags: list[str]


def rules_of(determination: Determination) -> list[ShownRule]:
    leaves = leaves_of(determination.snapshot.facts)
    return [
        ShownRule(
            content=rule,
            conditions=[_condition(part, leaves) for part in rule["conditions"]],
            missing=missing_facts(rule["missing"]),
            flags=[flag_text(flag) for flag in rule["flags"]],
        )
        for rule in determination.findings["rules"]
    ]


def _condition(finding: Mapping[str, Any], leaves: Mapping[str, Any]) -> ShownCondition:
    found = [
        ShownFact(name_of_leaf(place), figure(place, value))
        for place, value in leaves.items()
        if any(touches(key, place) for key in finding["evidence"])
    ]
    return ShownCondition(finding, found[:MOST_FIGURES], max(0, len(found) - MOST_FIGURES))


def shown_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Kept or fresh changes with words for the causes."""
    conditions = [
        part | {"causes": [cause | {"label": CAUSES[cause["kind"]]} for cause in part["causes"]]}
        for part in changes.get("conditions", [])
    ]
    return {
        "conditions": conditions,
        "figures": changes.get("figures", []),
        "turns": any(part["turns"] for part in conditions),
        "no_designation": changes.get("also") == NO_DESIGNATION,
    }


def latest_check(determination: Determination) -> DeterminationCheck | None:
    return determination.checks.order_by("-pk").first()


def determination_of(judgement_sheet: JudgementSheet, user: Actor) -> Determination | None:
    """The determination that stands for what a judgement sheet is about, if `user` may see it."""
    return (
        Determination.objects.visible_to(user, Capability.DETERMINATION_VIEW)
        .standing()
        .filter(
            center=judgement_sheet.center_id,
            center_type=judgement_sheet.center_type,
            fiscal_year=judgement_sheet.fiscal_year,
            stage=judgement_sheet.snapshot.stage,
        )
        .select_related("successor")
        .with_check()
        .first()
    )
