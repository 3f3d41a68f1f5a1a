"""The rule book: each version as its readers need it, in words and with what was found in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from subsidies.evidence import flag_text
from subsidies.judge.rulebook import ADVISORY, Condition, Reading, Rule, Version
from subsidies.judge.versions import load_overlays
from subsidies.judge.words import (
    Label,
    kinds_text,
    logic_text,
    parameter_lines,
    records_text,
    scope_text,
    word,
)
from subsidies.models import RuleVersion
from subsidies.published import published_versions
from subsidies.rule_search import holds_all


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One version in the list: `published` is its imprint, None until it was loaded."""

    version: Version
    published: RuleVersion | None
    kinds: str

    @property
    def ends_on(self) -> date | None:
        """A successor may have ended what the file leaves open."""
        ended = self.published.effective_until if self.published else None
        return ended or self.version.ends_on


@dataclass(frozen=True, kw_only=True)
class AskedPart:
    """One question in words: of the condition itself, or read otherwise for some types."""

    source: Condition | Reading
    kinds: str  # only of a reading
    predicate: str
    parameters: list[str]
    evidence: str
    flag: str


@dataclass(frozen=True, kw_only=True)
class ConditionPart:
    number: int
    condition: Condition
    force: str
    decides: bool
    logic: str
    asked: AskedPart
    readings: list[AskedPart]

    @property
    def texts(self) -> list[str]:
        """What a search looks through."""
        parts = [self.asked, *self.readings]
        said = [text for part in parts for text in (part.source.description, part.source.clause)]
        told = [text for part in parts for text in (*part.parameters, part.evidence)]
        noted = [part.source.ambiguity for part in parts]
        return [self.condition.id, self.force, self.logic, *said, *told, *noted]


@dataclass(frozen=True, kw_only=True)
class RulePart:
    rule: Rule
    kinds: str
    nature: str
    logic: str
    scopes: list[tuple[str, str, str]]  # what is left out, under which clause, why
    conditions: list[ConditionPart]


def readable_versions() -> tuple[Version, ...]:
    """Every text the rule book holds."""
    return (*load_overlays(), *published_versions())


def version_rows() -> list[VersionRow]:
    """The newest first."""
    imprints = {row.code: row for row in RuleVersion.objects.select_related("published_by")}
    return [
        VersionRow(
            version=version,
            published=imprints.get(version.code),
            kinds=kinds_text(version.types),
        )
        for version in reversed(readable_versions())
    ]


def version_before(version: Version) -> Version | None:
    """The latest version with a text that began before this one."""
    earlier = [
        each
        for each in published_versions()
        if each.text_held and each.effective_from < version.effective_from
    ]
    return earlier[-1] if earlier else None


def rule_parts(version: Version, words: tuple[str, ...] = ()) -> list[RulePart]:
    """The rules in printed order; with words only what holds them all.

    A rule whose name or clause holds them is told whole.
    """
    names = {rule.id: rule.name for rule in version.rules}
    parts = [_rule_part(rule, names, version.types) for rule in version.rules]
    return [found for part in parts if (found := _narrowed(part, words)) is not None]


def _narrowed(part: RulePart, words: tuple[str, ...]) -> RulePart | None:
    about = [part.rule.id, part.rule.name, part.rule.clause]
    if not words or holds_all(words, about):
        return part
    hits = [row for row in part.conditions if holds_all(words, [*about, *row.texts])]
    if not hits:
        return None
    return RulePart(
        rule=part.rule,
        kinds=part.kinds,
        nature=part.nature,
        logic=part.logic,
        scopes=part.scopes,
        conditions=hits,
    )


def _rule_part(rule: Rule, names: dict[str, str], types: tuple[str, ...]) -> RulePart:
    """A rule may refuse a type that the version has no more: only those it has are told."""
    numbers = {part.id: index for index, part in enumerate(rule.conditions, start=1)}

    def label(condition_id: str) -> str:
        return f"条件{numbers[condition_id]}" if condition_id in numbers else condition_id

    return RulePart(
        rule=rule,
        kinds=kinds_text(tuple(each for each in rule.types if each in types)),
        nature=word("nature", rule.nature),
        logic=f"{logic_text(rule.logic, label, names)}を満たすこと",
        scopes=[(scope_text(part), part.clause, part.reason) for part in rule.scopes],
        conditions=[
            _condition_part(part, numbers[part.id], label, names) for part in rule.conditions
        ],
    )


def _condition_part(
    condition: Condition, number: int, label: Label, names: dict[str, str]
) -> ConditionPart:
    return ConditionPart(
        number=number,
        condition=condition,
        force=word("force", condition.force),
        decides=not condition.reported and condition.force not in ADVISORY,
        logic=logic_text(condition.logic, label, names) if condition.logic else "",
        asked=_asked(condition, names),
        readings=[_asked(part, names) for part in condition.readings],
    )


def _asked(source: Condition | Reading, names: dict[str, str]) -> AskedPart:
    return AskedPart(
        source=source,
        kinds=kinds_text(source.types) if isinstance(source, Reading) else "",
        predicate=word("predicate", source.predicate) if source.predicate else "",
        parameters=parameter_lines(source, names),
        evidence=records_text(source.evidence),
        flag=flag_text(source.flag) if source.flag else "",
    )


def version_with(code: str, versions: Iterable[Version]) -> Version | None:
    return next((version for version in versions if version.code == code), None)
