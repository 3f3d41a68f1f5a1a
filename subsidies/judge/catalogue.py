"""The list of everything the notices require, so that nothing can be forgotten in silence."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from subsidies.judge.loading import Table
from subsidies.judge.versions import RULES


@dataclass(frozen=True, kw_only=True)
class CatalogueCondition:
    id: str
    versions: tuple[str, ...]
    pending: bool


@dataclass(frozen=True, kw_only=True)
class CatalogueRule:
    id: str
    name: str
    conditions: tuple[CatalogueCondition, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A name that is judged without being a rule of its own."""

    id: str
    rule: str
    versions: tuple[str, ...]
    pending: bool


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

    def is_pending(self, rule_id: str, version: str) -> bool:
        """Whether the version has the rule but no rule file carries it yet."""
        parts = [part for rule in self.rules if rule.id == rule_id for part in rule.conditions]
        named = [special for special in self.special_targets if special.id == rule_id]
        waiting = [part.versions for part in parts if part.pending]
        waiting += [special.versions for special in named if special.pending]
        return any(version in versions for versions in waiting)

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
    condition = CatalogueCondition(
        id=table.text("id"),
        versions=table.texts("versions"),
        pending=table.take("pending", bool, default=False),
    )
    table.close()
    return condition


def _target(table: Table) -> Target:
    target = Target(
        id=table.text("id"),
        rule=table.text("rule"),
        versions=table.texts("versions", default=[]),
        pending=table.take("pending", bool, default=False),
    )
    table.close()
    return target
