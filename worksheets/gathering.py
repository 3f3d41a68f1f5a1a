"""What the sheets of a municipality are calculated from, for all its centers at once.

The number of queries does not depend on how many centers there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from centers.models import Center, CenterDesignation, Municipality
from shared.access import Actor, Capability
from shared.date_ranges import overlapping
from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from subsidies.models import Determination
from worksheets.calculation.calculate import calculate
from worksheets.calculation.shapes import (
    Case,
    Claim,
    Missing,
    Origin,
    Outcome,
    Shares,
    Spending,
    total_of,
)
from worksheets.claim_sources import ClaimSources
from worksheets.claiming import claims_of
from worksheets.elsewhere import claimed_elsewhere
from worksheets.enums import Side, WorksheetStage
from worksheets.handling import handling_of
from worksheets.models import (
    ComponentEntry,
    CostShare,
    SpendingItem,
    StageDeadline,
    StandardAmount,
)

Subject = tuple[int, str]  # a center and one of its types


@dataclass(frozen=True, kw_only=True)
class CenterCase:
    """One center under one type: what is calculated, and the records it was made of."""

    center: Center
    center_type: str
    type_label: str
    case: Case
    determination: Determination | None
    deadline: StageDeadline | None = None

    @property
    def subject(self) -> Subject:
        return self.center.pk, self.center_type

    @property
    def supply_by(self) -> date | None:
        """The municipality's day for what is missing."""
        return self.deadline.supply_by if self.deadline else None

    @property
    def rules(self) -> dict[str, Any]:
        """What the determination says of each rule."""
        return rules_of(self.determination)

    def outcome(self) -> Outcome:
        """Calculated; whatever is missing has its day."""
        return due(calculate(self.case), self.deadline)


def rules_of(determination: Determination | None) -> dict[str, Any]:
    if determination is None:
        return {}
    return {rule["id"]: rule for rule in determination.findings["rules"]}


def cases(
    user: Actor,
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    *,
    of: Center | None = None,
) -> list[CenterCase]:
    """Every type of every center that worked under it in the year, by number; `of` one only.

    Empty for whoever does not see the municipality's sheets.
    """
    if not user.reach(Capability.WORKSHEET_VIEW).covers(municipality_id=municipality.pk):
        return []
    registered = _designations(municipality, fiscal_year)
    determinations = _determinations(municipality, fiscal_year, stage, of)
    amounts = list(StandardAmount.objects.confirmed_for(municipality, fiscal_year))
    shares = {
        row.center_type: Shares(row.national, row.prefectural, _source_of(row))
        for row in CostShare.objects.confirmed_for(municipality, fiscal_year)
    }
    handling = handling_of(municipality, fiscal_year)
    items = _by_subject(SpendingItem, municipality, fiscal_year, stage, of)
    # Of all centers, also for one: what others claim bears on it.
    entries = _by_subject(ComponentEntry, municipality, fiscal_year, stage, None)
    elsewhere = claimed_elsewhere(
        [row for subject in registered for row in entries.get(subject, ())],
        municipality,
        fiscal_year,
    )
    deadline = deadline_of(municipality, fiscal_year, stage)
    found = []
    for subject, held in registered.items():
        center_type = subject[1]
        if of is not None and held[0].center != of:
            continue
        determination = determinations.get(subject)
        sources = ClaimSources(
            center=held[0].center,
            center_type=center_type,
            fiscal_year=fiscal_year,
            stage=stage,
            designations=held,
            determination=determination,
            amounts=[row for row in amounts if row.center_type == center_type],
            entries={row.component: row for row in entries.get(subject, ())},
            handling=handling,
            deadline=deadline,
            rules=rules_of(determination),
            elsewhere=elsewhere,
        )
        claims = claims_of(sources)
        found.append(
            CenterCase(
                center=held[0].center,
                center_type=center_type,
                type_label=determination.type_label if determination else held[-1].label,
                case=Case(
                    center_type=center_type,
                    fiscal_year=fiscal_year,
                    claims=claims,
                    spending=spending_of(claims, items.get(subject, ()), url=sources.entry_url),
                    shares=shares.get(center_type),
                    handling=handling,
                    has_amounts=bool(sources.amounts),
                ),
                determination=determination,
                deadline=deadline,
            )
        )
    return found


def _designations(
    municipality: Municipality, fiscal_year: int
) -> dict[Subject, list[CenterDesignation]]:
    year = FiscalYear(fiscal_year)
    rows = (
        CenterDesignation.objects.current()
        .filter(overlapping(year.starts_on, year.ends_on), municipality=municipality)
        .select_related("center__municipality")
        .order_by("center__code", "center", "type", "starts_on")
    )
    found: dict[Subject, list[CenterDesignation]] = {}
    for row in rows:
        found.setdefault((row.center_id, row.type), []).append(row)
    return found


def _determinations(
    municipality: Municipality, fiscal_year: int, stage: WorksheetStage, of: Center | None
) -> dict[Subject, Determination]:
    rows = (
        Determination.objects.standing()
        .filter(municipality=municipality, fiscal_year=fiscal_year, stage=stage.judged_as)
        .select_related("snapshot", "rule_version", "center")
        .defer("rule_version__content")
        .with_check()
    )
    rows = rows if of is None else rows.filter(center=of)
    return {(row.center_id, row.center_type): row for row in rows}


def _by_subject(
    model: Any,
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    of: Center | None,
) -> dict[Subject, list[Any]]:
    rows = model.objects.current().filter(
        municipality=municipality, fiscal_year=fiscal_year, stage=stage
    )
    found: dict[Subject, list[Any]] = {}
    for row in (rows if of is None else rows.filter(center=of)).order_by("pk"):
        found.setdefault((row.center_id, row.center_type), []).append(row)
    return found


def deadline_of(
    municipality: Municipality, fiscal_year: int, stage: WorksheetStage
) -> StageDeadline | None:
    return (
        StageDeadline.objects.current()
        .filter(municipality=municipality, fiscal_year=fiscal_year, stage=stage)
        .first()
    )


def _source_of(row: CostShare) -> Origin:
    return Origin(f"{row.source}（{format_wareki(row.source_on)}）")


def spending_of(
    claims: Sequence[Claim], items: Iterable[SpendingItem], *, url: str = ""
) -> tuple[Spending, ...]:
    """One for each category that is claimed or entered; what nobody entered is None, never 0."""
    entered: dict[str, list[SpendingItem]] = {}
    for item in items:
        entered.setdefault(item.category, []).append(item)
    categories = dict.fromkeys([*(claim.category for claim in claims), *entered])
    return tuple(_spending(each, entered.get(each, []), url) for each in categories)


def _spending(category: str, items: Sequence[SpendingItem], url: str) -> Spending:
    spent = [item for item in items if item.side == Side.EXPENDITURE]
    received = [item for item in items if item.side == Side.INCOME]
    return Spending(
        category=category,
        eligible=_sum([item.eligible for item in spent]),
        total=_sum([item.amount for item in spent]),
        income=_sum([item.amount for item in received]),
        origin=Origin("収支の入力", url),
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    return total_of(amounts) if amounts else None


def due(outcome: Outcome, deadline: StageDeadline | None) -> Outcome:
    """The same with the municipality's day for whatever is missing without one."""
    if deadline is None:
        return outcome
    return replace(
        outcome,
        lines=tuple(
            replace(line, missing=tuple(_dated(each, deadline) for each in line.missing))
            if line.missing
            else line
            for line in outcome.lines
        ),
    )


def _dated(missing: Missing, deadline: StageDeadline) -> Missing:
    return missing if missing.by else replace(missing, by=deadline.supply_by)
