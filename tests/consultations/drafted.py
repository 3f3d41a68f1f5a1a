"""Every form that keeps a draft beside those of the log: its row, one box of it, and all it asks."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations import draft_keys as keys
from shared.clock_time import format_clock
from shared.wareki import format_wareki
from tests.appointment_factories import AppointmentFactory
from tests.complaint_factories import ComplaintFactory
from tests.consultations.complaints import complaint_form, step_form
from tests.consultations.registry import member
from tests.desk_factories import AbuseIntakeFactory, TextTemplateFactory
from tests.factories import ConsultationFactory
from tests.household_factories import HouseholdFactory
from tests.sharing_factories import (
    AGENCY,
    AgencyConsentFactory,
    ReferralFactory,
    SuggestionFactory,
    WaitingListFollowUpFactory,
    agency_named,
)


def day(days=0):
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


def _now():
    now = timezone.localtime()
    return {"day": format_wareki(now.date()), "clock": format_clock(now.time())}


@dataclass(frozen=True, kw_only=True)
class Case:
    """`row` makes what the form is about at a center; `asks` gives a form that can be saved."""

    row: Callable[[Any], Any] = lambda _center: None
    box: str | Callable[[Any], str]  # by the row, where its name holds a number
    asks: Callable[[Any, Any], dict[str, Any]]
    sent_to: str = ""  # where that is not the page with the form
    closes: Callable[[Any], Any] | None = None  # what others may do, so that the form goes
    wrong: dict[str, str] = field(default_factory=dict)  # where the box alone could be saved


def _household(center):
    household = HouseholdFactory(center=center)
    member(household, "見本 花子")
    AgencyConsentFactory(household=household)
    return household


def _record(center):
    record = ConsultationFactory(center=center)
    AgencyConsentFactory(household=None, consultation=record)
    return record


def _follow_up(center):
    return WaitingListFollowUpFactory(child=member(HouseholdFactory(center=center), "見本 芽"))


def _intake(center):
    ago = timezone.now() - dt.timedelta(days=3)
    record = ConsultationFactory(center=center, occurred_at=ago - dt.timedelta(days=3))
    return AbuseIntakeFactory(consultation=record, accepted_at=ago)


def _referral_form(_row, center):
    return {
        "submission_key": str(uuid.uuid4()),
        "letter_kind": "notice",
        "recipient_kind": "agency",
        "recipient_center": "",
        "agency": str(agency_named(AGENCY, center.municipality).pk),
        "contact_person": "",
        "secrecy": "law",
        "handed_over": ["summary"],
        "summary": "保育所の利用について相談がありました。",
        "request": "",
        "sent_on": day(),
        "reply_due_on": "",
    }


def _consent_form(*_):
    return {
        "submission_key": str(uuid.uuid4()),
        "purpose": "make",
        "recipient_kind": "",
        "recipient_center": "",
        "agency": "",
        "answer": "given",
        "answered_on": day(),
        "manner": "oral",
        "person": "",
        "taken_by_name": "見本 一郎",
        "document": "",
        "basis": "",
        "basis_text": "",
    }


def _appointment_form(_row, center):
    return {
        "submission_key": str(uuid.uuid4()),
        "held_on": day(1),
        "starts": "14:00",
        "ends": "15:00",
        "mode": "at_center",
        "caller_name": "見本 葉子",
        "caller": "",
        "purpose": "",
        "center": str(center.pk),
        "room": "",
        "worker": "",
        "outreach_session": "",
        "reminder_wish": "none",
        "reminder_contact": "",
        "reason": "家庭の都合",
    }


def _complaint_by_person(_row, _center):
    return complaint_form(complainant_name=None, complainant_contact=None)


def _acceptance_form(intake, _center):
    moment = timezone.localtime(intake.accepted_at - dt.timedelta(days=1))
    return {
        "day": format_wareki(moment.date()),
        "clock": format_clock(moment.time()),
        "seen": intake.accepted_at.isoformat(),
        "missed_reason": "",
    }


CASES = {
    keys.COMPLAINT_AT: Case(
        row=lambda center: center, box="summary", asks=lambda *_: complaint_form()
    ),
    keys.COMPLAINT_BY: Case(
        row=lambda center: member(HouseholdFactory(center=center), "見本 葉子"),
        box="facts",
        asks=_complaint_by_person,
    ),
    keys.COMPLAINT_STEP: Case(
        row=lambda center: ComplaintFactory(center=center),
        box="note",
        asks=lambda *_: step_form("reported", audience=["responsible"]),
        sent_to="complaints:step_create",
    ),
    keys.COMPLAINT_CORRECTION: Case(
        row=lambda center: ComplaintFactory(center=center),
        box="summary",
        asks=lambda *_: (
            complaint_form(submission_key=None) | {"version": "1", "reason": "聞き取りの誤り"}
        ),
    ),
    keys.REFERRAL_OF_HOUSEHOLD: Case(row=_household, box="request", asks=_referral_form),
    keys.REFERRAL_OF_RECORD: Case(row=_record, box="request", asks=_referral_form),
    keys.REFERRAL_STEP: Case(
        row=lambda center: ReferralFactory(household=_household(center)),
        box="note",
        asks=lambda *_: {"kind": "accompanied", "happened_on": day(), "counterpart": ""},
        sent_to="referrals:step_create",
    ),
    keys.SUGGESTION: Case(row=_household, box="suggested", asks=lambda *_: {"suggested_on": day()}),
    keys.CHOICE: Case(
        row=lambda center: SuggestionFactory(household=_household(center)),
        box="choice_words",
        asks=lambda *_: {"choice": "declines", "chosen_on": day()},
    ),
    keys.CONSENT_OF_HOUSEHOLD: Case(row=_household, box="scope", asks=_consent_form),
    keys.CONSENT_OF_RECORD: Case(row=_record, box="scope", asks=_consent_form),
    keys.APPOINTMENT: Case(box="purpose", asks=_appointment_form),
    keys.APPOINTMENT_CHANGE: Case(
        row=lambda center: AppointmentFactory(center=center), box="purpose", asks=_appointment_form
    ),
    keys.FOLLOW_UP: Case(
        row=_household,
        box="wishes",
        asks=lambda household, _: {
            "child": str(household.memberships.get().person_id),
            "desired_nurseries": "見本保育園",
            "held_since": "令和7年4月1日",
            "next_contact_on": day(7),
        },
    ),
    keys.FOLLOW_UP_CONTACT: Case(
        row=_follow_up,
        box="note",
        asks=lambda *_: {
            "contacted_on": day(),
            "method": "phone",
            "next_contact_on": day(14),
            "outcome": "",
            "outcome_note": "",
        },
        sent_to="waiting_list:contact_create",
    ),
    keys.SAFETY: Case(
        row=_intake,
        box="missed_reason",
        asks=lambda *_: {"safety_check": "seen_at_home", **_now()},
        wrong={"safety_check": "nothing"},
    ),
    keys.ACCEPTANCE: Case(row=_intake, box="reason", asks=_acceptance_form),
    keys.TEXT_TEMPLATE: Case(box="body", asks=lambda *_: {"shared_with": "own", "code": "yo"}),
    keys.TEXT_TEMPLATE_CHANGE: Case(
        row=lambda center: TextTemplateFactory(center=center),
        box="body",
        asks=lambda template, center: {"shared_with": str(center.pk), "code": template.code},
    ),
}


def box_of(case, row):
    return case.box(row) if callable(case.box) else case.box


def address_of(form, number, row, user):
    """The page with the form."""
    reached = form.rows(user, [number]) if number else {}
    return form.address(number, reached.get(number))


def sent_to(case, form, number, row, user):
    if case.sent_to:
        return reverse(case.sent_to, args=[number])
    return address_of(form, number, row, user)
