"""予約: the calendar by day and week, by center and by room or worker."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.calendar import open_days
from centers.models import Center, Room
from consultations.appointment_actions import may_take_appointments
from consultations.appointment_calendar import DAY, ROOM, WEEK, WORKER, Period, lanes_of, table_of
from consultations.appointment_people import whom_of
from consultations.models import Appointment
from shared import audit
from shared.access import Capability, requires
from shared.wareki import DateTextError, parse_date

YEARS_AHEAD = timedelta(days=366 * 50)
TOO_FAR = "50年より離れた日付です。日付を確かめてください。"
UNUSABLE = 422


@never_cache
@require_safe
@requires(Capability.APPOINTMENT_VIEW)
def calendar(request: UserRequest) -> HttpResponse:
    """`?view=week&by=worker&date=2026-11-21&center=1&names=off&all=on`.

    What is wrong is left out; a day that cannot be read is said beside its box.
    """
    today = timezone.localdate()
    day, fault = _day(request, today)
    period = Period(_one_of(request, "view", DAY, WEEK), day)
    by = _one_of(request, "by", ROOM, WORKER)
    with_names, with_ended = request.GET.get("names") != "off", request.GET.get("all") == "on"
    every = list(
        Center.objects.visible_to(request.user, Capability.APPOINTMENT_VIEW)
        .operating_on(today)
        .order_by("code", "pk")
    )
    chosen = request.GET.get("center", "")
    centers = [each for each in every if str(each.pk) == chosen] or every
    rows = _appointments(request, period, centers, with_ended=with_ended)
    numbers = [center.pk for center in centers]
    lanes = lanes_of(
        by,
        centers,
        list(Room.objects.filter(center__in=numbers).in_use_on(period.last).in_order()),
        may_take_appointments(numbers, today) if by == WORKER else [],
    )
    audit.record(request, audit.Action.LIST, Appointment, shown=rows, names=with_names)
    state = {
        "view": period.view,
        "by": by,
        "center": chosen if len(centers) != len(every) else "",
        "names": "" if with_names else "off",
        "all": "on" if with_ended else "",
    }
    context = {
        "period": period,
        "by_worker": by == WORKER,
        "is_week": period.view == WEEK,
        "with_names": with_names,
        "with_ended": with_ended,
        "centers": every,
        "center_chosen": chosen,
        "state": state,
        "closed_days": _closed(numbers, period),
        "table": table_of(
            period,
            by,
            lanes,
            rows,
            whom=whom_of(_named(rows), request.user, today) if with_names else None,
            today=today,
            may_book=request.user.may(Capability.APPOINTMENT_WRITE),
        ),
        "is_empty": not rows,
        "is_today": period.first <= today <= period.last,
        "urls": _urls(state, period, today),
        "date_fault": fault,
        "date_typed": request.GET.get("date", ""),
    }
    status = UNUSABLE if fault else 200
    return TemplateResponse(request, "appointments/calendar.html", context, status=status)


def _one_of(request: UserRequest, name: str, *choices: str) -> str:
    given = request.GET.get(name, "")
    return given if given in choices else choices[0]


def _day(request: UserRequest, today: date) -> tuple[date, str]:
    """The day that is asked for; today, with what is wrong, if it cannot be shown."""
    typed = request.GET.get("date", "").strip()
    if not typed:
        return today, ""
    try:
        day = parse_date(typed)
    except DateTextError as error:
        return today, str(error)
    return (day, "") if abs(day - today) < YEARS_AHEAD else (today, TOO_FAR)


def _appointments(
    request: UserRequest, period: Period, centers: list[Center], *, with_ended: bool
) -> list[Appointment]:
    # What began the evening before may go on past midnight.
    found = Appointment.objects.visible_to(request.user).filter(center__in=centers)
    found = found.between(period.first - timedelta(days=1), period.last).for_listing().in_order()
    found = found.with_stops()
    if not with_ended:
        found = found.standing()
    return [
        each
        for each in found
        if each.held_on >= period.first
        or (period.view == DAY and timezone.localdate(each.ends_at) >= period.first)
    ]


def _named(rows: list[Appointment]) -> list[Appointment]:
    """Without those of families to whom nothing goes out: their time is taken, by nobody's name."""
    return [each for each in rows if not each.is_stopped]


def _closed(center_ids: list[int], period: Period) -> list[date]:
    """Days on which none of the centers opens."""
    days = open_days(center_ids, first=period.first, last=period.last)
    opened = {day for each in days.values() for day in each.scheduled}
    return [day for day in period.days if day not in opened]


def _urls(state: dict[str, str], period: Period, today: date) -> dict[str, str]:
    day = period.day

    def url(**changes: Any) -> str:
        found = {"date": day.isoformat(), **state, **changes}
        return "?" + "&".join(f"{name}={value}" for name, value in found.items() if value)

    return {
        "previous": url(date=(day - period.step).isoformat()),
        "next": url(date=(day + period.step).isoformat()),
        "today": url(date=today.isoformat()),
        "day": url(view=DAY),
        "week": url(view=WEEK),
        "room": url(by=ROOM),
        "worker": url(by=WORKER),
        "named": url(names=""),
        "unnamed": url(names="off"),
        "standing": url(all=""),
        "every": url(all="on"),
    }
