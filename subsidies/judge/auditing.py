"""What joins the rule files, the predicates and the catalogue. Empty lists mean: nothing is lost."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from subsidies.judge.catalogue import Catalogue
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.rulebook import Condition, Reading, Version

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


def forgotten_conditions(versions: Iterable[Version], catalogue: Catalogue) -> list[str]:
    """Each condition of a held text is either carried or said to be pending, never neither."""
    known = tuple(versions)
    carried = {(part.id, version.code) for version, part in _conditions(known)}
    codes = {version.code for version in known}
    listed = {
        (part.id, code): part.pending
        for rule in catalogue.rules
        for part in rule.conditions
        for code in part.versions
        if code in codes
    }
    lost = [key for key, pending in listed.items() if not pending and key not in carried]
    done = [key for key, pending in listed.items() if pending and key in carried]
    extra = carried - listed.keys()
    return [
        *(f"規則の書にない条件です：{part}（{code}）" for part, code in lost),
        *(f"未対応の印が残っている条件です：{part}（{code}）" for part, code in done),
        *(f"一覧にない条件です：{part}（{code}）" for part, code in sorted(extra)),
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
