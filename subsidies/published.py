"""All rule versions that may be judged by: the shipped files, and what was published since.

The one place that knows both. `subsidies/judge` is handed the versions and knows no database.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from subsidies.judge.catalogue import (
    Catalogue,
    CatalogueCondition,
    CatalogueRule,
    load_catalogue,
)
from subsidies.judge.loading import parse_version
from subsidies.judge.rulebook import Rule, Version
from subsidies.judge.versions import load_overlays, load_versions, version_on
from subsidies.models import RuleVersionProposal

_parsed: dict[str, Version] = {}  # by digest: published content never changes


def published_versions() -> tuple[Version, ...]:
    """The oldest first; one query, one more when something was published since."""
    shipped = load_versions()
    codes = {version.code for version in shipped}
    found = RuleVersionProposal.objects.published().values_list("pk", "digest", "code")
    added = [(pk, digest) for pk, digest, code in found if code not in codes]
    _read([pk for pk, digest in added if digest not in _parsed])
    versions = [*shipped, *(_parsed[digest] for _, digest in added)]
    return tuple(sorted(versions, key=lambda version: version.effective_from))


def published_version_on(day: date, known_at: date | datetime | None = None) -> Version | None:
    """The version in force on the day, of all that are published."""
    return version_on(day, known_at, versions=published_versions())


def _read(proposal_ids: list[int]) -> None:
    if not proposal_ids:
        return
    for row in RuleVersionProposal.objects.filter(pk__in=proposal_ids):
        _parsed[row.digest] = parse_version(tomllib.loads(row.source), name=row.file_name)


def catalogue_of(versions: Iterable[Version]) -> Catalogue:
    """The shipped catalogue, and what only a version published since has."""
    catalogue = load_catalogue()
    shipped = {version.code for version in (*load_versions(), *load_overlays())}
    added = [
        CatalogueRule(id=rule.id, name=rule.name, conditions=_listed(version, rule))
        for version in versions
        if version.code not in shipped
        for rule in version.rules
    ]
    return replace(catalogue, rules=(*catalogue.rules, *added)) if added else catalogue


def _listed(version: Version, rule: Rule) -> tuple[CatalogueCondition, ...]:
    return tuple(
        CatalogueCondition(id=part.id, clauses={version.code: part.clause})
        for part in rule.conditions
    )
