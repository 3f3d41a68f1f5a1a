"""The calendar of appointments: a day by the hour or a week by day, for each room or worker."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from accounts.models import User
from centers.models import Center, Room
from consultations.appointment_people import Whom
from consultations.models import Appointment
from shared.clock_time import format_clock
from shared.wareki import WEEKDAYS, format_wareki

DAY, WEEK = "day", "week"
ROOM, WORKER = "room", "worker"
FIRST_HOUR, LAST_HOUR = 9, 17
HOURS_OF_A_DAY = 24
A_DAY, A_WEEK, AN_HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
NO_ROOM, NO_WORKER = "部屋なし", "担当者未定"


@dataclass(frozen=True)
class Entry:
    """One appointment in one cell; in the hours after its first it only goes on."""

    appointment: Appointment
    whom: Whom | None
    is_going_on: bool = False


@dataclass
class Cell:
    label: str
    entries: list[Entry] = field(default_factory=list)
    create_url: str = ""
    create_label: str = ""


@dataclass
class Line:
    label: str
    cells: list[Cell]


@dataclass
class Table:
    """Headings and lines of cells, as the page writes them."""

    caption: str
    corner: str
    headings: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Lane:
    """A room or a worker of a center, or what has none."""

    key: tuple[int, int | None]
    label: str


@dataclass(frozen=True)
class Period:
    """What is looked at."""

    view: str
    day: date

    @property
    def first(self) -> date:
        return self.day if self.view == DAY else self.day - timedelta(days=self.day.weekday())

    @property
    def last(self) -> date:
        return self.first if self.view == DAY else self.first + A_WEEK - A_DAY

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def step(self) -> timedelta:
        return A_DAY if self.view == DAY else A_WEEK


def lanes_of(
    by: str, centers: Sequence[Center], rooms: Sequence[Room], workers: Sequence[tuple[int, User]]
) -> list[Lane]:
    """Every room or worker of the centers, and a last one for what has neither."""
    several = len(centers) > 1
    found = []
    for center in centers:
        prefix = f"{center.name}：" if several else ""
        named: list[tuple[int, str]] = (
            [(room.pk, room.name) for room in rooms if room.center_id == center.pk]
            if by == ROOM
            else [(user.pk, user.name) for each, user in workers if each == center.pk]
        )
        found += [Lane((center.pk, number), prefix + name) for number, name in named]
        rest = NO_ROOM if by == ROOM else NO_WORKER
        found.append(Lane((center.pk, None), prefix + rest))
    return found


def table_of(
    period: Period,
    by: str,
    lanes: Sequence[Lane],
    appointments: Sequence[Appointment],
    *,
    whom: dict[int, Whom] | None,
    today: date,
    may_book: bool,
) -> Table:
    """Without names where `whom` is None or knows none. A lane that is gone shows what was booked in it."""
    lanes = _with_former(lanes, by, appointments)
    build = _day if period.view == DAY else _week
    return build(
        period,
        by,
        lanes,
        appointments,
        entry=_entry_with(whom),
        bookable_from=today if may_book else None,
    )


def _entry_with(whom: dict[int, Whom] | None) -> Callable[..., Entry]:
    def entry(appointment: Appointment, *, is_going_on: bool = False) -> Entry:
        named = None if whom is None else whom.get(appointment.pk)
        return Entry(appointment, named, is_going_on)

    return entry


def _key(by: str, appointment: Appointment) -> tuple[int, int | None]:
    number = appointment.room_id if by == ROOM else appointment.worker_id
    return appointment.center_id, number


def _with_former(lanes: Sequence[Lane], by: str, appointments: Sequence[Appointment]) -> list[Lane]:
    known = {lane.key for lane in lanes}
    former = {
        key: str(each.room if by == ROOM else each.worker)
        for each in appointments
        if (key := _key(by, each)) not in known
    }
    return [*lanes, *(Lane(key, label) for key, label in former.items())]


def _week(
    period: Period,
    by: str,
    lanes: Sequence[Lane],
    appointments: Sequence[Appointment],
    *,
    entry: Callable[..., Entry],
    bookable_from: date | None,
) -> Table:
    found: dict[Any, list[Entry]] = defaultdict(list)
    for each in appointments:
        found[_key(by, each), localtime(each.starts_at).date()].append(entry(each))
    lines = [
        Line(
            lane.label,
            [
                Cell(
                    f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）",
                    found[lane.key, day],
                    _create_url(by, lane, day) if bookable_from and day >= bookable_from else "",
                    f"{format_wareki(day)}、{lane.label}",
                )
                for day in period.days
            ],
        )
        for lane in lanes
    ]
    headings = [f"{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）" for day in period.days]
    return Table("予約（週）", "部屋" if by == ROOM else "担当者", headings, lines)


def _day(
    period: Period,
    by: str,
    lanes: Sequence[Lane],
    appointments: Sequence[Appointment],
    *,
    entry: Callable[..., Entry],
    bookable_from: date | None,
) -> Table:
    day = period.first
    hours = _hours(appointments, day)
    found: dict[Any, list[Entry]] = defaultdict(list)
    for each in appointments:
        for hour in hours:
            begins = _moment(day, hour)
            if each.starts_at < begins + AN_HOUR and each.ends_at > begins:
                going_on = each.starts_at < begins and hour != hours[0]
                found[_key(by, each), hour].append(entry(each, is_going_on=going_on))
    lines = [
        Line(
            f"{hour}:00",
            [
                Cell(
                    lane.label,
                    found[lane.key, hour],
                    _create_url(by, lane, day, hour)
                    if bookable_from and day >= bookable_from
                    else "",
                    f"{hour}時、{lane.label}",
                )
                for lane in lanes
            ],
        )
        for hour in hours
    ]
    return Table("予約（日）", "時刻", [lane.label for lane in lanes], lines)


def _hours(appointments: Sequence[Appointment], day: date) -> list[int]:
    starts = [_hour(each.starts_at, day) for each in appointments]
    ends = [_hour(each.ends_at - timedelta(minutes=1), day) for each in appointments]
    return list(range(min([FIRST_HOUR, *starts]), max([LAST_HOUR, *ends]) + 1))


def _hour(moment: datetime, day: date) -> int:
    local = localtime(moment)
    if local.date() != day:
        return 0 if local.date() < day else HOURS_OF_A_DAY - 1
    return local.hour


def _moment(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))


def _create_url(by: str, lane: Lane, day: date, hour: int | None = None) -> str:
    center_id, number = lane.key
    query: dict[str, Any] = {"center": center_id, "held_on": day.isoformat()}
    if number is not None:
        query[by] = number
    if hour is not None:
        query["starts"] = format_clock(time(hour))
    return f"{reverse('appointments:appointment_create')}?{urlencode(query)}"
