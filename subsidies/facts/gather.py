"""Gathering: from centers and a day to one set of facts for each center and type."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from centers.models import Center, CenterDesignation
from shared.date_ranges import in_force
from shared.fiscal_year import FiscalYear
from subsidies.enums import Stage
from subsidies.facts.activity import activity_facts
from subsidies.facts.municipality import municipality_facts
from subsidies.facts.opening import opening_facts
from subsidies.facts.references import Part, Reference
from subsidies.facts.staff import staff_facts


@dataclass(frozen=True)
class Query:
    """Which facts are asked for: those in force on `day`, as known at `known_at` (None: now)."""

    day: date
    stage: str = "actual"
    known_at: datetime | None = None

    @property
    def first_day(self) -> date:
        """The first day of the fiscal year, from which activity is counted."""
        return FiscalYear.of(self.day).starts_on


@dataclass(frozen=True)
class CenterFacts:
    """The facts of one center under one type; `case` is what the judgement takes."""

    center: Center
    type: str
    type_label: str
    subtype: str
    query: Query
    facts: dict[str, Any]
    references: dict[str, list[Reference]] = field(compare=False)

    def case(self, target: str) -> dict[str, Any]:
        """A case of `docs/scenario.md`, without any name of a person."""
        case = {
            "id": f"{self.center.code}/{target}",
            "target": target,
            "type": self.type,
            "date": self.query.day.isoformat(),
            "stage": Stage(self.query.stage).scenario_word,
            "facts": self.facts,
        }
        if self.subtype:
            case["subtype"] = self.subtype
        if self.query.known_at is not None:
            case["known_at"] = self.query.known_at.isoformat()
        return case


def gather(centers: Iterable[Center], query: Query) -> list[CenterFacts]:
    """One entry for each center and type in force, by center code; queries do not grow with them."""
    by_id = {center.pk: center for center in centers}
    designations = _designations(by_id, query)
    parts = [
        municipality_facts(by_id.values(), query),
        opening_facts(by_id, query),
        staff_facts(by_id, query),
        activity_facts(by_id, query),
    ]
    return [
        CenterFacts(
            center=by_id[designation.center_id],
            type=designation.type,
            type_label=designation.label,
            subtype=designation.subtype,
            query=query,
            facts=_merge_facts([part[designation.center_id] for part in parts]),
            references=_merge_references([part[designation.center_id] for part in parts]),
        )
        for designation in designations
    ]


def _designations(center_ids: Collection[int], query: Query) -> list[CenterDesignation]:
    return list(
        CenterDesignation.objects.known_at(query.known_at)
        .filter(in_force(query.day), center__in=center_ids)
        .order_by("center__code", "type", "pk")
    )


def _merge_facts(parts: Sequence[Part]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        for key, value in part.facts.items():
            if isinstance(value, dict):
                merged.setdefault(key, {}).update(value)
            else:
                merged[key] = value
    return merged


def _merge_references(parts: Sequence[Part]) -> dict[str, list[Reference]]:
    return {key: value for part in parts for key, value in part.references.items()}
