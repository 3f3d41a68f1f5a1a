"""国民の祝日, with 振替休日 and 国民の休日; the same days as the Cabinet Office list."""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("JP", years=year, language="ja").items())


def holiday_name(day: date) -> str | None:
    return _of_year(day.year).get(day)


def is_national_holiday(day: date) -> bool:
    return holiday_name(day) is not None


def holidays_between(first: date, last: date) -> dict[date, str]:
    """The holidays from `first` to `last`, both included, in order."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return {day: name for day in days if (name := holiday_name(day))}
