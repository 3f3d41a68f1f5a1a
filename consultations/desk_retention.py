"""What goes with an appointment and with a complaint, and what holds them back."""

from django.db.models import F, Q

from consultations import draft_keys as keys
from consultations.appointment_enums import AppointmentState
from consultations.retention_ways import HOUSEHOLD, PERSON, part
from shared import retention
from shared.retention import Event, Obstacle, RecordKind

APPOINTMENT, COMPLAINT = "appointment", "complaint"
HELD_WITH = ((PERSON, "person"), (HOUSEHOLD, "person__memberships__household"))
GOES_WITH = ((PERSON, "person"),)


def register_kinds() -> None:
    retention.register(_appointment())
    retention.register(_complaint())


def _appointment() -> RecordKind:
    return RecordKind(
        code=APPOINTMENT,
        label="予約",
        model="consultations.Appointment",
        center="center__name",
        draft_prefixes=(keys.APPOINTMENT_CHANGE,),
        events=(Event(code="held", label="予約日", day=lambda: F("held_on")),),
        parts=(
            part("AppointmentStep", "appointment"),
            part("AppointmentReminder", "appointment"),
            part("Appointment", "earlier", emptied={"earlier": None}),
            part("Consultation", "appointment", emptied={"appointment": None}),
        ),
        obstacles=(
            Obstacle(
                code="booked",
                label="結果が記録されていない予約です",
                holds=lambda _: Q(state=AppointmentState.BOOKED),
            ),
        ),
        held_with=HELD_WITH,
        companions=GOES_WITH,
        # `outreach.py` counts reservations of a session.
        counted=("center", "mode", "state", "held_on", "outreach_session__lineage"),
    )


def _complaint() -> RecordKind:
    return RecordKind(
        code=COMPLAINT,
        label="苦情",
        model="consultations.Complaint",
        center="center__name",
        draft_prefixes=(keys.COMPLAINT_STEP, keys.COMPLAINT_CORRECTION),
        events=(Event(code="closed", label="終結した日", day=lambda: F("closed_on")),),
        parts=(part("ComplaintSubject", "complaint"), part("ComplaintStep", "complaint")),
        held_with=HELD_WITH,
        companions=GOES_WITH,
        # `complaint_figures.py` counts complaints of a year.
        counted=(
            "center",
            "channel",
            "subject_kind",
            "wishes",
            "outcome",
            "received_at",
            "answered_on",
            "answer_due_on",
            "closed_on",
            "closure_due_on",
        ),
    )
