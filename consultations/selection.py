"""Which contacts a number counts. The dashboard, its links and the list behind them say it alike."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from shared.fiscal_year import FiscalYear

NO_TOPIC, NO_TOPIC_LABEL = "none", "区分なし"  # no code of a Topic: those have digits


@dataclass(frozen=True, kw_only=True)
class Selection:
    """集計の条件: a fiscal year up to a day, and possibly a part of it."""

    fiscal_year: FiscalYear
    as_of: date
    center_pk: int | None = None
    month: date | None = None
    method: str = ""
    topic: str = ""

    @property
    def first(self) -> date:
        return self.month or self.fiscal_year.starts_on

    @property
    def last(self) -> date:
        """The day of reference or, before it, the end of the month asked for."""
        if self.month is None:
            return self.as_of
        next_month = (self.month + timedelta(days=31)).replace(day=1)
        return min(self.as_of, next_month - timedelta(days=1))

    @property
    def query(self) -> str:
        """The same condition as the query string that `CountListForm` reads."""
        parts = {
            "fiscal_year": self.fiscal_year.year,
            "as_of": self.as_of.isoformat(),
            "center": self.center_pk,
            "month": self.month and f"{self.month:%Y-%m}",
            "method": self.method,
            "topic": self.topic,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def whole(self) -> Self:
        """The same centers and days, of every month, method and topic."""
        return replace(self, month=None, method="", topic="")

    def narrowed(self, **changes: Any) -> Self:
        return replace(self, **changes)

    def year_before(self, as_of: date) -> Self:
        """The same part of the previous fiscal year, up to `as_of`."""
        return replace(self, fiscal_year=self.fiscal_year.previous, as_of=as_of)

    @property
    def same_day_year_before(self) -> date:
        """One year earlier; 29 February has 28 February before it."""
        earlier = self.as_of.year - 1
        is_leap_day = (self.as_of.month, self.as_of.day) == (2, 29)
        return self.as_of.replace(year=earlier, day=28 if is_leap_day else self.as_of.day)
