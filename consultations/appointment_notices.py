"""What 「きょう」 tells of appointments: today's, those nobody has closed, those to be called."""

from dataclasses import dataclass
from datetime import date, datetime

from consultations.appointment_people import Whom, whom_of
from consultations.models import Appointment
from shared.access import Actor, Capability

MOST = 40


@dataclass(frozen=True)
class AppointmentNotices:
    """Each appointment with whom it is for."""

    todays: list[tuple[Appointment, Whom]]
    overdue: list[tuple[Appointment, Whom]]
    to_call: list[tuple[Appointment, Whom]]
    now: datetime
    is_shown: bool

    @property
    def numbers(self) -> list[int]:
        """Which appointments are shown, for the audit trail."""
        rows = [*self.todays, *self.overdue, *self.to_call]
        return [appointment.pk for appointment, _ in rows]


def appointment_notices(user: Actor, day: date, now: datetime) -> AppointmentNotices:
    """Nothing for whoever may not see appointments."""
    is_shown = bool(user.reach(Capability.APPOINTMENT_VIEW))
    if not is_shown:
        return AppointmentNotices([], [], [], now, is_shown=False)
    reached = Appointment.objects.visible_to(user).next_steps().for_listing().in_order()
    todays = list(reached.standing().between(day, day)[:MOST])
    overdue = list(reached.left_open(day, now)[:MOST])
    to_call = list(reached.to_call(day)[:MOST])
    whom = whom_of([*todays, *overdue, *to_call], user, day)

    def named(rows: list[Appointment]) -> list[tuple[Appointment, Whom]]:
        return [(each, whom[each.pk]) for each in rows]

    return AppointmentNotices(named(todays), named(overdue), named(to_call), now=now, is_shown=True)
