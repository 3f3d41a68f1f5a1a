"""What is asked of the records: a period to be loaded, and a day of it to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shared.fiscal_year import FiscalYear


@dataclass(frozen=True)
class Query:
    """Which facts are asked for: those in force on `day`, as known at `known_at` (None: now).

    What is counted in the course of a fiscal year is counted through `counted_until`, or through
    the day itself.
    """

    day: date
    stage: str = "actual"
    known_at: datetime | None = None
    counted_until: date | None = None

    @property
    def first_day(self) -> date:
        """The first day of the fiscal year, from which activity is counted."""
        return FiscalYear.of(self.day).starts_on

    @property
    def last_counted_day(self) -> date:
        return self.counted_until or self.day


@dataclass(frozen=True)
class Period:
    """The days of which facts are to be told, from records as known at `known_at` (None: now)."""

    first: date
    last: date
    known_at: datetime | None = None

    @property
    def counted_from(self) -> date:
        """Activity of the whole fiscal year belongs to its first day's facts."""
        return self.fiscal_years[0].starts_on

    @property
    def fiscal_years(self) -> list[FiscalYear]:
        years = range(FiscalYear.of(self.first).year, FiscalYear.of(self.last).year + 1)
        return [FiscalYear(year) for year in years]

    def require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} was not loaded: {self.first} to {self.last}")

    def turning_days(self, starts_on: date, ends_on: date | None) -> "Iterable[tuple[date, bool]]":
        """The first day in force (True) and the first day no longer in force (False), as far as
        the period holds them after its own first day."""
        if self.first < starts_on <= self.last:
            yield starts_on, True
        if ends_on is not None and self.first <= ends_on < self.last:
            yield date.fromordinal(ends_on.toordinal() + 1), False
