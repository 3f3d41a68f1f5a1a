"""What joins the rule files, the predicates and the catalogue. Empty lists mean: nothing is lost."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from subsidies.judge.catalogue import Catalogue
from subsidies.judge.loading import nodes_of
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.rulebook import Choice, Condition, Node, Reading, Version
from subsidies.judge.settings import load_settings

Source = Condition | Reading


def unknown_predicates(versions: Iterable[Version]) -> list[str]:
    return [
        f"{where}: 知らない述語か、合わない引数です：{source.predicate}"
        for where, source in _sources(versions)
        if source.predicate and not _accepted(source)
    ]


def unused_predicates(versions: Iterable[Version]) -> list[str]:
    used = {source.predicate for _, source in _sources(versions)}
    return [f"どの規則も使わない述語です：{name}" for name in sorted(PREDICATES.keys() - used)]


def unknown_settings(versions: Iterable[Version]) -> list[str]:
    """Readings by a setting the office is not offered, or not by exactly its choices."""
    settings = load_settings()
    return [
        f"{version.code}: 選べる値と合わない読み方です：{node.setting}"
        for version in versions
        for node in _nodes(version)
        if isinstance(node, Choice)
        and (
            node.setting not in settings
            or {value for value, _ in node.readings} != set(settings[node.setting].values)
        )
    ]


def forgotten_conditions(versions: Iterable[Version], catalogue: Catalogue) -> list[str]:
    """Each condition of a held text is carried exactly once, under the clause printed there."""
    known = tuple(versions)
    codes = {version.code for version in known}
    found = [(part.id, version.code, part.clause) for version, part in _conditions(known)]
    carried = {(part, code): clause for part, code, clause in found}
    listed = {key: clause for key, clause in catalogue.clauses.items() if key[1] in codes}
    times = Counter((part, code) for part, code, _ in found)
    return [
        *(
            f"規則の書にない条件です：{part}（{code}）"
            for part, code in sorted(listed.keys() - carried)
        ),
        *(
            f"一覧にない条件です：{part}（{code}）"
            for part, code in sorted(carried.keys() - listed)
        ),
        *(
            f"条項が一覧と異なる条件です：{part}（{code}）"
            for part, code in sorted(carried.keys() & listed)
            if carried[part, code] != listed[part, code]
        ),
        *(
            f"二度書かれた条件です：{part}（{code}）"
            for (part, code), count in sorted(times.items())
            if count > 1
        ),
    ]


def overlapping_versions(versions: Iterable[Version]) -> list[str]:
    ordered = sorted(versions, key=lambda version: version.effective_from)
    return [
        f"版の期間が重なっています：{earlier.code}・{later.code}"
        for earlier, later in pairwise(ordered)
        if earlier.ends_on is None or earlier.ends_on >= later.effective_from
    ]


def _accepted(source: Source) -> bool:
    predicate = PREDICATES.get(source.predicate)
    return predicate is not None and predicate.accepts(frozenset(source.parameters))


def _conditions(versions: Iterable[Version]) -> Iterator[tuple[Version, Condition]]:
    for version in versions:
        for rule in version.rules:
            for condition in rule.conditions:
                yield version, condition


def _sources(versions: Iterable[Version]) -> Iterator[tuple[str, Source]]:
    for version, condition in _conditions(versions):
        sources: tuple[Source, ...] = (condition, *condition.readings)
        yield from ((f"{version.code} {condition.id}", source) for source in sources)


def _nodes(version: Version) -> Iterator[Node]:
    for rule in version.rules:
        logics = [rule.logic, *(part.logic for part in rule.conditions if part.logic)]
        for logic in logics:
            yield from nodes_of(logic)
