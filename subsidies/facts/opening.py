"""Facts of opening: the weekly hours in force, 国民の祝日, hours of a service of its own."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from centers.enums import Service, Weekday
from centers.models import NationalHolidayOpening, OpeningHours
from shared.access import Capability
from shared.date_ranges import in_force
from subsidies.facts.references import Part, Reference

if TYPE_CHECKING:
    from subsidies.facts.gather import Query


def opening_facts(center_ids: Collection[int], query: "Query") -> dict[int, Part]:
    parts = {center_id: Part() for center_id in center_ids}
    weekly: dict[int, list[list[str]]] = {}
    special: dict[int, set[int]] = {}
    hours = OpeningHours.objects.known_at(query.known_at).filter(
        in_force(query.day), center__in=parts
    )
    for row in hours.order_by("weekday", "opens_at", "pk"):
        if row.service == Service.GENERAL:
            weekly.setdefault(row.center_id, []).append(_interval(row))
        elif row.service == Service.SPECIAL_CONSIDERATION:
            special.setdefault(row.center_id, set()).add(row.weekday)
    on_holidays = _on_holidays(parts, query)
    for center_id, part in parts.items():
        page = _page(center_id)
        days = special.get(center_id)
        part.add("opening.weekly", weekly.get(center_id), page)
        part.add("opening.national_holidays", on_holidays.get(center_id), page)
        part.add("special_days_per_week", None if days is None else len(days), page)
    return parts


def _interval(row: OpeningHours) -> list[str]:
    return [Weekday(row.weekday).code, f"{row.opens_at:%H:%M}", f"{row.closes_at:%H:%M}"]


def _on_holidays(center_ids: Collection[int], query: "Query") -> dict[int, bool]:
    rows = NationalHolidayOpening.objects.known_at(query.known_at).filter(
        in_force(query.day), center__in=center_ids
    )
    return dict(rows.values_list("center", "is_open"))


def _page(center_id: int) -> Reference:
    return Reference(
        label="開所時間",
        url_name="centers:center_detail",
        kwargs=(("pk", center_id),),
        capability=Capability.CENTER_VIEW,
        anchor="opening-hours",
    )
