"""The sheet of a plan for the family: fixed words in two wordings, readings only where known."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from casework.furigana import marked_name, with_readings, without_readings
from casework.identity import CaseIdentity
from casework.models import PlanVersion
from shared.wareki import format_wareki

FILE = Path(__file__).parent / "data" / "plan_words.toml"


@dataclass(frozen=True, kw_only=True)
class PrintedGoal:
    number: int
    text: str
    baseline: str


@dataclass(frozen=True, kw_only=True)
class PrintedMeasure:
    kind: str
    content: str
    actor: str
    due: str


@dataclass(frozen=True, kw_only=True)
class PlanSheet:
    """All texts are ready for the page; those with readings hold their own markup."""

    words: dict[str, str]
    basis: str
    names: list[str]
    drafted_with: str
    child_wishes: str
    parent_wishes: str
    strengths: str
    issues: str
    goals: list[PrintedGoal]
    measures: list[PrintedMeasure]
    resources: list[tuple[str, str]]
    others: str
    review_on: str
    has_readings: bool
    without_plain: int  # how many parts have no plain wording and stand as they are


@cache
def fixed_words() -> dict[str, dict[str, str]]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def sheet_of(
    version: PlanVersion, identity: CaseIdentity, *, wording: str, has_readings: bool
) -> PlanSheet:
    """Of a version from `whole()`. Nobody is named whom a protection cuts from this case."""
    plain = wording == "plain"
    missing = 0

    def said(text: str) -> Any:
        return with_readings(text) if has_readings else without_readings(text)

    def worded(text: str, in_plain_words: str) -> Any:
        nonlocal missing
        if plain and not in_plain_words:
            missing += 1
        return said(in_plain_words if plain and in_plain_words else text)

    words = {name: said(told[wording]) for name, told in fixed_words().items()}
    people = [each.subject.person for each in identity.subjects if not each.is_masked]
    return PlanSheet(
        words=words,
        basis=words[f"basis_{version.plan.basis}"],
        names=[said(marked_name(each.registered_name, each.registered_kana)) for each in people],
        drafted_with=said(version.drafted_with),
        child_wishes=said(version.child_wishes),
        parent_wishes=said(version.parent_wishes),
        strengths=said(version.strengths),
        issues=worded(version.issues, version.plain_issues),
        goals=[
            PrintedGoal(
                number=each.position,
                text=worded(each.text, each.plain_text),
                baseline=said(each.baseline),
            )
            for each in version.goals.all()
        ],
        measures=[
            PrintedMeasure(
                kind=words[f"kind_{each.kind}"],
                content=worded(each.content, each.plain_content),
                actor=said(each.actor),
                due=format_wareki(each.due_on),
            )
            for each in version.measures.all()
        ],
        resources=[(each.name, each.phone) for each in version.resources.all()],
        others=said(version.others),
        review_on=format_wareki(_review_of(version)),
        has_readings=has_readings,
        without_plain=missing,
    )


def _review_of(version: PlanVersion) -> Any:
    """What the last review set, once the version is in force."""
    plan = version.plan
    is_in_force = plan.in_force_id == version.pk
    return (plan.review_on if is_in_force else None) or version.review_on
