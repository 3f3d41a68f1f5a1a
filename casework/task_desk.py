"""What 「きょう」 shows of tasks: one's own, and those of whoever one stands in for."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate

from accounts.models import User
from casework.models import AbsenceCover, Task
from shared import audit
from shared.access import Capability
from shared.today_blocks import TodayBlock

DAYS_AHEAD = 7
MOST = 30


def stands_in_for(user: User, day: date) -> list[int]:
    """The numbers of those who are absent and covered by `user` on the day."""
    covers = AbsenceCover.objects.on(day).filter(deputy=user.pk)
    return list(covers.values_list("absentee", flat=True).order_by("absentee"))


def task_block(request: HttpRequest) -> TodayBlock | None:
    """Three queries; no entry in the trail where there is nothing to show."""
    user: Any = request.user
    if not user.reach(Capability.CASE_VIEW):
        return None
    day = localdate()
    covered = stands_in_for(user, day)
    owned = Task.objects.visible_to(user).next_steps().owned_by([user.pk, *covered])
    tasks = list(owned.due_within(day, DAYS_AHEAD).for_listing()[:MOST])
    if tasks:
        audit.record(request, audit.Action.LIST, Task, shown=tasks, page="today")
    context = {
        "tasks": [(task, task.is_overdue(day), task.owner_id != user.pk) for task in tasks],
        "covers": bool(covered),
    }
    return TodayBlock("tasks/_today.html", context)
