"""What is done to complaints: received, taken a step further, corrected; and the clock set."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.models import User
from consultations.complaint_enums import ComplaintParty, ComplaintStepKind
from consultations.complaint_rules import BEFORE_LAST_STEP, Refusal, refusal_of, state_after
from consultations.complaint_words import words_of
from consultations.models import Complaint, ComplaintClock, ComplaintStep, ComplaintSubject
from staffing.models import StaffMember


class ComplaintSavedBeforeError(Exception):
    """The same form was sent again; `complaint` is what it made, if it was this user's form."""

    def __init__(self, complaint: Complaint | None) -> None:
        super().__init__()
        self.complaint = complaint


class StepRefusedError(Exception):
    """The step does not follow, now that the row is looked at again."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


class StepSavedBeforeError(Exception):
    """The same step was sent again."""


class ComplaintChangedError(Exception):
    """Somebody else corrected the complaint after this form was opened."""

    def __init__(self, version: int, changes: Sequence[Mapping[str, Mapping[str, str]]]) -> None:
        super().__init__()
        self.version, self.changes = version, changes


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a form says of one step."""

    kind: ComplaintStepKind
    happened_on: date
    handled_by_name: str
    audience: Collection[str] = ()
    note: str = ""
    outcome: str = ""


@transaction.atomic
def receive_complaint(
    complaint: Complaint,
    subjects: Collection[StaffMember],
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> Complaint:
    """Put it into the register with its first step. Raises ComplaintSavedBeforeError."""
    complaint.submission_key, complaint.received_by = submission_key, by
    _start_clock(complaint, complaint.received_on)
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
    except IntegrityError as error:
        if "complaint_is_saved_once" not in str(error):
            raise
        saved = Complaint.objects.filter(
            municipality=complaint.center.municipality_id, submission_key=submission_key
        )
        raise ComplaintSavedBeforeError(saved.filter(received_by=by).first()) from error
    _name(complaint, subjects)
    first = Step(
        kind=ComplaintStepKind.RECEIVED,
        happened_on=complaint.received_on,
        handled_by_name=by.name,
    )
    _append(complaint, first, submission_key=submission_key, by=by, at=at)
    return complaint


@transaction.atomic
def add_step(
    complaint: Complaint, step: Step, *, submission_key: uuid.UUID, by: User, at: datetime
) -> ComplaintStep:
    """One step further. Raises StepRefusedError, StepSavedBeforeError."""
    locked = _locked(complaint)
    if ComplaintStep.objects.filter(complaint=locked, submission_key=submission_key).exists():
        raise StepSavedBeforeError(submission_key)
    refusal = refusal_of(
        locked,
        step.kind,
        audience=step.audience,
        outcome=step.outcome,
        is_about_responsible=locked.is_about_responsible(localdate(at)),
    )
    if refusal is None and step.happened_on < locked.last_step_on:
        refusal = Refusal("happened_on", BEFORE_LAST_STEP)
    if refusal is not None:
        raise StepRefusedError(refusal)
    locked.state = state_after(locked, step.kind)
    if ComplaintParty.COMPLAINANT in step.audience:
        locked.answered_on = min(locked.answered_on or step.happened_on, step.happened_on)
    if step.kind == ComplaintStepKind.CLOSED:
        locked.closed_on, locked.outcome = step.happened_on, step.outcome
    elif step.kind == ComplaintStepKind.REOPENED:
        locked.closed_on, locked.outcome = None, ""
        locked.closure_due_on = _clock_of(locked, step.happened_on)[1]
    locked.save(update_fields=["state", "answered_on", "closed_on", "outcome", "closure_due_on"])
    return _append(locked, step, submission_key=submission_key, by=by, at=at)


@transaction.atomic
def correct_complaint(
    complaint: Complaint,
    values: Mapping[str, Any],
    subjects: Collection[StaffMember],
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
) -> ComplaintStep | None:
    """Change what was written down and append what stood before; None if nothing differs.

    Raises ComplaintChangedError with the corrections made since `version`.
    """
    locked = _locked(complaint)
    if locked.version != version:
        raise ComplaintChangedError(locked.version, _corrections_since(locked, version))
    before = words_of(locked, _named(locked))
    received_on, was_anonymous = locked.received_on, locked.is_anonymous
    for name, value in values.items():
        setattr(locked, name, value)
    after = words_of(locked, subjects)
    changes = {
        name: {"label": label, "before": before[name][1], "after": text}
        for name, (label, text) in after.items()
        if text != before[name][1]
    }
    if not changes:
        return None
    if (locked.received_on, locked.is_anonymous) != (received_on, was_anonymous):
        _start_clock(locked, locked.received_on)
    key = uuid.uuid5(locked.submission_key, str(version))
    locked.version += 1
    locked.save()
    ComplaintSubject.objects.filter(complaint=locked).delete()
    _name(locked, subjects)
    step = Step(
        kind=ComplaintStepKind.CORRECTED,
        happened_on=localdate(at),
        handled_by_name=by.name,
        note=reason,
    )
    return _append(locked, step, submission_key=key, by=by, at=at, changes=changes)


def set_clock(clock: ComplaintClock, *, by: User, at: datetime) -> None:
    """From its day on; what is under way keeps the days it has."""
    clock.recorded_by, clock.recorded_at = by, at
    clock.save(force_insert=True)


def _locked(complaint: Complaint) -> Complaint:
    return (
        Complaint.objects.select_for_update(of=("self",), no_key=True)
        .select_related("center", "person")
        .get(pk=complaint.pk)
    )


def _named(complaint: Complaint) -> list[StaffMember]:
    return list(StaffMember.objects.filter(pk__in=complaint.subjects.values("pk")).order_by("pk"))


def _name(complaint: Complaint, subjects: Collection[StaffMember]) -> None:
    ComplaintSubject.objects.bulk_create(
        ComplaintSubject(complaint=complaint, staff_member=member) for member in subjects
    )


def _corrections_since(complaint: Complaint, version: int) -> list[Mapping[str, Mapping[str, str]]]:
    """Every version but the first came with one correction."""
    made = complaint.steps.filter(kind=ComplaintStepKind.CORRECTED).order_by("pk")
    return list(made.values_list("changes", flat=True)[max(0, version - 1) :])


def _append(
    complaint: Complaint,
    step: Step,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> ComplaintStep:
    return ComplaintStep.objects.create(
        complaint=complaint,
        submission_key=submission_key,
        kind=step.kind,
        happened_on=step.happened_on,
        handled_by_name=step.handled_by_name,
        audience=sorted(step.audience),
        note=step.note,
        outcome=step.outcome,
        changes=changes or {},
        recorded_by=by,
        recorded_at=at,
    )


def _clock_of(complaint: Complaint, day: date) -> tuple[date | None, date | None]:
    clock = ComplaintClock.objects.set_for(day, municipality_id=complaint.center.municipality_id)
    return (clock.answer_due(day), clock.closure_due(day)) if clock else (None, None)


def _start_clock(complaint: Complaint, day: date) -> None:
    """Nobody can be answered whose name is not known."""
    answer_due, complaint.closure_due_on = _clock_of(complaint, day)
    complaint.answer_due_on = None if complaint.is_anonymous else answer_due
