"""Whether an appointment lies within the hours of its center: a remark, never a refusal."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime

from centers.calendar import open_days
from centers.models import Center, ExtraOpening, OpeningHours
from shared.clock_time import format_clock
from shared.date_ranges import in_force
from shared.wareki import format_wareki

LOOK_AHEAD = timedelta(days=21)
Hours = list[tuple[time, time]]


def remark_on(center: Center, starts_at: datetime, ends_at: datetime) -> str:
    """What is unusual about the time; nothing if the center is open all through."""
    first, last = localtime(starts_at), localtime(ends_at)
    day = first.date()
    if center.pk not in open_centers([center.pk], day):
        return f"{format_wareki(day)}は、{center}の開所日ではありません。"
    hours = _hours_on(center, day)
    ends_today = last.date() == day
    if any(
        opens <= first.time() and ends_today and last.time() <= closes for opens, closes in hours
    ):
        return ""
    told = "、".join(f"{format_clock(a)}～{format_clock(b)}" for a, b in hours)
    return f"開所時間（{told}）の外の時間です。" if told else ""


def _hours_on(center: Center, day: date) -> Hours:
    rows = OpeningHours.objects.current().filter(
        in_force(day), center=center, weekday=day.isoweekday()
    )
    extra = ExtraOpening.objects.current().filter(center=center, held_on=day)
    found = {
        *rows.values_list("opens_at", "closes_at"),
        *extra.values_list("opens_at", "closes_at"),
    }
    return _joined(sorted(found))


def _joined(hours: Hours) -> Hours:
    """Without gaps where one interval begins before another ends."""
    joined: Hours = []
    for opens, closes in hours:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def open_centers(center_ids: Collection[int], day: date) -> set[int]:
    days = open_days(center_ids, first=day, last=day)
    return {center_id for center_id in center_ids if day in days[center_id].scheduled}


def next_open_days(center_ids: Collection[int], day: date) -> dict[int, date]:
    """The first day after `day` on which each center opens; tomorrow where none is known."""
    tomorrow = day + timedelta(days=1)
    days = open_days(center_ids, first=tomorrow, last=day + LOOK_AHEAD)
    found: dict[int, date] = defaultdict(lambda: tomorrow)
    found.update(
        {center_id: min(days[center_id].scheduled, default=tomorrow) for center_id in center_ids}
    )
    return found
