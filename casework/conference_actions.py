"""会議: called with its agenda, held, cancelled; what it decides is done by somebody by a day."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from casework.actions import change_status
from casework.conference_enums import (
    PARTS_OF_ITEM,
    Attendance,
    AttendeeKind,
    ConferenceState,
    IntakeDecision,
    MinutesPart,
    SecrecyDuty,
)
from casework.enums import CaseStatus
from casework.models import (
    AgencyRole,
    Case,
    CommunityIssue,
    Conference,
    ConferenceAttendee,
    ConferenceDecision,
    ConferenceItem,
    MinutesSection,
    Task,
)
from casework.task_actions import Promise, TaskSavedBeforeError, one_at_a_time, promise
from centers.enums import Operation
from centers.models import Center, PartnerAgency

AFTER = {
    IntakeDecision.ACCEPTED: CaseStatus.INVESTIGATING,
    IntakeDecision.NOT_ACCEPTED: CaseStatus.NOT_ACCEPTED,
}


class ConferenceSavedBeforeError(Exception):
    """The same form came twice; `conference` is what it made the first time."""

    def __init__(self, conference: Conference) -> None:
        super().__init__(conference)
        self.conference = conference


class ConferenceChangedMeanwhileError(Exception):
    """Somebody else changed the conference or its item after the page was opened."""


class ConferenceIsCancelledError(Exception):
    """Nothing more is done to a conference that does not take place."""


class AlreadyDecidedError(Exception):
    """Whether a case is accepted is decided once."""


@dataclass(frozen=True, kw_only=True)
class ItemWanted:
    """One item of the agenda, and why it is there. `flags` proposed it; a person chose it."""

    reason: str
    case: Case | None = None
    issue: CommunityIssue | None = None
    title: str = ""
    flags: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Calling:
    """All that is known when a conference is called."""

    center: Center
    kind: str
    held_on: date
    begins: time
    place: str
    chair: User
    purpose: str = ""
    items: Sequence[ItemWanted] = field(default=())


@transaction.atomic
def call_conference(
    calling: Calling, *, submission_key: uuid.UUID, by: User, at: datetime
) -> Conference:
    """With its items, its chair as the first attendee, and empty minutes.

    Raises ConferenceSavedBeforeError.
    """
    one_at_a_time(calling.center)
    saved = Conference.objects.filter(
        municipality=calling.center.municipality_id, submission_key=submission_key
    ).first()
    if saved is not None:
        raise ConferenceSavedBeforeError(saved)
    conference = Conference.objects.create(
        center=calling.center,
        submission_key=submission_key,
        kind=calling.kind,
        held_on=calling.held_on,
        begins=calling.begins,
        place=calling.place,
        chair=calling.chair,
        purpose=calling.purpose,
        recorded_at=at,
        recorded_by=by,
    )
    MinutesSection.objects.create(conference=conference, part=MinutesPart.GENERAL)
    _add_items(conference, calling.items)
    for user in dict.fromkeys((calling.chair, by)):
        _add_staff(conference, user, by=by, at=at)
    return conference


@transaction.atomic
def add_items(
    conference: Conference, wanted: Sequence[ItemWanted], *, version: int
) -> list[ConferenceItem]:
    """After those that stand. Raises ConferenceChangedMeanwhileError, ConferenceIsCancelledError;
    IntegrityError if a case or an issue stands on the agenda already."""
    locked = _locked(conference, version)
    items = _add_items(locked, wanted)
    _save(conference, locked, {})
    return items


def _add_items(conference: Conference, wanted: Sequence[ItemWanted]) -> list[ConferenceItem]:
    found = ConferenceItem.objects.filter(conference=conference).aggregate(last=Max("position"))
    items = [
        ConferenceItem.objects.create(
            conference=conference,
            position=number,
            case=each.case,
            issue=each.issue,
            title=each.title,
            reason=each.reason,
            flags=list(each.flags),
        )
        for number, each in enumerate(wanted, start=(found["last"] or 0) + 1)
    ]
    MinutesSection.objects.bulk_create(
        MinutesSection(conference=conference, item=item, part=part)
        for item in items
        for part in PARTS_OF_ITEM
    )
    return items


@transaction.atomic
def withdraw_item(item: ConferenceItem, *, version: int, by: User, at: datetime) -> None:
    """Off the agenda; what was written about it stays. Raises ConferenceChangedMeanwhileError."""
    locked = ConferenceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.version != version or locked.withdrawn_at is not None:
        raise ConferenceChangedMeanwhileError(locked)
    locked.withdrawn_at, locked.withdrawn_by, locked.version = at, by, version + 1
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])


@transaction.atomic
def change_conference(
    conference: Conference, said: Mapping[str, Any], *, version: int
) -> list[str]:
    """The names of what differs. Raises ConferenceChangedMeanwhileError,
    ConferenceIsCancelledError."""
    locked = _locked(conference, version)
    changed = {name: value for name, value in said.items() if getattr(locked, name) != value}
    if changed:
        _save(conference, locked, changed)
    return sorted(changed)


def cancel_conference(conference: Conference, *, version: int, reason: str) -> None:
    """Raises ConferenceChangedMeanwhileError, ConferenceIsCancelledError."""
    said = {"state": ConferenceState.CANCELLED, "cancel_reason": reason}
    change_conference(conference, said, version=version)


@transaction.atomic
def hold_conference(
    conference: Conference, attendances: Mapping[int, Attendance], *, version: int
) -> None:
    """It took place, with these people. Raises ConferenceChangedMeanwhileError,
    ConferenceIsCancelledError."""
    locked = _locked(conference, version)
    for attendee in ConferenceAttendee.objects.filter(conference=locked, pk__in=attendances):
        attendee.attendance = attendances[attendee.pk]
        attendee.version += 1
        attendee.save(update_fields=["attendance", "version"])
    _save(conference, locked, {"state": ConferenceState.HELD})


def _locked(conference: Conference, version: int) -> Conference:
    locked = Conference.objects.select_for_update(of=("self",)).get(pk=conference.pk)
    if locked.is_cancelled:
        raise ConferenceIsCancelledError(locked)
    if locked.version != version:
        raise ConferenceChangedMeanwhileError(locked)
    return locked


def _save(conference: Conference, locked: Conference, columns: Mapping[str, Any]) -> None:
    changed = {**columns, "version": locked.version + 1}
    for name, value in changed.items():
        setattr(locked, name, value)
        setattr(conference, name, value)
    locked.save(update_fields=list(changed))


def duty_of_staff(center: Center) -> SecrecyDuty:
    """Whoever works for a contractor is bound by the contract, everybody else by the law."""
    is_direct = center.operation == Operation.DIRECT
    return SecrecyDuty.PUBLIC_SERVICE if is_direct else SecrecyDuty.CONTRACT


def duty_of_agency(agency: PartnerAgency) -> tuple[SecrecyDuty, str]:
    """What the register of agencies says; what it does not say is unconfirmed."""
    if agency.is_council_member:
        return SecrecyDuty.COUNCIL, agency.secrecy_basis
    if agency.has_secrecy_duty and agency.secrecy_basis:
        return SecrecyDuty.LAW, agency.secrecy_basis
    if agency.has_secrecy_duty is False:
        return SecrecyDuty.NONE, ""
    return SecrecyDuty.UNCONFIRMED, ""


def _add_staff(conference: Conference, user: User, *, by: User, at: datetime) -> None:
    ConferenceAttendee.objects.create(
        conference=conference,
        kind=AttendeeKind.STAFF,
        user=user,
        secrecy_duty=duty_of_staff(conference.center),
        recorded_at=at,
        recorded_by=by,
    )


def add_attendee(
    conference: Conference, attendee: ConferenceAttendee, *, by: User, at: datetime
) -> None:
    """Raises IntegrityError if the staff member is called already."""
    attendee.conference, attendee.recorded_at, attendee.recorded_by = conference, at, by
    with transaction.atomic():
        attendee.save(force_insert=True)


@transaction.atomic
def decide_intake(
    item: ConferenceItem,
    decision: IntakeDecision,
    *,
    case_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Whether the case is taken up; its status follows on the day of the conference.

    Raises AlreadyDecidedError, IllegalTransitionError, CaseChangedMeanwhileError.
    """
    locked = ConferenceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.decision or locked.withdrawn_at is not None or locked.case is None:
        raise AlreadyDecidedError(locked)
    change_status(
        locked.case,
        AFTER[decision],
        version=case_version,
        on=item.conference.held_on,
        reason=reason,
        by=by,
        at=at,
    )
    locked.decision, locked.decided_at, locked.decided_by = decision, at, by
    locked.version += 1
    locked.save(update_fields=["decision", "decided_at", "decided_by", "version"])


@transaction.atomic
def set_lead(
    item: ConferenceItem, *, lead_agency: str, review_on: date | None, version: int
) -> list[str]:
    """主担当機関 and the day of the next look. Raises ConferenceChangedMeanwhileError."""
    locked = ConferenceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.version != version or locked.withdrawn_at is not None:
        raise ConferenceChangedMeanwhileError(locked)
    said = {"lead_agency": lead_agency, "review_on": review_on}
    changed = [name for name, value in said.items() if getattr(locked, name) != value]
    if changed:
        locked.lead_agency, locked.review_on, locked.version = lead_agency, review_on, version + 1
        locked.save(update_fields=["lead_agency", "review_on", "version"])
    return changed


def add_role(
    item: ConferenceItem,
    role: str,
    *,
    agency: PartnerAgency | None,
    agency_name: str,
    by: User,
    at: datetime,
) -> AgencyRole:
    return AgencyRole.objects.create(
        item=item,
        agency=agency,
        agency_name=agency_name,
        role=role,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def decide(
    conference: Conference,
    item: ConferenceItem | None,
    content: str,
    *,
    owner: User,
    due_on: date,
    doer: str,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> Task:
    """What was decided, as a task that somebody owns. Raises TaskSavedBeforeError."""
    one_at_a_time(conference.center)
    saved = ConferenceDecision.objects.filter(
        municipality=conference.municipality_id, submission_key=submission_key
    ).first()
    if saved is not None:
        raise TaskSavedBeforeError(saved.task)
    decision = ConferenceDecision.objects.create(
        conference=conference,
        item=item,
        submission_key=submission_key,
        content=content,
        recorded_at=at,
        recorded_by=by,
    )
    told = Promise(
        center=conference.center,
        case=item.case if item else None,
        content=content,
        owner=owner,
        due_on=due_on,
        doer=doer,
        decision=decision,
    )
    return promise(told, submission_key=submission_key, by=by, at=at)
