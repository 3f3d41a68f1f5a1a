"""The list of everything the notices require, so that nothing can be forgotten in silence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from subsidies.judge.loading import Table
from subsidies.judge.versions import RULES


@dataclass(frozen=True, kw_only=True)
class CatalogueCondition:
    id: str
    clauses: Mapping[str, str]  # by the code of the version, as printed there

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(self.clauses)


@dataclass(frozen=True, kw_only=True)
class CatalogueRule:
    id: str
    name: str
    conditions: tuple[CatalogueCondition, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A name that is judged without being a rule of the list: a part of one, or none at all."""

    id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    rules: tuple[CatalogueRule, ...]
    special_targets: tuple[Target, ...]

    @property
    def targets(self) -> frozenset[str]:
        special = {target.id for target in self.special_targets}
        return frozenset(special | {rule.id for rule in self.rules})

    @property
    def condition_ids(self) -> frozenset[str]:
        return frozenset(part.id for rule in self.rules for part in rule.conditions)

    @property
    def clauses(self) -> dict[tuple[str, str], str]:
        """The clause of each condition in each version that has it, by id and code."""
        return {
            (part.id, code): clause
            for rule in self.rules
            for part in rule.conditions
            for code, clause in part.clauses.items()
        }

    def rule_of(self, target: str) -> str:
        """The rule that answers for a target; most targets are rules themselves."""
        named = {special.id: special.rule for special in self.special_targets}
        return named.get(target, target)


@cache
def load_catalogue(path: Path = RULES / "catalogue.toml") -> Catalogue:
    table = Table(tomllib.loads(path.read_text(encoding="utf-8")), path=path.name)
    catalogue = Catalogue(
        rules=table.tables("rule", _rule),
        special_targets=table.tables("target", _target),
    )
    table.close()
    return catalogue


def _rule(table: Table) -> CatalogueRule:
    rule = CatalogueRule(
        id=table.text("id"),
        name=table.text("name"),
        conditions=table.tables("conditions", _condition),
    )
    table.close()
    return rule


def _condition(table: Table) -> CatalogueCondition:
    condition = CatalogueCondition(id=table.text("id"), clauses=table.mapping("clauses"))
    table.close()
    return condition


def _target(table: Table) -> Target:
    target = Target(id=table.text("id"), rule=table.text("rule"))
    table.close()
    return target
