"""Whether a component is claimed: by the judgement, by what was entered, or still open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from subsidies.evidence import OFFICE, missing_facts
from subsidies.judge.kleene import Status, conjunction
from worksheets.calculation.claims import STATED
from worksheets.calculation.handling import CLERK
from worksheets.calculation.shapes import Missing, Origin
from worksheets.claim_sources import ClaimSources
from worksheets.components import Component
from worksheets.enums import ClaimWord
from worksheets.models import ComponentEntry

FINANCE = CLERK
ENTERED = "入力した内容"
CLAIMED = frozenset({Status.MET.value, STATED, Status.UNKNOWN.value})


@dataclass(frozen=True)
class ClaimStatus:
    """The word on a component, where it is from, and what would settle it."""

    word: str
    origin: Origin
    missing: tuple[Missing, ...] = ()
    flags: tuple[str, ...] = ()
    may_be_stated: bool = False  # judged by a text that is held, and left open by it

    @property
    def is_claimed(self) -> bool:
        """Open ones too: nobody has said that they are not."""
        return self.word in CLAIMED


def status_of(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None
) -> ClaimStatus:
    """What was entered goes before the judgement only to leave a component out, or where the
    judgement leaves it open; what is paid once to a municipality is claimed by one center."""
    word = entry.word if entry is not None else ""
    if entry is not None and word == ClaimWord.NOT_CLAIMED:
        return ClaimStatus(word, Origin(f"申請しない（{entry.source}）", sources.entry_url))
    if component.is_judged:
        found = judged_status(component, sources)
        if entry is not None and word == ClaimWord.CARRIED_OUT:
            found = _stated(found, component, sources, entry)
        elif component.once_per_municipality and found.word == Status.MET:
            found = _which_center(found, component, sources)
    elif entry is not None and word:
        found = ClaimStatus(word, Origin(f"{ENTERED}（{entry.source}）", sources.entry_url))
    else:
        found = _unjudged(component, sources)
    return _once(found, component, sources)


def _stated(
    judged: ClaimStatus, component: Component, sources: ClaimSources, entry: ComponentEntry
) -> ClaimStatus:
    """Where the judgement is open the municipality may state it, with its source and visibly so."""
    if judged.word == Status.UNKNOWN and judged.may_be_stated:
        origin = Origin(f"判定は要確認。{ENTERED}（{entry.source}）", sources.entry_url)
        flag = f"{component.label}：判定は要確認です。入力した内容（{entry.source}）により計上しています。"
        return ClaimStatus(STATED, origin, flags=(flag,))
    if judged.word in {Status.MET, Status.UNKNOWN}:
        return judged
    flag = f"{component.label}：「実施した（する）」の入力は使っていません。判定は要確認ではありません。"
    return replace(judged, flags=(*judged.flags, flag))


def _which_center(judged: ClaimStatus, component: Component, sources: ClaimSources) -> ClaimStatus:
    """Met by several centers alike: a person says which one claims it."""
    missing = Missing(
        f"{component.label}：計上するセンター（市町村で1回限り）",
        FINANCE,
        sources.supply_by,
        sources.entry_url,
    )
    return replace(judged, word=Status.UNKNOWN, missing=(missing,))


def _once(found: ClaimStatus, component: Component, sources: ClaimSources) -> ClaimStatus:
    """Paid once to a municipality: neither to two centers nor again in a later year (4(3)⑤オ)."""
    if not component.once_per_municipality or not found.is_claimed:
        return found
    if component.code in sources.elsewhere.earlier_once:
        flag = (
            f"{component.label}：前の年度までに提出した調書でも計上しています（市町村で1回限り）。"
        )
        found = replace(found, flags=(*found.flags, flag))
    centers = sources.elsewhere.once.get(component.code, 0)
    if centers <= 1:
        return found
    missing = Missing(
        f"{component.label}：市町村で1回限りの経費ですが、{centers}か所で「実施した（する）」と入力しています。1か所を除き「申請しない」としてください",
        FINANCE,
        sources.supply_by,
        sources.entry_url,
    )
    return replace(found, missing=(*found.missing, missing))


def _unjudged(component: Component, sources: ClaimSources) -> ClaimStatus:
    """Nobody has said anything. What prepares an opening is not asked of a center long open."""
    year = FiscalYear(sources.fiscal_year)
    if component.once and sources.center.opened_on < year.starts_on:
        opened = format_wareki(sources.center.opened_on)
        return ClaimStatus(Status.NOT_APPLICABLE, Origin(f"事業開始日 {opened}"))
    what = Missing(f"{component.label}：申請の有無", FINANCE, sources.supply_by, sources.entry_url)
    return ClaimStatus(Status.UNKNOWN, Origin("未入力"), (what,))


def judged_status(component: Component, sources: ClaimSources) -> ClaimStatus:
    """The judgement's word on a component that rules judge."""
    row = sources.determination
    by, url = sources.supply_by, sources.judgement_url
    if row is None:
        what = Missing(f"{sources.stage.judged_as.label}の判定の記録", OFFICE, by, url)
        return ClaimStatus(Status.UNKNOWN, Origin("判定の記録がありません"), (what,))
    origin = Origin(
        f"判定{row}（基準日 {format_wareki(row.judged_on)}）",
        reverse("subsidies:determination_detail", args=[row.pk]),
    )
    version = row.findings["version"]
    if version is None or not version["text_held"]:
        text = Missing("要綱の本文の登録", OFFICE, by, reverse("rules:version_list"))
        return ClaimStatus(Status.UNKNOWN, origin, (text,))
    parts = judged_parts(component, sources.rules)
    if parts is None:
        return ClaimStatus(Status.NOT_APPLICABLE, origin)  # this version has no such supplement
    status = conjunction(Status(part["status"]) for part in parts)
    if status != Status.UNKNOWN:
        return ClaimStatus(status, origin)
    keys = dict.fromkeys(key for part in parts for key in part["missing"])
    lacking = [
        Missing(f"{component.label}：{fact.name}", fact.supplier, by, url)
        for fact in missing_facts(keys)
    ]
    if not lacking:
        lacking = [Missing(f"{component.label}：人の判断", OFFICE, by, url)]
    return ClaimStatus(status, origin, tuple(lacking), may_be_stated=True)


def judged_parts(component: Component, rules: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """What of the rules decides the component; None where the version lacks one of them."""
    found = [rules[each] for each in component.rules if each in rules]
    return parts_of(component, found) if len(found) == len(component.rules) else None


def parts_of(component: Component, rules: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rules as a whole, or of them only the conditions that are this component's."""
    if not component.conditions:
        return list(rules)
    return [
        part for rule in rules for part in rule["conditions"] if part["id"] in component.conditions
    ]
