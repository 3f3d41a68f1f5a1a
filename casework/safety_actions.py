"""安全確認 after a 通告 that came without a consultation: the clock, and who saw the child safe.

A consultation with an intake has a clock already (`consultations.intakes`); there are never two.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from casework.models import Notification
from casework.models.notification import to_the_hour
from consultations.models import AbuseIntake, Consultation, IntakeClock


class SafetyToldBeforeError(Exception):
    """Somebody has noted it already, or there is no clock here."""


def clock_of(
    opened_from: Consultation | None, received_at: datetime, municipality_id: int
) -> Mapping[str, Any]:
    """The columns of a new notification: hours and end as the municipality set them for the day."""
    if opened_from is not None:
        intakes = AbuseIntake.objects.standing().filter(consultation=opened_from)
        if intakes.exists():
            return {}
    hours = IntakeClock.objects.hours_on(localdate(received_at), municipality_id=municipality_id)
    return {
        "clock_hours": hours,
        "confirm_until": to_the_hour(received_at) + timedelta(hours=hours),
    }


@transaction.atomic
def tell_safety(
    notification: Notification,
    *,
    safety_check: str,
    confirmed_at: datetime | None,
    missed_reason: str,
    by: User,
) -> None:
    """The child was seen safe; without `safety_check` only why the time ran out.

    Raises SafetyToldBeforeError.
    """
    rows = Notification.objects.select_for_update(of=("self",))
    locked = rows.get(pk=notification.pk)
    if not locked.runs:
        raise SafetyToldBeforeError(locked)
    locked.missed_reason = missed_reason or locked.missed_reason
    if safety_check:
        locked.safety_check, locked.safety_confirmed_at = safety_check, confirmed_at
        locked.safety_confirmed_by = by
    locked.save(
        update_fields=[
            "missed_reason",
            "safety_check",
            "safety_confirmed_at",
            "safety_confirmed_by",
        ]
    )
