"""タスク: promised once, then done, moved, handed over or given up, each time with a reason."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework.models import AbsenceCover, Case, ConferenceDecision, SupportNote, Task, TaskChange
from casework.task_enums import ENDING, TaskAct, TaskOrigin
from centers.models import Center


class TaskSavedBeforeError(Exception):
    """The same form came twice; `task` is what it made the first time."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.task = task


class TaskChangedMeanwhileError(Exception):
    """Somebody else changed the task after the form was opened."""


class TaskIsOverError(Exception):
    """Done or given up already."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is to be done, who sees to it and by when; where it comes from."""

    center: Center
    content: str
    owner: User
    due_on: date
    case: Case | None = None
    doer: str = ""
    decision: ConferenceDecision | None = None
    note: SupportNote | None = None
    plan_number: int | None = None

    @property
    def origin(self) -> TaskOrigin:
        if self.decision is not None:
            return TaskOrigin.DECISION
        if self.note is not None:
            return TaskOrigin.NOTE
        return TaskOrigin.PLAN if self.plan_number is not None else TaskOrigin.HAND


def one_at_a_time(center: Center) -> None:
    """Until the transaction is over nobody else saves a form of this kind for the center."""
    Center.objects.select_for_update(of=("self",), no_key=True).get(pk=center.pk)


@transaction.atomic
def promise(told: Promise, *, submission_key: uuid.UUID, by: User, at: datetime) -> Task:
    """A new task. Raises TaskSavedBeforeError if the same form came before."""
    one_at_a_time(told.center)
    saved = Task.objects.filter(
        municipality=told.center.municipality_id, submission_key=submission_key
    ).first()
    if saved is not None:
        raise TaskSavedBeforeError(saved)
    return Task.objects.create(
        center=told.center,
        case=told.case,
        submission_key=submission_key,
        origin=told.origin,
        origin_number=told.plan_number,
        decision=told.decision,
        note=told.note,
        content=told.content,
        doer=told.doer,
        owner=told.owner,
        due_on=told.due_on,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def change_task(
    task: Task,
    act: TaskAct,
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
    owner: User | None = None,
) -> TaskChange:
    """One change, with what stood before. Raises TaskIsOverError, TaskChangedMeanwhileError."""
    locked = Task.objects.select_for_update(of=("self",)).select_related("owner").get(pk=task.pk)
    if not locked.is_open:
        raise TaskIsOverError(locked)
    if locked.version != version:
        raise TaskChangedMeanwhileError(locked)
    change = TaskChange(
        task=locked,
        act=act,
        due_before=locked.due_on,
        due_after=due_on or locked.due_on,
        owner_before=locked.owner,
        owner_after=owner or locked.owner,
        reason=reason,
        changed_at=at,
        changed_by=by,
    )
    locked.state = ENDING.get(act, locked.state)
    locked.due_on, locked.owner = change.due_after, change.owner_after
    locked.version += 1
    locked.save(update_fields=["state", "due_on", "owner", "version"])
    change.save(force_insert=True)
    return change


def cover_absence(
    absentee: User,
    deputy: User,
    *,
    center: Center,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> AbsenceCover:
    """Raises IntegrityError if somebody covers part of the time already."""
    with transaction.atomic():
        return AbsenceCover.objects.create(
            center=center,
            absentee=absentee,
            deputy=deputy,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )


def end_cover(cover: AbsenceCover, *, on: date) -> None:
    """`on` is the last day; never before the first one."""
    cover.ends_on = max(cover.starts_on, on)
    cover.save(update_fields=["ends_on"])
