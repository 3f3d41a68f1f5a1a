"""What the pages of amounts show: what counts, what waits, what is not registered, what was before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Value

from centers.enums import CenterType
from centers.models import Municipality
from shared.wareki import format_wareki
from worksheets.amount_kinds import KINDS, kind_of, subject_of, value_of
from worksheets.components import Component, components_of
from worksheets.handling_choices import HandlingItem, load_handling
from worksheets.models import CostShare, HandlingChoice, StandardAmount
from worksheets.models.confirmed import IN_FORCE, WAITING, ConfirmedEntry

PEOPLE = ("recorded_by", "confirmed_by", "superseded_by")
HISTORY_SHOWN = 50


@dataclass(frozen=True)
class EntryRow:
    """One row of the ledger on a page."""

    entry: ConfirmedEntry
    slug: str
    is_own: bool  # entered by whoever looks: for another person to confirm

    @property
    def subject(self) -> str:
        return subject_of(self.entry)

    @property
    def value(self) -> str:
        return value_of(self.entry)

    @property
    def word(self) -> str:
        """How the form of confirmations names it."""
        return f"{self.slug}-{self.entry.pk}"

    @property
    def detail(self) -> str:
        """適用日 and size of an amount; empty for the other kinds."""
        if not isinstance(self.entry, StandardAmount):
            return ""
        size = f"{self.entry.size_label}、" if self.entry.size_label else ""
        return f"{size}{format_wareki(self.entry.starts_on)}から適用"


@dataclass
class Item:
    """One thing to be registered: a component, a type's shares, an item of handling."""

    label: str
    clause: str
    create_url: str
    note: str = ""
    counting: list[EntryRow] = field(default_factory=list)
    waiting: list[EntryRow] = field(default_factory=list)

    @property
    def rows(self) -> list[EntryRow]:
        return [*self.counting, *self.waiting]


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    items: list[Item]

    @property
    def missing(self) -> int:
        return sum(not item.counting for item in self.items)


@dataclass(frozen=True)
class AmountPage:
    groups: list[Group]
    waiting: list[EntryRow]


def amount_page(municipality: Municipality, fiscal_year: int, *, user_pk: int) -> AmountPage:
    """Three queries, however many rows there are."""
    standing = [
        row_of(entry, user_pk=user_pk)
        for kind in KINDS.values()
        for entry in _standing(kind.model, municipality, fiscal_year)
    ]
    return AmountPage(
        groups=[
            *_amount_groups(municipality, fiscal_year, standing),
            _share_group(municipality, fiscal_year, standing),
            _handling_group(municipality, fiscal_year, standing),
        ],
        waiting=[row for row in standing if not row.entry.is_confirmed],
    )


def _standing(model: Any, municipality: Municipality, fiscal_year: int) -> Iterable[Any]:
    rows = model.objects.current().of_year(municipality, fiscal_year)
    return rows.select_related(*PEOPLE).order_by("recorded_at", "pk")


def history_of(municipality: Municipality, fiscal_year: int) -> Any:
    """Which rows were replaced or withdrawn, the last first, for a paginator; see `history_rows`."""
    first, *others = (
        _all(kind.model)
        .of_year(municipality, fiscal_year)
        .filter(superseded_at__isnull=False)
        .order_by()
        .annotate(slug=Value(slug))
        .values_list("superseded_at", "slug", "pk")
        for slug, kind in KINDS.items()
    )
    return first.union(*others, all=True).order_by("-superseded_at", "slug", "-pk")


def history_rows(found: Iterable[tuple[Any, str, int]], *, user_pk: int) -> list[EntryRow]:
    """The rows that a page of `history_of` names, in its order; one query for each kind."""
    named = [(slug, pk) for _, slug, pk in found]
    rows = {
        (slug, entry.pk): row_of(entry, user_pk=user_pk)
        for slug in {slug for slug, _ in named}
        for entry in _all(KINDS[slug].model)
        .filter(pk__in=[pk for each, pk in named if each == slug])
        .select_related(*PEOPLE)
    }
    return [rows[each] for each in named]


def _all(model: Any) -> Any:
    return model._default_manager.all()


def _amount_groups(
    municipality: Municipality, fiscal_year: int, standing: Sequence[EntryRow]
) -> list[Group]:
    return [
        Group(
            f"amounts-{each.value}",
            f"基準額：{each.label}",
            [_component_item(municipality, fiscal_year, c, standing) for c in components],
        )
        for each in CenterType
        if (components := components_of(each.value, fiscal_year))
    ]


def _component_item(
    municipality: Municipality,
    fiscal_year: int,
    component: Component,
    standing: Sequence[EntryRow],
) -> Item:
    query = {"what": f"{component.center_type}:{component.code}"}
    item = Item(
        component.label,
        component.clause,
        f"{KINDS['amounts'].create_url(municipality.pk, fiscal_year)}?{urlencode(query)}",
    )
    for row in standing:
        entry = row.entry
        if isinstance(entry, StandardAmount) and (entry.center_type, entry.component) == (
            component.center_type,
            component.code,
        ):
            _add(item, row)
    for rows in (item.counting, item.waiting):
        rows.sort(key=_by_class_and_day)
    return item


def _by_class_and_day(row: EntryRow) -> tuple[Any, ...]:
    entry: Any = row.entry
    return entry.size_class, entry.hours_from or 0, entry.starts_on, entry.pk


def _share_group(
    municipality: Municipality, fiscal_year: int, standing: Sequence[EntryRow]
) -> Group:
    items = []
    url = KINDS["shares"].create_url(municipality.pk, fiscal_year)
    for each in CenterType:
        if not components_of(each.value, fiscal_year):
            continue
        item = Item(str(each.label), "", f"{url}?{urlencode({'center_type': each.value})}")
        for row in standing:
            if isinstance(row.entry, CostShare) and row.entry.center_type == each:
                _add(item, row)
        items.append(item)
    return Group("shares", "負担割合", items)


def _handling_group(
    municipality: Municipality, fiscal_year: int, standing: Sequence[EntryRow]
) -> Group:
    url = KINDS["handling"].create_url(municipality.pk, fiscal_year)
    items = []
    for key, found in load_handling().items():
        item = Item(found.name, "", f"{url}?{urlencode({'item': key})}", _note(found))
        for row in standing:
            if isinstance(row.entry, HandlingChoice) and row.entry.item == key:
                _add(item, row)
        items.append(item)
    return Group("handling", "取扱い", items)


def _note(item: HandlingItem) -> str:
    needed = f"要るのは、{item.only_for}です。" if item.only_for else ""
    return f"{item.explanation}{needed}"


def _add(item: Item, row: EntryRow) -> None:
    (item.counting if row.entry.is_confirmed else item.waiting).append(row)


@dataclass(frozen=True)
class FiscalYearCount:
    """One municipality and year in the list of years."""

    municipality: Municipality
    fiscal_year: int
    counting: int
    waiting: int


def counts_of_years(
    municipalities: Sequence[Municipality], years: Sequence[int]
) -> list[FiscalYearCount]:
    """How many rows count and wait, by municipality and year; three queries.

    `years` are told even if they are empty; of the others those that have rows, old ones too.
    """
    found: dict[int, dict[int, list[int]]] = {
        each.pk: {year: [0, 0] for year in years} for each in municipalities
    }
    for kind in KINDS.values():
        rows = _all(kind.model).filter(municipality__in=municipalities)
        for municipality_id, year, *counts in (
            rows.order_by()
            .values("municipality", "fiscal_year")
            .annotate(counting=Count("pk", filter=IN_FORCE), waiting=Count("pk", filter=WAITING))
            .values_list("municipality", "fiscal_year", "counting", "waiting")
        ):
            before = found[municipality_id].get(year, [0, 0])
            found[municipality_id][year] = [sum(each) for each in zip(before, counts, strict=True)]
    return [
        FiscalYearCount(municipality, year, *counts)
        for municipality in municipalities
        for year, counts in sorted(found[municipality.pk].items(), reverse=True)
    ]


def row_of(entry: ConfirmedEntry, *, user_pk: int) -> EntryRow:
    return EntryRow(entry, kind_of(entry).slug, entry.recorded_by_id == user_pk)
