"""Facts of the municipality, and the national statistics beside them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from centers.enums import CenterType, FactKind, NationalFactKind
from centers.models import Center, CenterDesignation, MunicipalityFact, NationalFact
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from shared.fiscal_year import FiscalYear
from shared.municipal_code import kind_of_municipality
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

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
    FactKind.EXTRA_STAFF_NOTIFIED: "municipality.extra_staff_notified",
    FactKind.EXTRA_STAFF_COUNTED_PER_SITE: "extra_staff_counted_per_site",
}
LATEST = {
    FactKind.POPULATION: "municipality.population",
    FactKind.CHILD_POPULATION: "municipality.child_population",
}
FACILITIES_DAY = date(2019, 4, 1)  # the fact's own name: `facilities_20190401`
EXPERIENCE = (FactKind.EXPERIENCE_MONTHS_LICENSED, FactKind.EXPERIENCE_MONTHS_OTHER)
# Statistics whose year is a fact beside them: a fiscal year, or that of a census.
YEAR_OF = {
    FactKind.ABUSE_CASES.value: "abuse_cases_fiscal_year",
    FactKind.CHILD_POPULATION.value: "census_year",
}
SITES = {
    CenterType.SPECIFIC: "municipality.specific_sites",
    CenterType.FAMILY_CENTER: "municipality.family_center_sites",
}


class MunicipalitySource:
    """Three queries, for centers that come with their municipality."""

    def __init__(self, centers: Collection[Center], period: Period) -> None:
        self.period = period
        self.of_center = {center.pk: center.municipality_id for center in centers}
        self.codes = {center.municipality_id: center.municipality.code for center in centers}
        municipality_ids = set(self.codes)
        self.facts: dict[int, list[MunicipalityFact]] = {pk: [] for pk in municipality_ids}
        rows = MunicipalityFact.objects.known_at(period.known_at).filter(
            municipality__in=municipality_ids, starts_on__lte=period.last
        )
        for row in rows.order_by("starts_on", "pk"):
            self.facts[row.municipality_id].append(row)
        self.sites: dict[int, list[CenterDesignation]] = defaultdict(list)
        designations = (
            CenterDesignation.objects.known_at(period.known_at)
            .filter(
                overlapping(period.first, period.last),
                type__in=SITES,
                center__municipality__in=municipality_ids,
            )
            .select_related("center")
        )
        for designation in designations:
            self.sites[designation.center.municipality_id].append(designation)
        national = NationalFact.objects.known_at(period.known_at).filter(starts_on__lte=period.last)
        self.national = list(national.order_by("starts_on", "pk"))

    def parts(self, query: Query) -> dict[int, Part]:
        national = self._national(query)
        parts = {
            pk: _part(
                pk,
                [row for row in rows if row.starts_on <= query.day],
                [site for site in self.sites[pk] if holds_on(site, query.day)],
                national,
                query,
            )
            for pk, rows in self.facts.items()
        }
        for pk, part in parts.items():
            part.add("implementer", kind_of_municipality(self.codes[pk]), _page(pk))
        return {center_id: parts[pk] for center_id, pk in self.of_center.items()}

    def _national(self, query: Query) -> dict[str, Any]:
        national: dict[str, Any] = {}
        for row in self.national:
            of_year = row.kind != NationalFactKind.ABUSE_CASES or _is_statistics_year(row, query)
            if of_year and row.starts_on <= query.day:
                national |= {row.kind: _number(row.value), **_year_of(row)}
        return national

    def experience_months(self, center_id: int) -> set[int]:
        """The months of experience that the municipality asks for on some day."""
        rows = self.facts[self.of_center[center_id]]
        return {int(row.value) for row in rows if row.kind in EXPERIENCE and row.value is not None}

    def turns(self, center: Center) -> list[Turn]:
        page = _page(center.municipality_id)
        turns = [
            Turn(day, keys, _happened(row, begins=begins), page, not begins)
            for row in self.facts[center.municipality_id]
            if (keys := _any_keys(FactKind(row.kind)))
            for day, begins in self._days(row)
        ]
        sites = {
            (day, CenterType(site.type))
            for site in self.sites[center.municipality_id]
            for day, _ in self.period.turning_days(site.starts_on, site.ends_on)
        }
        turns += [
            Turn(day, (SITES[type_],), f"{type_.label}のか所数が変わった", page)
            for day, type_ in sorted(sites)
        ]
        for row in self.national:
            label = NationalFactKind(row.kind).label
            turns += [
                Turn(
                    day,
                    tuple(f"national.{key}" for key in (row.kind, *_year_of(row))),
                    f"全国の統計（{label}）が加わった",
                )
                for day, _ in self.period.turning_days(row.starts_on, None)
            ]
        return turns

    def _days(self, row: MunicipalityFact) -> Iterable[tuple[date, bool]]:
        """A figure of one day or year keeps counting: only a state can come to its end."""
        ends_on = row.ends_on if FactKind(row.kind) in IN_FORCE else None
        return self.period.turning_days(row.starts_on, ends_on)


def _is_statistics_year(row: MunicipalityFact | NationalFact, query: Query) -> bool:
    return FiscalYear.of(row.starts_on).year == FiscalYear.of(query.day).year - STATISTICS_LAG


def _part(
    municipality_id: int,
    rows: list[MunicipalityFact],
    sites: list[CenterDesignation],
    national: dict[str, Any],
    query: Query,
) -> Part:
    part, page = Part(), _page(municipality_id)
    years = [f"municipality.{key}" for key in YEAR_OF.values()]
    for key in (*IN_FORCE.values(), *LATEST.values(), *years):
        part.add(key, None, page)
    for kind in BY_YEAR:
        values = {str(row.starts_on.year): _value(row) for row in rows if row.kind == kind}
        part.add(f"municipality.{kind.value}", values or None, page)
    for row in rows:
        supplied = _key(row, query)
        if supplied is not None:
            part.add(supplied, _value(row))
            for key, year in _year_of(row).items():
                part.add(f"municipality.{key}", year)
    for type_, key in SITES.items():
        part.add(key, sum(site.type == type_ for site in sites), page)
    for name, value in national.items():
        part.add(f"national.{name}", value)
    return part


def _page(municipality_id: int) -> Reference:
    return Reference(
        label="自治体の事実",
        url_name="centers:municipality_detail",
        kwargs=(("pk", municipality_id),),
        capability=Capability.MUNICIPALITY_VIEW,
    )


def _happened(row: MunicipalityFact, *, begins: bool) -> str:
    value = f"{row.get_kind_display()}：{row.value_label}"
    return f"自治体の事実（{value}）の{'期間が始まった' if begins else '期間が終わった'}"


def _any_keys(kind: FactKind) -> tuple[str, ...]:
    """The fact keys that rows of a kind may supply, whatever the day."""
    if kind in BY_YEAR:
        return (f"municipality.{kind.value}",)
    if kind in LATEST:
        return (
            (LATEST[kind], f"municipality.{YEAR_OF[kind]}") if kind in YEAR_OF else (LATEST[kind],)
        )
    return (IN_FORCE[kind],) if kind in IN_FORCE else ()


def _key(row: MunicipalityFact, query: Query) -> str | None:
    """The fact key that a row supplies on the day; later rows replace earlier ones."""
    kind = FactKind(row.kind)
    if kind in LATEST:
        return LATEST[kind]
    if kind == FactKind.FACILITIES and row.starts_on == FACILITIES_DAY:
        return "municipality.facilities_20190401"
    if kind == FactKind.ABUSE_CASES and _is_statistics_year(row, query):
        return "municipality.abuse_cases"
    return IN_FORCE.get(kind) if holds_on(row, query.day) else None


def _year_of(row: MunicipalityFact | NationalFact) -> dict[str, int]:
    """By its key, the year that the reference day of a statistic lies in."""
    if row.kind not in YEAR_OF:
        return {}
    is_census = row.kind == FactKind.CHILD_POPULATION
    year = row.starts_on.year if is_census else FiscalYear.of(row.starts_on).year
    return {YEAR_OF[row.kind]: year}


def _value(row: MunicipalityFact) -> bool | int | float | None:
    return row.holds if row.holds is not None else _number(row.value)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
