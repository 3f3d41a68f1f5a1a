"""One month of one center, day by day: what was planned, what was recorded."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from centers.calendar import OpenDays, days_between, open_days
from centers.models import Center, OpenDay
from shared.national_holidays import holiday_name
from shared.wareki import FIRST_DAY, LAST_DAY, format_wareki


@dataclass(frozen=True)
class Month:
    first: date

    @classmethod
    def parse(cls, text: str) -> "Month":
        """2025-10; ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if match is None or not FIRST_DAY.year < int(match[1]) < LAST_DAY.year:
            raise ValueError(text)
        return cls(date(int(match[1]), int(match[2]), 1))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def next(self) -> "Month":
        return Month(self.last + timedelta(days=1))

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        """令和7年10月."""
        return format_wareki(self.first).removesuffix("1日")


@dataclass(frozen=True)
class Day:
    """One square of the calendar; `recorded` is None while nobody has said anything."""

    date: date
    holiday: str
    is_scheduled: bool
    recorded: OpenDay | None
    can_be_recorded: bool

    @property
    def code(self) -> str:
        return self.date.isoformat()

    @property
    def is_unrecorded(self) -> bool:
        return self.is_scheduled and self.can_be_recorded and self.recorded is None

    @property
    def differs_from_plan(self) -> bool:
        return self.recorded is not None and self.recorded.is_open != self.is_scheduled


class MonthOfCenter:
    """The calendar of `center` in `month` as seen on the day `today`."""

    def __init__(self, center: Center, month: Month, *, today: date) -> None:
        self.center, self.month, self.today = center, month, today
        self.plan: OpenDays = open_days([center.pk], first=month.first, last=month.last)[center.pk]
        self.entries = list(
            OpenDay.objects.filter(center=center, held_on__range=(month.first, month.last))
            .select_related("recorded_by", "superseded_by")
            .order_by("held_on", "-recorded_at", "-pk")
        )
        standing = {entry.held_on: entry for entry in self.entries if entry.is_current}
        self.days = [
            Day(
                day,
                holiday_name(day) or "",
                day in self.plan.scheduled,
                standing.get(day),
                self._is_recordable(day),
            )
            for day in days_between(month.first, month.last)
        ]

    def _is_recordable(self, day: date) -> bool:
        closed_on = self.center.closed_on
        return self.center.opened_on <= day <= self.today and (not closed_on or day <= closed_on)

    @property
    def weeks(self) -> list[list[Day | None]]:
        """Monday to Sunday, None outside the month."""
        squares: list[Day | None] = [None] * self.month.first.weekday() + [*self.days]
        squares += [None] * (-len(squares) % 7)
        return [squares[start : start + 7] for start in range(0, len(squares), 7)]

    @property
    def recordable(self) -> list[date]:
        return [day.date for day in self.days if day.can_be_recorded]

    @property
    def unconfirmed(self) -> list[date]:
        """Scheduled days before today of which nobody has said anything."""
        return [day.date for day in self.days if day.is_unrecorded and day.date < self.today]

    @property
    def history(self) -> list[OpenDay]:
        return [entry for entry in self.entries if not entry.is_current]
