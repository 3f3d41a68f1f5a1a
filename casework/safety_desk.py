"""What 「きょう」 shows of 通告: children whom nobody has seen safe yet; numbers, no names."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from casework.models import Case, Notification
from shared import audit
from shared.access import Capability
from shared.today_blocks import TodayBlock

MOST = 20


def safety_block(request: HttpRequest) -> TodayBlock | None:
    """One query; no entry in the trail where there is nothing to show."""
    user: Any = request.user
    if not user.reach(Capability.CASE_WRITE):
        return None
    cases = Case.objects.visible_to(user, Capability.CASE_WRITE)
    running = Notification.objects.unconfirmed().filter(case__in=cases.values("pk"))
    rows = list(running.select_related("case__center").order_by("confirm_until", "pk")[:MOST])
    if not rows:
        return None
    shown = [row.case for row in rows]
    audit.record(request, audit.Action.LIST, Case, shown=shown, page="today_safety")
    now = timezone.now()
    context = {"rows": [(row, row.is_overdue(now)) for row in rows]}
    return TodayBlock("cases/_safety_today.html", context, is_urgent=True)
