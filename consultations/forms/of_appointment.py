"""The appointment from which a record of the log comes."""

from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from accounts.models import User
from consultations.appointment_enums import AppointmentMode
from consultations.models import Appointment, HouseholdMembership
from shared.access import Capability
from shared.form_fields import MOST_DIGITS

MOVED_ON = (
    "この予約は、変更・取消されたか、相談記録が保存済みのため、結び付けを外しました。"
    "もう一度保存すると、予約とは別の相談記録になります。"
)
OTHER_CENTER = "予約のセンターと異なります。センターを確かめてください。"


def find_appointment(user: User, typed: Any) -> Appointment | None:
    """The one that is named, if the user may say what came of it and it still stands."""
    text = str(typed or "")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        return None
    reached = Appointment.objects.visible_to(user, Capability.APPOINTMENT_WRITE)
    return reached.standing().for_listing().filter(pk=int(text)).first()


def membership_of(appointment: Appointment, user: User) -> HouseholdMembership | None:
    """Where the registry has the person, within reach."""
    if appointment.person_id is None:
        return None
    reached = HouseholdMembership.objects.visible_to(user).select_related("person", "household")
    return reached.filter(person=appointment.person_id).order_by("pk").first()


def ready_answers(appointment: Appointment, user: User) -> dict[str, Any]:
    """Caller, method and place for the log form as they were booked; an earlier day's time too."""
    membership = membership_of(appointment, user)
    name = membership.person.registered_name if membership else appointment.alias
    moment = localtime(appointment.starts_at)
    was_earlier = moment.date() < localdate()
    return {
        "appointment": str(appointment.pk),
        "method": AppointmentMode(appointment.mode).method,
        "caller": str(membership.pk) if membership else "",
        "caller_name": name,
        "is_anonymous": not name and appointment.person_id is None,
        "center": str(appointment.center_id),
        "outreach_session": appointment.outreach_session_id,
        "place": appointment.place,
        **({"occurred_on": moment.date(), "occurred_time": moment.time()} if was_earlier else {}),
    }


class OfAppointmentForm(forms.Form):
    """Carries the appointment's number; saving says that somebody came."""

    appointment = forms.CharField(label="予約", required=False, widget=forms.HiddenInput)

    found_appointment: Appointment | None = None

    def check_appointment(self, cleaned: dict[str, Any], user: User) -> None:
        typed, center = cleaned.get("appointment"), cleaned.get("center")
        if not typed:
            return
        self.found_appointment = find_appointment(user, typed)
        if self.found_appointment is None:
            self.add_error(None, MOVED_ON)
        elif center is not None and center.pk != self.found_appointment.center_id:
            self.add_error("center", OTHER_CENTER)
