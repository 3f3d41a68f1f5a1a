"""リマインド一覧: who is expected until the next open day, how to reach them, who has been told."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Center
from consultations.appointment_actions import remind
from consultations.appointment_enums import ReminderMeans, ReminderResult, ReminderWish
from consultations.appointment_hours import next_open_days
from consultations.appointment_people import Whom, how_to_reach, whom_of
from consultations.forms.appointment_state import ReminderForm
from consultations.masking import ShownContact
from consultations.models import Appointment, AppointmentReminder
from consultations.views.appointments import detail_page
from shared import audit
from shared.access import Capability, requires


@dataclass(frozen=True)
class Row:
    appointment: Appointment
    whom: Whom
    contacts: list[ShownContact]
    made: list[AppointmentReminder]
    form: ReminderForm | None

    @property
    def is_wished(self) -> bool:
        return self.appointment.reminder_wish != ReminderWish.NONE

    @property
    def is_settled(self) -> bool:
        return any(each.is_settled for each in self.made)


@never_cache
@require_safe
@requires(Capability.APPOINTMENT_VIEW)
def reminder_list(request: UserRequest) -> HttpResponse:
    """From tomorrow to the next open day of each center; `?all=on` also those who want no call."""
    day = timezone.localdate()
    centers = list(
        Center.objects.visible_to(request.user, Capability.APPOINTMENT_VIEW)
        .operating_on(day)
        .order_by("code", "pk")
    )
    until = next_open_days([center.pk for center in centers], day)
    with_all = request.GET.get("all") == "on"
    reached = Appointment.objects.visible_to(request.user).next_steps()
    found = reached.booked().filter(_due(until, day))
    if not with_all:
        found = found.exclude(reminder_wish=ReminderWish.NONE)
    listed = list(found.for_listing().with_reminders().in_order())
    audit.record(request, audit.Action.LIST, Appointment, shown=listed, page="reminders")
    whom = whom_of(listed, request.user, day)
    contacts = how_to_reach(listed, whom, day)
    may_write = request.user.may(Capability.APPOINTMENT_WRITE)
    context = {
        "rows": [
            Row(
                each,
                whom[each.pk],
                contacts[each.pk],
                each.reminders_made,  # type: ignore[attr-defined]  # with_reminders
                ReminderForm(appointment=each) if may_write else None,
            )
            for each in listed
        ],
        "until": [(center, until[center.pk]) for center in centers],
        "several_centers": len(centers) > 1,
        "with_all": with_all,
    }
    return TemplateResponse(request, "appointments/reminder_list.html", context)


def _due(until: dict[int, date], day: date) -> Q:
    tomorrow = day + timedelta(days=1)
    nothing: Q = Q(pk__in=())
    parts = (Q(center=pk, held_on__range=(tomorrow, last)) for pk, last in until.items())
    return reduce(or_, parts, nothing)


@never_cache
@require_POST
@requires(Capability.APPOINTMENT_WRITE)
def reminder_create(request: UserRequest, pk: int) -> HttpResponse:
    """連絡済み, or an attempt; `back=list` returns to the list."""
    reached = Appointment.objects.visible_to(request.user, Capability.APPOINTMENT_WRITE)
    appointment = get_object_or_404(reached.for_listing(), pk=pk)
    form = ReminderForm(request.POST, appointment=appointment)
    if not form.is_valid():
        return detail_page(request, appointment, reminder_form=form)
    made = remind(
        appointment,
        means=ReminderMeans(form.cleaned_data["means"]),
        result=ReminderResult(form.cleaned_data["result"]),
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    audit.record(request, audit.Action.CREATE, made, appointment=appointment.pk)
    messages.success(request, "連絡を記録しました。")
    if request.POST.get("back") == "list":
        return redirect("appointments:reminder_list")
    return redirect("appointments:appointment_detail", appointment.pk)
