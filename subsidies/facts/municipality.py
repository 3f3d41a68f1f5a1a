"""Facts of the municipality, and the national statistics beside them."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from centers.enums import CenterType, FactKind, NationalFactKind
from centers.models import Center, CenterDesignation, MunicipalityFact, NationalFact
from shared.access import Capability
from shared.date_ranges import in_force
from shared.fiscal_year import FiscalYear
from subsidies.facts.references import Part, Reference

if TYPE_CHECKING:
    from subsidies.facts.gather import Query

# 別表2: abuse cases are those of the fiscal year two before the one judged.
STATISTICS_LAG = 2
BY_YEAR = (FactKind.WAITING, FactKind.FILL_RATE, FactKind.POPULATION_0_5)
IN_FORCE = {
    FactKind.EMERGENCY_MEASURES: "municipality.emergency_measures",
    FactKind.NEW_CHILDCARE_PLAN: "municipality.new_childcare_plan",
    FactKind.CHILDCARE_PROVISION_PLAN: "municipality.childcare_provision_plan",
    FactKind.DESIGNATED_MUNICIPALITY: "municipality.designated_municipality",
    FactKind.NEEDS_INCREASE: "municipality.needs_increase",
    FactKind.EXPERIENCE_MONTHS_LICENSED: "municipality.experience_months.licensed",
    FactKind.EXPERIENCE_MONTHS_OTHER: "municipality.experience_months.other",
}
LATEST = {
    FactKind.POPULATION: "municipality.population",
    FactKind.CHILD_POPULATION: "municipality.child_population",
}
FACILITIES_DAY = date(2019, 4, 1)  # the fact's own name: `facilities_20190401`


def municipality_facts(centers: Iterable[Center], query: "Query") -> dict[int, Part]:
    centers = list(centers)
    municipality_ids = {center.municipality_id for center in centers}
    rows = _facts_by_municipality(municipality_ids, query)
    sites = _specific_sites(municipality_ids, query)
    national = _national(query)
    parts = {pk: _part(pk, rows.get(pk, []), sites[pk], national, query) for pk in municipality_ids}
    return {center.pk: parts[center.municipality_id] for center in centers}


def _facts_by_municipality(
    municipality_ids: Collection[int], query: "Query"
) -> dict[int, list[MunicipalityFact]]:
    found: dict[int, list[MunicipalityFact]] = {}
    rows = MunicipalityFact.objects.known_at(query.known_at).filter(
        municipality__in=municipality_ids, starts_on__lte=query.day
    )
    for row in rows.order_by("starts_on", "pk"):
        found.setdefault(row.municipality_id, []).append(row)
    return found


def _specific_sites(municipality_ids: Collection[int], query: "Query") -> Counter[int]:
    """How many 特定型 places each municipality runs on the day."""
    return Counter(
        CenterDesignation.objects.known_at(query.known_at)
        .filter(
            in_force(query.day),
            type=CenterType.SPECIFIC,
            center__municipality__in=municipality_ids,
        )
        .values_list("center__municipality", flat=True)
    )


def _national(query: "Query") -> dict[str, Any]:
    rows = NationalFact.objects.known_at(query.known_at).filter(starts_on__lte=query.day)
    values: dict[str, Any] = {}
    for row in rows.order_by("starts_on", "pk"):
        if row.kind != NationalFactKind.ABUSE_CASES or _is_statistics_year(row.starts_on, query):
            values[row.kind] = _number(row.value)
    return values


def _is_statistics_year(day: date, query: "Query") -> bool:
    return FiscalYear.of(day).year == FiscalYear.of(query.day).year - STATISTICS_LAG


def _part(
    municipality_id: int,
    rows: list[MunicipalityFact],
    specific_sites: int,
    national: dict[str, Any],
    query: "Query",
) -> Part:
    part = Part()
    page = Reference(
        label="自治体の事実",
        url_name="centers:municipality_detail",
        kwargs=(("pk", municipality_id),),
        capability=Capability.MUNICIPALITY_VIEW,
    )
    for key in (*IN_FORCE.values(), *LATEST.values()):
        part.add(key, None, page)
    for kind in BY_YEAR:
        values = {str(row.starts_on.year): _value(row) for row in rows if row.kind == kind}
        part.add(f"municipality.{kind.value}", values or None, page)
    for row in rows:
        supplied = _key(row, query)
        if supplied is not None:
            part.add(supplied, _value(row))
    part.add("municipality.specific_sites", specific_sites, page)
    for name, value in national.items():
        part.add(f"national.{name}", value)
    return part


def _key(row: MunicipalityFact, query: "Query") -> str | None:
    """The fact key that a row supplies on the day; later rows replace earlier ones."""
    kind = FactKind(row.kind)
    if kind in LATEST:
        return LATEST[kind]
    if kind == FactKind.FACILITIES and row.starts_on == FACILITIES_DAY:
        return "municipality.facilities_20190401"
    if kind == FactKind.ABUSE_CASES and _is_statistics_year(row.starts_on, query):
        return "municipality.abuse_cases"
    still_in_force = row.ends_on is None or row.ends_on >= query.day
    return IN_FORCE.get(kind) if still_in_force else None


def _value(row: MunicipalityFact) -> bool | int | float | None:
    return row.holds if row.holds is not None else _number(row.value)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
