"""Facts of opening: the weekly hours in force, 国民の祝日, hours of a service of its own."""

from collections import defaultdict
from collections.abc import Collection

from centers.enums import Service, Weekday
from centers.models import Center, NationalHolidayOpening, OpeningHours
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

KEYS = {
    Service.GENERAL: ("opening.weekly",),
    Service.SPECIAL_CONSIDERATION: ("special_days_per_week",),
}
HOLIDAY_KEY = "opening.national_holidays"


class OpeningSource:
    """Two queries."""

    def __init__(self, center_ids: Collection[int], period: Period) -> None:
        self.period = period
        self.hours: dict[int, list[OpeningHours]] = {center_id: [] for center_id in center_ids}
        self.on_holidays: dict[int, list[NationalHolidayOpening]] = defaultdict(list)
        in_period = overlapping(period.first, period.last)
        hours = OpeningHours.objects.known_at(period.known_at).filter(
            in_period, center__in=center_ids, service__in=KEYS
        )
        for row in hours.order_by("weekday", "opens_at", "pk"):
            self.hours[row.center_id].append(row)
        rules = NationalHolidayOpening.objects.known_at(period.known_at).filter(
            in_period, center__in=center_ids
        )
        for rule in rules.order_by("starts_on", "pk"):
            self.on_holidays[rule.center_id].append(rule)

    def parts(self, query: Query) -> dict[int, Part]:
        return {center_id: self._part(center_id, query) for center_id in self.hours}

    def _part(self, center_id: int, query: Query) -> Part:
        part, page = Part(), _page(center_id)
        hours = [row for row in self.hours[center_id] if holds_on(row, query.day)]
        weekly = [_interval(row) for row in hours if row.service == Service.GENERAL]
        special = {row.weekday for row in hours if row.service == Service.SPECIAL_CONSIDERATION}
        rules = [rule for rule in self.on_holidays[center_id] if holds_on(rule, query.day)]
        part.add("opening.weekly", weekly or None, page)
        part.add(HOLIDAY_KEY, rules[-1].is_open if rules else None, page)
        part.add("special_days_per_week", len(special) or None, page)
        return part

    def turns(self, center: Center) -> list[Turn]:
        """One for all the hours of a service that change on one day."""
        page = _page(center.pk)
        changed = {
            (day, Service(row.service))
            for row in self.hours[center.pk]
            for day, _ in self.period.turning_days(row.starts_on, row.ends_on)
        }
        rules = {
            day
            for rule in self.on_holidays[center.pk]
            for day, _ in self.period.turning_days(rule.starts_on, rule.ends_on)
        }
        return [
            *(
                Turn(day, KEYS[service], f"開所時間（{service.label}）が変わった", page)
                for day, service in sorted(changed)
            ),
            *(Turn(day, (HOLIDAY_KEY,), "祝日の開所の定めが変わった", page) for day in rules),
        ]


def _interval(row: OpeningHours) -> list[str]:
    return [Weekday(row.weekday).code, f"{row.opens_at:%H:%M}", f"{row.closes_at:%H:%M}"]


def _page(center_id: int) -> Reference:
    return Reference(
        label="開所時間",
        url_name="centers:center_detail",
        kwargs=(("pk", center_id),),
        capability=Capability.CENTER_VIEW,
        anchor="opening-hours",
    )
