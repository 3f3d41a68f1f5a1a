"""Gathering: from centers and a day to one set of facts for each center and type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects

from casework.disposed import disposed_work
from centers.models import Center, CenterDesignation
from shared.date_ranges import holds_on, overlapping
from subsidies.enums import Stage
from subsidies.facts.activity import ActivitySource
from subsidies.facts.attestations import AttestationSource
from subsidies.facts.casework import CaseworkSource
from subsidies.facts.contracts import ContractSource
from subsidies.facts.municipality import MunicipalitySource
from subsidies.facts.naming import NamingSource
from subsidies.facts.opening import OpeningSource
from subsidies.facts.plans import PlanSource
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Source, Turn
from subsidies.facts.settings import SettingSource
from subsidies.facts.staff import StaffSource
from subsidies.judge.rulebook import Version
from subsidies.judge.settings import load_settings
from subsidies.published import published_versions


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


@dataclass(frozen=True)
class Evidence:
    """The records of some centers and a period; the facts of its days are told from memory."""

    period: Period
    versions: Sequence[Version]  # all that are published, whenever they are in force
    centers: Mapping[int, Center]
    designations: Sequence[CenterDesignation]
    activity: ActivitySource
    others: Sequence[Source]

    @property
    def sources(self) -> list[Source]:
        return [*self.others, self.activity]

    def facts_on(
        self, day: date, stage: str = "actual", *, counted_until: date | None = None
    ) -> list[CenterFacts]:
        """One entry for each center and type in force, by center code; no query.

        Raises ValueError for a day that was not loaded.
        """
        self.period.require(day)
        if counted_until is not None:
            self.period.require(counted_until)
        query = Query(day, stage, self.period.known_at, counted_until)
        parts = [source.parts(query) for source in self.sources]
        return [
            CenterFacts(
                center=self.centers[designation.center_id],
                type=designation.type,
                type_label=designation.label,
                subtype=designation.subtype,
                query=query,
                facts=self._told(
                    _merge_facts([part[designation.center_id] for part in parts]), designation.type
                ),
                references=_merge_references([part[designation.center_id] for part in parts]),
            )
            for designation in self.designations
            if holds_on(designation, day)
        ]

    def _told(self, facts: dict[str, Any], center_type: str) -> dict[str, Any]:
        """Without the readings of provisions that concern other types alone."""
        chosen = {
            key: value
            for key, value in facts.pop("settings", {}).items()
            if center_type in self._types_read[key]
        }
        return facts | {"settings": chosen} if chosen else facts

    @cached_property
    def _types_read(self) -> dict[str, set[str]]:
        """By reading, the types of center under whose rules it matters in some version."""
        return {
            key: {
                kind
                for version in self.versions
                for rule in version.rules
                if any(part.id in setting.conditions for part in rule.conditions)
                for kind in rule.types
            }
            for key, setting in load_settings().items()
        }

    def designations_of(self, center: Center) -> list[CenterDesignation]:
        """By type, each in the order of its periods."""
        mine = [row for row in self.designations if row.center_id == center.pk]
        return sorted(mine, key=lambda row: (row.type, row.starts_on))

    def turns(self, center: Center) -> list[Turn]:
        """The days of the period on which records change facts of a center, in order."""
        found = [turn for source in self.sources for turn in source.turns(center)]
        return sorted(found, key=lambda turn: (turn.day, not turn.is_end, turn.happened))


def load(
    centers: Iterable[Center], first: date, last: date, known_at: datetime | None = None
) -> Evidence:
    """The records of the centers for a period: 33 queries, however many centers and
    days, one more for centers that come without their municipality."""
    by_id = {center.pk: center for center in centers}
    prefetch_related_objects(list(by_id.values()), "municipality")  # none where it is there
    period = Period(first, last, known_at)
    designations = (
        CenterDesignation.objects.known_at(known_at)
        .filter(overlapping(first, last), center__in=by_id)
        .order_by("center__code", "type", "pk")
    )
    versions, disposed = published_versions(), disposed_work(by_id)
    municipality = MunicipalitySource(by_id.values(), period)
    return Evidence(
        period=period,
        versions=versions,
        centers=by_id,
        designations=list(designations),
        activity=ActivitySource(by_id, period),
        others=[
            municipality,
            NamingSource(by_id.values()),
            ContractSource(by_id.values(), period),
            OpeningSource(by_id, period),
            PlanSource(by_id, period, disposed),
            StaffSource(by_id, period, asked_months=municipality.experience_months),
            AttestationSource(by_id.values(), period, versions),
            SettingSource(by_id.values(), period),
            CaseworkSource(by_id, period, disposed),
        ],
    )


def gather(centers: Iterable[Center], query: Query) -> list[CenterFacts]:
    """The facts of one day; see `Evidence.facts_on`."""
    evidence = load(centers, query.day, query.day, query.known_at)
    return evidence.facts_on(query.day, query.stage)


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
