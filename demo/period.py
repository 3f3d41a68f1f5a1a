"""When the demo takes place, and when its office wrote things down."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
FIRST_DAY = date(2025, 4, 1)
LAST_DAY = date(2026, 10, 31)

# The days on which the demo is meant to be looked at cut the period: each part has its own number
# of consultations, so that the averages of the fiscal year stand where docs/demo.md says.
PARTS = (
    (FIRST_DAY, date(2025, 10, 1)),
    (date(2025, 10, 2), date(2026, 3, 31)),
    (date(2026, 4, 1), LAST_DAY),
)

MORNING = time(9)
EVENING = time(20, 30)


def moment(day: date, clock: time = MORNING) -> datetime:
    return datetime.combine(day, clock, tzinfo=JAPAN)


def written(day: date) -> datetime:
    """When a fact of `day` entered the records: that morning, or when the system came into use."""
    return moment(max(day, FIRST_DAY))


def clock_time(text: str) -> time:
    return time.fromisoformat(text)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
