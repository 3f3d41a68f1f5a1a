"""When a plan is to be reviewed (`data/plan.toml`); no notice states an interval."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.timezone import localdate

from casework.maternity_weeks import months_after

FILE = Path(__file__).parent / "data" / "plan.toml"


@cache
def _months(name: str) -> int:
    with FILE.open("rb") as file:
        return int(tomllib.load(file)[name])


def proposed_review(day: date) -> date:
    """The same day of a later month, or its last one."""
    return months_after(day, _months("review_after_months"))


def latest_review() -> date:
    """A day beyond this one is a slip of the year: the plan would never be looked at again."""
    return months_after(localdate(), _months("review_within_months"))
