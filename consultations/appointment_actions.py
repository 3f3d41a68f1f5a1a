"""What is done to appointments: book, change, say what became of them, remind."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from accounts.models import RoleGrant, User
from accounts.policy import roles_with
from consultations.appointment_enums import AppointmentState, ReminderMeans, ReminderResult
from consultations.models import Appointment, AppointmentReminder, AppointmentStep, Consultation
from shared.access import Capability, Confidentiality, Scope

NO_RECORD_WANTED = "記録の作成の承諾がないため、氏名・連絡先・用件を消しました"
_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, earlier_id FROM consultations_appointment WHERE id = %s
    UNION
    SELECT a.id, a.earlier_id FROM consultations_appointment AS a
    JOIN chain ON a.id = chain.earlier_id
)
SELECT id FROM chain
"""
REPLACEABLE = (AppointmentState.BOOKED, AppointmentState.NO_SHOW, AppointmentState.CANCELLED)


class AppointmentMovedOnError(Exception):
    """Somebody else has said meanwhile what became of it."""


class BookedBeforeError(Exception):
    """The same form was sent again: `args[0]` is the appointment that it made."""


def may_take_appointments(center_ids: list[int], day: date) -> list[tuple[int, User]]:
    """Center and worker, for everybody who works there today."""
    roles = roles_with(
        Capability.APPOINTMENT_WRITE, Scope.OWN_CENTER, confidentiality=Confidentiality.ORDINARY
    )
    held = RoleGrant.objects.counting_on(day).filter(
        center__in=center_ids, role__in=roles, user__is_active=True
    )
    pairs = {
        (grant.center_id, grant.user_id): grant.user
        for grant in held.select_related("user").order_by("user__name", "user_id")
        if grant.center_id is not None
    }
    return [(center_id, user) for (center_id, _), user in pairs.items()]


def book(appointment: Appointment, *, by: User, at: datetime) -> Appointment:
    """Keep the time. Raises BookedBeforeError, and IntegrityError for a time that is taken."""
    saved = Appointment.objects.filter(
        municipality=appointment.center.municipality_id,
        submission_key=appointment.submission_key,
    ).first()
    if saved is not None:
        raise BookedBeforeError(saved)
    with transaction.atomic():
        appointment.recorded_at, appointment.recorded_by = at, by
        appointment.save(force_insert=True)
        _step(appointment, AppointmentState.BOOKED, "", by=by, at=at)
    return appointment


def change(
    earlier: Appointment, appointment: Appointment, *, reason: str, by: User, at: datetime
) -> Appointment:
    """Book `appointment` in the place of `earlier`, which stays with the reason.

    One that was cancelled, or to which nobody came, stays as it is. Raises
    AppointmentMovedOnError, BookedBeforeError, and IntegrityError for a time that is taken.
    """
    with transaction.atomic():
        locked = Appointment.objects.select_for_update(of=("self",)).get(pk=earlier.pk)
        followed = Appointment.objects.filter(earlier=locked).first()
        if followed is not None and followed.submission_key == appointment.submission_key:
            raise BookedBeforeError(followed)
        if followed is not None or locked.standing_in not in REPLACEABLE:
            raise AppointmentMovedOnError(locked)
        if locked.is_booked:
            _move(locked, AppointmentState.CHANGED, reason, by=by, at=at)
        elif locked.follow_up_on is not None:
            locked.follow_up_on = None
            locked.save(update_fields=["follow_up_on"])
        appointment.earlier = locked
        return book(appointment, by=by, at=at)


@transaction.atomic
def become(
    appointment: Appointment,
    state: AppointmentState,
    *,
    reason: str,
    by: User,
    at: datetime,
    follow_up_on: date | None = None,
) -> Appointment:
    """Say what became of it. Raises AppointmentMovedOnError if that cannot follow any more."""
    locked = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if state not in locked.standing_in.may_become or _is_settled_elsewhere(locked, state):
        raise AppointmentMovedOnError(locked)
    locked.follow_up_on = follow_up_on if state == AppointmentState.NO_SHOW else None
    _move(locked, state, reason, by=by, at=at)
    return locked


def _is_settled_elsewhere(appointment: Appointment, state: AppointmentState) -> bool:
    """Booked again already, or with a record of the conversation."""
    if state != AppointmentState.BOOKED:
        return False
    has_later = Appointment.objects.filter(earlier=appointment).exists()
    return has_later or Consultation.objects.standing().filter(appointment=appointment).exists()


def attend_with(record: Consultation, appointment: Appointment, *, by: User, at: datetime) -> None:
    """The record is what came of the appointment. Raises AppointmentMovedOnError."""
    locked = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if locked.standing_in in (AppointmentState.CHANGED, AppointmentState.CANCELLED):
        raise AppointmentMovedOnError(locked)
    try:
        with transaction.atomic():
            record.appointment = locked
            record.save(update_fields=["appointment"])
            if locked.standing_in != AppointmentState.ATTENDED:
                locked.follow_up_on = None
                _move(locked, AppointmentState.ATTENDED, "", by=by, at=at)
    except IntegrityError as error:
        record.appointment = None
        raise AppointmentMovedOnError(locked) from error


@transaction.atomic
def keep_time_only(appointment: Appointment, *, by: User, at: datetime) -> None:
    """Somebody came who wants no record: the times stay, and who it was goes from all of them.

    Raises AppointmentMovedOnError if a record was made of it, or it was changed or cancelled.
    """
    locked = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    is_recorded = Consultation.objects.filter(appointment=locked).exists()
    if is_recorded or AppointmentState.ATTENDED not in locked.standing_in.may_become:
        raise AppointmentMovedOnError(locked)
    locked.follow_up_on = None
    _move(locked, AppointmentState.ATTENDED, NO_RECORD_WANTED, by=by, at=at)
    Appointment.objects.filter(pk__in=_with_earlier(locked)).update(
        person=None, alias="", purpose="", reminder_contact=""
    )


def _with_earlier(appointment: Appointment) -> list[int]:
    """The numbers of the appointment and of those it was moved from."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [appointment.pk])
        return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def remind(
    appointment: Appointment,
    *,
    means: ReminderMeans,
    result: ReminderResult,
    note: str,
    by: User,
    at: datetime,
) -> AppointmentReminder:
    """One attempt to reach them; reached after a no-show, nothing is left to call about."""
    made = AppointmentReminder.objects.create(
        appointment=appointment,
        means=means,
        result=result,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )
    if appointment.follow_up_on is not None and made.is_settled:
        Appointment.objects.filter(pk=appointment.pk).update(follow_up_on=None)
        appointment.follow_up_on = None
    return made


def _move(
    appointment: Appointment, state: AppointmentState, reason: str, *, by: User, at: datetime
) -> None:
    appointment.state = state
    appointment.save(update_fields=["state", "follow_up_on"])
    _step(appointment, state, reason, by=by, at=at)


def _step(
    appointment: Appointment, state: AppointmentState, reason: str, *, by: User, at: datetime
) -> None:
    AppointmentStep.objects.create(
        appointment=appointment, state=state, reason=reason, recorded_at=at, recorded_by=by
    )
