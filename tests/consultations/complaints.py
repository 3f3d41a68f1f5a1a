"""What a browser sends for the forms of the complaints desk, and complaints as the desk makes them."""

import datetime as dt
import uuid

from django.urls import reverse
from django.utils import timezone

from consultations.complaint_actions import Step, add_step, receive_complaint
from consultations.complaint_enums import ComplaintStepKind
from consultations.models import Complaint
from shared.wareki import format_wareki

FRIDAY = dt.datetime(2026, 5, 1, 1, tzinfo=dt.UTC)  # before 憲法記念日 to こどもの日


def page(name, subject=None):
    return reverse(f"complaints:{name}", args=[subject.pk] if subject is not None else [])


def day(days=0):
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


def complaint_form(**changes):
    """`None` leaves a field out."""
    data = {
        "submission_key": str(uuid.uuid4()),
        "received_on": day(-1),
        "received_time": "10:00",
        "channel": "phone",
        "complainant_name": "見本 葉子",
        "complainant_contact": "099-999-0001",
        "subject_kind": "conduct",
        "wishes": ["answer"],
        "summary": "電話の応対が冷たかった。",
        "facts": "10月1日の午前、受付で。",
        "reports_to_third_party": "True",
        "third_party_attends": "",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def step_form(kind, **changes):
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": kind,
        "happened_on": day(),
        "handled_by_name": "見本 受子",
        "audience": [],
        "note": "経過の本文",
        "outcome": "",
        **changes,
    }


def received(center, by, moment=FRIDAY, **values):
    said = {
        "complainant_name": "見本 葉子",
        "channel": "phone",
        "subject_kind": "conduct",
        "wishes": ["answer"],
        "summary": "応対",
    } | values
    complaint = Complaint(center=center, received_at=moment, **said)
    return receive_complaint(complaint, [], submission_key=uuid.uuid4(), by=by, at=moment)


def taken(complaint, kind, by, on, audience=(), outcome=""):
    step = Step(
        kind=ComplaintStepKind(kind),
        happened_on=on,
        handled_by_name="見本",
        audience=audience,
        note="本文",
        outcome=outcome,
    )
    add_step(complaint, step, submission_key=uuid.uuid4(), by=by, at=timezone.now())
    complaint.refresh_from_db()
