"""What the desk holds of the family: appointments, a complaint, what was given."""

import datetime as dt

from consultations.appointment_enums import AppointmentState
from consultations.complaint_enums import ComplaintOutcome, ComplaintState, ComplaintStepKind
from consultations.models import Consultation
from tests import appointment_factories as appointments
from tests import complaint_factories as complaints
from tests.desk_factories import GivenResourceFactory


def appointments_of(center, mother, record, author, *, story, at):
    """One that was moved, and one that was kept and led to the record."""
    made = {"center": center, "starts_at": at, "recorded_by": author, "recorded_at": at}
    first = appointments.AppointmentFactory(
        alias="鵺野 鶺鴒",
        reminder_contact="090-5550-1234",
        state=AppointmentState.CHANGED,
        **made,
    )
    kept = appointments.AppointmentFactory(
        person=mother,
        alias="",
        purpose="金糸雀さんの相談",
        state=AppointmentState.ATTENDED,
        earlier=first,
        **made,
    )
    appointments.AppointmentStepFactory(
        appointment=first,
        state=AppointmentState.CHANGED,
        reason=story,
        recorded_by=author,
        recorded_at=at,
    )
    appointments.AppointmentReminderFactory(
        appointment=kept, note="金糸雀さんに電話", recorded_by=author, recorded_at=at
    )
    Consultation.objects.filter(pk=record.pk).update(appointment=kept)
    return kept


def complaint_of(center, mother, author, *, story, at, closed_on):
    complaint = complaints.ComplaintFactory(
        center=center,
        person=mother,
        complainant_name="",
        complainant_contact="",
        received_at=at,
        received_by=author,
        summary=story,
        facts=story,
        state=ComplaintState.CLOSED,
        answered_on=closed_on - dt.timedelta(days=7),
        closed_on=closed_on,
        outcome=ComplaintOutcome.RESOLVED,
    )
    complaints.ComplaintSubjectFactory(complaint=complaint)
    complaints.ComplaintStepFactory(
        complaint=complaint,
        kind=ComplaintStepKind.CORRECTED,
        note=story,
        changes={"summary": {"before": story}},
        recorded_by=author,
    )
    return complaint


def given_to(record, author, *, day):
    return GivenResourceFactory(consultation=record, given_on=day, recorded_by=author)
