"""Suspicion of abuse: taken up at once, with a clock that runs from the acceptance."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate, localtime

from accounts.models import User
from consultations.actions import ChangedMeanwhileError, Entry, log_consultation
from consultations.amendments import amend
from consultations.appointment_actions import attend_with
from consultations.callers import Caller, attach_caller
from consultations.desk_enums import SafetyCheck
from consultations.models import (
    AbuseIntake,
    Appointment,
    Consultation,
    IntakeClock,
    NamedReader,
    Person,
)
from shared.access import Confidentiality
from shared.clock_time import format_clock
from shared.wareki import format_wareki

RAISED = "虐待の疑いを受理したため（通告した人が知られないよう、読める人を制限します）"
LABEL = "虐待の疑いの受理"


class AlreadyRaisedError(Exception):
    """The record has an intake, or is withdrawn."""


@transaction.atomic
def log_at_desk(
    entry: Entry,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    confidentiality: Confidentiality,
    caller: Caller = None,
    is_abuse_suspected: bool = False,
    appointment: Appointment | None = None,
) -> tuple[Consultation, Person | None, AbuseIntake | None]:
    """Log, attach the caller and take up a suspicion, all or nothing; a repeated form changes nothing.

    Returns the record, who was registered for it, and the intake. Raises AppointmentMovedOnError.
    """
    if is_abuse_suspected:
        confidentiality = Confidentiality.RESTRICTED
    record = log_consultation(
        entry, submission_key=submission_key, by=by, at=at, confidentiality=confidentiality
    )
    if record.recorded_at != at:
        return record, None, None
    registered = attach_caller(record, caller, by=by, at=at)
    if appointment is not None:
        attend_with(record, appointment, by=by, at=at)
    intake = None
    if is_abuse_suspected:
        # The office has known since the contact: a note written later does not stop the clock.
        intake = raise_intake(record, accepted_at=entry.occurred_at, by=by, at=at)
    return record, registered, intake


@transaction.atomic
def raise_intake(
    record: Consultation, *, accepted_at: datetime, by: User, at: datetime
) -> AbuseIntake:
    """Start the clock and restrict the record; a withdrawn intake is raised again.

    The record's history keeps what stood before. Raises AlreadyRaisedError.
    """
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=record.pk)
    earlier = AbuseIntake.objects.filter(consultation=locked).first()
    if locked.is_withdrawn or (earlier and earlier.withdrawn_at is None):
        raise AlreadyRaisedError(record)
    hours = IntakeClock.objects.hours_on(
        localdate(accepted_at), municipality_id=locked.municipality_id
    )
    intake = earlier or AbuseIntake(consultation=locked)
    intake.accepted_at, intake.accepted_by = accepted_at, by
    intake.clock_hours, intake.confirm_until = hours, accepted_at + timedelta(hours=hours)
    intake.withdrawn_at = intake.withdrawn_by = None
    intake.missed_reason = ""
    intake.save()
    changes = {
        "abuse_intake": _change(
            "取下げ" if earlier else "", f"受理 {_moment(accepted_at)}（期限 {hours}時間）"
        )
    }
    columns = {}
    if not locked.is_restricted:
        columns["confidentiality"] = Confidentiality.RESTRICTED
        changes["confidentiality"] = {
            "label": "記録の区分",
            "before": str(Confidentiality.ORDINARY.label),
            "after": str(Confidentiality.RESTRICTED.label),
        }
        NamedReader.objects.bulk_create(
            NamedReader(consultation=locked, user=user, named_by=by, named_at=at)
            for user in {locked.recorded_by, by}
        )
    amend(record, changes, reason=RAISED, by=by, at=at, **columns)
    return intake


@transaction.atomic
def confirm_safety(
    intake: AbuseIntake,
    *,
    confirmed_at: datetime,
    safety_check: str,
    missed_reason: str,
    by: User,
    at: datetime,
) -> None:
    """Somebody has seen the child safe. Raises ChangedMeanwhileError if that is noted already."""
    locked = _locked(intake)
    locked.safety_confirmed_at, locked.safety_confirmed_by = confirmed_at, by
    locked.safety_check, locked.missed_reason = safety_check, missed_reason or locked.missed_reason
    locked.save(
        update_fields=[
            "safety_confirmed_at",
            "safety_confirmed_by",
            "safety_check",
            "missed_reason",
        ]
    )
    how = SafetyCheck(safety_check).label
    changes = {"abuse_intake": _change("未確認", f"安全確認 {_moment(confirmed_at)}（{how}）")}
    amend(locked.consultation, changes, reason=missed_reason or "安全の確認", by=by, at=at)


@transaction.atomic
def explain_delay(intake: AbuseIntake, *, missed_reason: str, by: User, at: datetime) -> None:
    """The time is over and the child not yet seen. Raises ChangedMeanwhileError."""
    locked = _locked(intake)
    before, locked.missed_reason = locked.missed_reason, missed_reason
    locked.save(update_fields=["missed_reason"])
    changes = {"abuse_intake": _change(before, missed_reason)}
    amend(locked.consultation, changes, reason="期限を過ぎた理由の登録", by=by, at=at)


@transaction.atomic
def withdraw_intake(intake: AbuseIntake, *, reason: str, by: User, at: datetime) -> None:
    """Raised by mistake; the record stays restricted until somebody lifts that."""
    locked = _locked(intake)
    locked.withdrawn_at, locked.withdrawn_by = at, by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    changes = {"abuse_intake": _change("受理", "取下げ")}
    amend(locked.consultation, changes, reason=reason, by=by, at=at)


def _locked(intake: AbuseIntake) -> AbuseIntake:
    locked = (
        AbuseIntake.objects.select_for_update(of=("self",))
        .select_related("consultation")
        .get(pk=intake.pk)
    )
    if locked.safety_confirmed_at is not None or locked.withdrawn_at is not None:
        raise ChangedMeanwhileError(locked.consultation)
    return locked


def _change(before: str, after: str) -> dict[str, str]:
    return {"label": LABEL, "before": before, "after": after}


def _moment(moment: datetime) -> str:
    local = localtime(moment)
    return f"{format_wareki(local.date())} {format_clock(local.time())}"
