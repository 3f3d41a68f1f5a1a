"""妊娠週数 from the expected day of birth, which is 40 weeks and 0 days; and months ahead."""

import calendar
from datetime import date, timedelta

DAYS_OF_A_WEEK, FULL_TERM, LATEST = 7, 280, 308
MONTHS_OF_A_YEAR = 12
# What can still be one pregnancy, counted from the expected day: wide on purpose, against slips of
# the year and the month; no source gives these days.
LONGEST_PREGNANCY = timedelta(days=310)
EARLIEST_BIRTH, LATEST_BIRTH = timedelta(days=130), timedelta(days=30)


def week_text(due_on: date, day: date) -> str:
    """妊娠24週3日; empty before the first week and after the 43rd."""
    days = FULL_TERM - (due_on - day).days
    if not 0 <= days <= LATEST:
        return ""
    weeks, rest = divmod(days, DAYS_OF_A_WEEK)
    return f"妊娠{weeks}週{rest}日"


def may_be_birth(due_on: date, day: date) -> bool:
    return due_on - EARLIEST_BIRTH <= day <= due_on + LATEST_BIRTH


def months_after(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or the last day of a shorter one."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
