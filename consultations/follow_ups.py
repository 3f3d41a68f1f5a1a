"""The planned step of a record as a follow-up of its own: planned, done, postponed, dropped."""

from datetime import datetime

from accounts.models import User
from consultations.desk_enums import FollowUpState
from consultations.models import Consultation, FollowUp

CORRECTED = "記録の訂正"


def keep_in_step(
    record: Consultation,
    *,
    by: User,
    at: datetime,
    outcome: FollowUpState | None = None,
    reason: str = CORRECTED,
) -> None:
    """One open follow-up for the date that the record names, none without; the rest is history."""
    planned = None if record.is_withdrawn else record.next_on
    standing = record.follow_ups.filter(state=FollowUpState.OPEN).first()
    if standing is not None and standing.due_on == planned:
        return
    if standing is not None:
        standing.state = outcome or _became(planned is not None)
        standing.closed_at, standing.closed_by, standing.reason = at, by, reason
        standing.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    if planned is not None:
        FollowUp.objects.create(consultation=record, due_on=planned, recorded_by=by, recorded_at=at)


def _became(is_planned_again: bool) -> FollowUpState:  # noqa: FBT001 -- one question
    return FollowUpState.POSTPONED if is_planned_again else FollowUpState.DROPPED
