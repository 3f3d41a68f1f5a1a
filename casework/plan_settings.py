"""After how long a review is proposed (`data/plan.toml`); no notice states an interval."""

import calendar
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "plan.toml"


@cache
def review_after_months() -> int:
    with FILE.open("rb") as file:
        return int(tomllib.load(file)["review_after_months"])


def proposed_review(day: date) -> date:
    """The same day of a later month, or its last one."""
    months = day.year * 12 + day.month - 1 + review_after_months()
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
