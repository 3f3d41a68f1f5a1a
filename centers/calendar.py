"""開所カレンダー: on which days centers should be open, and on which they were.

Scheduled days follow from weekly hours, 国民の祝日, closures and extra openings; actual days are
what somebody confirmed. All functions take many centers and use a constant number of queries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from centers.enums import Service
from centers.models import Closure, ExtraOpening, NationalHolidayOpening, OpenDay, OpeningHours
from shared.date_ranges import overlapping
from shared.national_holidays import holidays_between


@dataclass
class OpenDays:
    """One center in one period: days it should open, was open, was closed."""

    scheduled: set[date] = field(default_factory=set)
    opened: set[date] = field(default_factory=set)
    closed: set[date] = field(default_factory=set)

    @property
    def unrecorded(self) -> list[date]:
        """Scheduled days of which nobody has said yet whether the center was open."""
        return sorted(self.scheduled - self.opened - self.closed)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def open_days(
    center_ids: Collection[int], *, first: date, last: date, known_at: datetime | None = None
) -> dict[int, OpenDays]:
    """Scheduled and actual days of each center from `first` to `last`; five queries in all."""
    days = {center_id: OpenDays() for center_id in center_ids}
    _schedule(days, first=first, last=last, known_at=known_at)
    actual = OpenDay.objects.known_at(known_at).filter(
        center__in=center_ids, held_on__range=(first, last)
    )
    for center_id, day, is_open in actual.values_list("center", "held_on", "is_open"):
        (days[center_id].opened if is_open else days[center_id].closed).add(day)
    return days


def _schedule(
    days: dict[int, OpenDays], *, first: date, last: date, known_at: datetime | None
) -> None:
    holidays = holidays_between(first, last)
    hours = OpeningHours.objects.known_at(known_at).filter(
        overlapping(first, last), center__in=days, service=Service.GENERAL
    )
    open_on_holidays = _holiday_days(days, holidays, first, last, known_at)
    for center_id, weekday, starts_on, ends_on in hours.values_list(
        "center", "weekday", "starts_on", "ends_on"
    ).distinct():
        period = _clip(starts_on, ends_on, first, last)
        days[center_id].scheduled.update(
            day
            for day in period
            if day.isoweekday() == weekday
            and (day not in holidays or day in open_on_holidays[center_id])
        )
    closures = Closure.objects.known_at(known_at).filter(overlapping(first, last), center__in=days)
    for center_id, starts_on, ends_on in closures.values_list("center", "starts_on", "ends_on"):
        days[center_id].scheduled.difference_update(_clip(starts_on, ends_on, first, last))
    extra = ExtraOpening.objects.known_at(known_at).filter(
        center__in=days, held_on__range=(first, last)
    )
    for center_id, day in extra.values_list("center", "held_on"):
        days[center_id].scheduled.add(day)


def _holiday_days(
    center_ids: Iterable[int],
    holidays: Collection[date],
    first: date,
    last: date,
    known_at: datetime | None,
) -> dict[int, set[date]]:
    """The 国民の祝日 on which each center opens by its own rule."""
    found: dict[int, set[date]] = {center_id: set() for center_id in center_ids}
    rows = NationalHolidayOpening.objects.known_at(known_at).filter(
        overlapping(first, last), center__in=found, is_open=True
    )
    for center_id, starts_on, ends_on in rows.values_list("center", "starts_on", "ends_on"):
        found[center_id].update(
            day for day in holidays if starts_on <= day and (ends_on is None or day <= ends_on)
        )
    return found


def _clip(starts_on: date, ends_on: date | None, first: date, last: date) -> list[date]:
    return days_between(max(starts_on, first), min(ends_on or last, last))
