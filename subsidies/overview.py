"""What the dashboard shows: the figures of the log, set against the standard of the guideline.

Screen and export take the same `Overview`. Every number carries the address of the list behind
it, empty where the reader may see the number only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from centers.models import Center, CenterDesignation
from consultations.enums import Method
from consultations.figures import (
    FIGURES,
    PerOpenDay,
    Tally,
    contacts,
    contacts_per_topic,
    per_open_day,
    tally,
    together,
)
from consultations.models import Topic
from consultations.selection import NO_TOPIC, NO_TOPIC_LABEL, Selection
from shared.access import Actor, Capability
from shared.charts import GaugeChart, Item, RowChart, gauge_chart, row_chart
from shared.comparison_chart import ComparisonChart, comparison_chart
from shared.date_ranges import in_force
from subsidies.standards import AverageStandard, average_standard


@dataclass(frozen=True)
class CenterRow:
    """One center of the dashboard: its contacts, open days and average."""

    center: Center
    designations: Sequence[CenterDesignation]
    contacts: Item
    per_day: PerOpenDay
    unrecorded: int
    standard: AverageStandard | None

    @property
    def days_url(self) -> str:
        """The month that waits longest to be confirmed, or else the current one."""
        address = reverse("centers:open_days", args=[self.center.pk])
        if not self.unrecorded:
            return address
        return f"{address}?month={self.per_day.unrecorded_days[0]:%Y-%m}"

    @property
    def types(self) -> str:
        return "、".join(designation.label for designation in self.designations)

    @property
    def status(self) -> str:
        """As the judgement answers: not known while days before the day of reference are open."""
        if self.standard is None or not self.standard.is_for(self.designations):
            return "not_applicable"
        if self.per_day.average is None or self.unrecorded:
            return "unknown"
        return "met" if self.per_day.average >= self.standard.per_day else "not_met"

    @property
    def missing(self) -> int | None:
        if self.standard is None or self.status == "not_applicable":
            return None
        return self.per_day.missing_contacts(self.standard.per_day)

    @property
    def distance(self) -> str:
        """あと37件で平均5件."""
        if self.standard is None or not self.missing:
            return ""
        return f"あと{self.missing:,}件で平均{self.standard.text}件"

    @property
    def gauge(self) -> GaugeChart | None:
        if self.standard is None or self.status == "not_applicable":
            return None
        return gauge_chart(
            None if self.per_day.average is None else float(self.per_day.average),
            float(self.standard.per_day),
            chart_id=f"average-{self.center.pk}",
            title=f"{FIGURES['average_per_open_day'].label}（{self.center.name}）",
            text=self.per_day.average_text,
            target_text=self.standard.two_decimals,
            unit="件",
            status=self.status,
            note=self.distance,
        )


@dataclass(frozen=True)
class Overview:
    """All tables of the dashboard for one selection."""

    selection: Selection
    standard: AverageStandard | None
    total: Item
    total_year_before: Item
    months: ComparisonChart
    methods: RowChart
    topics: RowChart
    centers: Sequence[CenterRow]

    @property
    def together(self) -> PerOpenDay:
        return together([row.per_day for row in self.centers])

    @property
    def unrecorded(self) -> int:
        return sum(row.unrecorded for row in self.centers)

    @property
    def unrecorded_url(self) -> str:
        """Where the unrecorded days are confirmed, when they are all of one center."""
        lacking = [row for row in self.centers if row.unrecorded]
        return lacking[0].days_url if len(lacking) == 1 else "#h-centers"

    @property
    def only_center(self) -> CenterRow | None:
        return self.centers[0] if len(self.centers) == 1 else None

    @property
    def asked(self) -> int:
        """Centers to which the standard applies."""
        return sum(row.status != "not_applicable" for row in self.centers)

    @property
    def reached(self) -> int:
        return sum(row.status == "met" for row in self.centers)

    @property
    def undecided(self) -> int:
        return sum(row.status == "unknown" for row in self.centers)


@dataclass(frozen=True)
class _Links:
    """Addresses of lists, for the centers whose lists the reader may open."""

    centers: Sequence[Center]
    listed: Collection[int]

    def item(self, label: str, value: int, selection: Selection, *, partial: bool = False) -> Item:
        shown = {selection.center_pk} if selection.center_pk else {c.pk for c in self.centers}
        url = ""
        if value and shown <= set(self.listed):
            url = f"{reverse('consultations:count_list')}?{selection.query}"
        return Item(label, value, url=url, is_partial=partial)


def gather(user: Actor, centers: Sequence[Center], selection: Selection) -> Overview:
    """The figures of `centers`, all within the reach of `user`; the same queries for any number."""
    reach = user.reach(Capability.CONSULTATION_LIST)
    links = _Links(
        centers,
        {
            center.pk
            for center in centers
            if reach.covers(municipality_id=center.municipality_id, center_id=center.pk)
        },
    )
    found = contacts(centers, selection)
    counted = tally(found)
    standard = average_standard(selection.as_of)
    before = selection.year_before(selection.same_day_year_before)
    return Overview(
        selection=selection,
        standard=standard,
        total=links.item("今年度", counted.total, selection),
        total_year_before=links.item("前年同期", contacts(centers, before).count(), before),
        months=_months(centers, selection, counted, links),
        methods=_methods(selection, counted, links),
        topics=_topics(selection, contacts_per_topic(found), links),
        centers=_centers(centers, selection, standard, links),
    )


def _months(
    centers: Sequence[Center], selection: Selection, counted: Tally, links: _Links
) -> ComparisonChart:
    year_before = selection.year_before(selection.fiscal_year.previous.ends_on)
    current, earlier = counted.per_month, tally(contacts(centers, year_before)).per_month

    def item(month: date) -> Item:
        if month > selection.as_of:
            return Item(f"{month.month}月", None)
        part = selection.narrowed(month=month)
        is_over = part.last < selection.as_of or selection.as_of == selection.fiscal_year.ends_on
        return links.item(f"{month.month}月", current[month], part, partial=not is_over)

    def item_before(month: date) -> Item:
        label = f"{month.month}月"
        if not any(earlier.values()):
            return Item(label, None)  # a year without any record is no year of zeros
        return links.item(label, earlier[month], year_before.narrowed(month=month))

    return comparison_chart(
        [item(month) for month in selection.fiscal_year.months],
        [item_before(month) for month in year_before.fiscal_year.months],
        chart_id="months",
        title=FIGURES["contacts_per_month"].label,
        unit=FIGURES["contacts_per_month"].unit,
        names=(selection.fiscal_year.label, year_before.fiscal_year.label),
    )


def _methods(selection: Selection, counted: Tally, links: _Links) -> RowChart:
    numbers = counted.per_method
    return row_chart(
        [
            links.item(method.label, numbers[method], selection.narrowed(method=method.value))
            for method in Method
        ],
        chart_id="methods",
        title=FIGURES["contacts_per_method"].label,
        unit=FIGURES["contacts_per_method"].unit,
        label_heading="相談方法",
    )


def _topics(selection: Selection, numbers: Mapping[str, int], links: _Links) -> RowChart:
    """Topics in use on the day of reference, and those no longer used that were counted."""
    in_use = set(Topic.objects.in_use_on(selection.as_of).values_list("code", flat=True))
    labels = Topic.objects.order_by("code").values_list("code", "label")
    shown = [(code, label) for code, label in labels if code in in_use or numbers.get(code)]
    if numbers.get(NO_TOPIC):
        shown.append((NO_TOPIC, NO_TOPIC_LABEL))
    return row_chart(
        [
            links.item(label, numbers.get(code, 0), selection.narrowed(topic=code))
            for code, label in shown
        ],
        chart_id="topics",
        title=FIGURES["contacts_per_topic"].label,
        unit=FIGURES["contacts_per_topic"].unit,
        label_heading="相談内容の区分",
        with_share=False,
    )


def _centers(
    centers: Sequence[Center],
    selection: Selection,
    standard: AverageStandard | None,
    links: _Links,
) -> list[CenterRow]:
    shown = [center for center in centers if selection.center_pk in {None, center.pk}]
    numbers = per_open_day(
        [center.pk for center in shown], first=selection.first, last=selection.last
    )
    designations = _designations(shown, selection.as_of)
    return [
        CenterRow(
            center=center,
            designations=designations.get(center.pk, ()),
            contacts=links.item(
                center.name,
                numbers[center.pk].contacts,
                selection.narrowed(center_pk=center.pk),
            ),
            per_day=numbers[center.pk],
            unrecorded=len(numbers[center.pk].unrecorded_days),
            standard=standard,
        )
        for center in shown
        if numbers[center.pk].contacts or _operated(center, selection)
    ]


def _operated(center: Center, selection: Selection) -> bool:
    ended = center.closed_on is not None and center.closed_on < selection.first
    return center.opened_on <= selection.last and not ended


def _designations(centers: Sequence[Center], day: date) -> dict[int, list[CenterDesignation]]:
    found: dict[int, list[CenterDesignation]] = {}
    rows = CenterDesignation.objects.current().filter(in_force(day), center__in=centers)
    for designation in rows.order_by("center", "type"):
        found.setdefault(designation.center_id, []).append(designation)
    return found
