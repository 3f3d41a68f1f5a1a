"""The moment of acceptance put right: the clock runs from the new one, the earlier one stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate, localtime

from accounts.models import User
from consultations.actions import ChangedMeanwhileError
from consultations.amendments import amend
from consultations.models import AbuseIntake, ConsultationCorrection, IntakeClock
from shared.clock_time import format_clock
from shared.wareki import format_wareki

LABEL = "虐待の疑いの受理"


def deadline_of(intake: AbuseIntake, accepted_at: datetime) -> tuple[int, datetime]:
    """Hours as set for the day of `accepted_at`, and the end of them."""
    hours = IntakeClock.objects.hours_on(
        localdate(accepted_at), municipality_id=intake.municipality_id
    )
    return hours, accepted_at + timedelta(hours=hours)


@transaction.atomic
def correct_acceptance(
    intake: AbuseIntake,
    *,
    accepted_at: datetime,
    seen: datetime,
    reason: str,
    missed_reason: str,
    by: User,
    at: datetime,
) -> None:
    """Put `accepted_at` in the place of the moment `seen`; the record's history keeps both.

    Raises ChangedMeanwhileError if another moment stands by now, or the intake is withdrawn.
    """
    locked = (
        AbuseIntake.objects.select_for_update(of=("self",))
        .select_related("consultation")
        .get(pk=intake.pk)
    )
    if locked.withdrawn_at is not None or locked.accepted_at != seen:
        raise ChangedMeanwhileError(locked.consultation)
    before = _words(locked)
    locked.accepted_at = accepted_at
    locked.clock_hours, locked.confirm_until = deadline_of(locked, accepted_at)
    locked.missed_reason = missed_reason or locked.missed_reason
    locked.save(update_fields=["accepted_at", "clock_hours", "confirm_until", "missed_reason"])
    changes = {"abuse_intake": {"label": LABEL, "before": before, "after": _words(locked)}}
    amend(locked.consultation, changes, reason=reason, by=by, at=at)


def history_of(intake: AbuseIntake) -> Sequence[ConsultationCorrection]:
    """What was done to the intake, the first thing first; from the record's history."""
    corrections = intake.consultation.corrections.filter(changes__has_key="abuse_intake")
    return list(corrections.select_related("corrected_by").order_by("pk"))


def _words(intake: AbuseIntake) -> str:
    moments = [localtime(moment) for moment in (intake.accepted_at, intake.confirm_until)]
    accepted, until = [
        f"{format_wareki(moment.date())} {format_clock(moment.time())}" for moment in moments
    ]
    return f"受理 {accepted}（期限 {until}、{intake.clock_hours}時間）"
