"""担当: who works on a case, handed over from a day on."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.policy import roles_with
from casework.amendment_actions import change, note_amendment
from casework.enums import WorkerRole
from casework.models import Case, CaseWorker
from centers.models import Center
from shared.access import Capability, Confidentiality, Scope
from shared.wareki import format_wareki

A_DAY = timedelta(days=1)


class CaseHasEndedError(Exception):
    """Nobody is put on a case that has ended."""


class OnlyMainWorkerError(Exception):
    """A case is not left without a main worker: it is handed to somebody."""


def staff_of(centers: Iterable[Center], day: date) -> dict[int, list[User]]:
    """By the number of the center: who has a role there that day with which cases are worked on."""
    roles = roles_with(
        Capability.CASE_WRITE, Scope.OWN_CENTER, confidentiality=Confidentiality.ORDINARY
    )
    staff: dict[int, dict[int, User]] = {center.pk: {} for center in centers}
    held = RoleGrant.objects.counting_on(day).filter(
        center__in=list(staff), role__in=roles, user__is_active=True
    )
    for grant in held.select_related("user").order_by("user__name", "user__pk"):
        if grant.center_id is not None:
            staff[grant.center_id][grant.user_id] = grant.user
    return {number: list(people.values()) for number, people in staff.items()}


def may_work_in(center: Center, day: date) -> list[User]:
    """The staff of one center."""
    return staff_of([center], day)[center.pk]


@transaction.atomic
def assign_main_worker(
    case: Case, user: User, *, on: date, reason: str, by: User, at: datetime
) -> CaseWorker:
    """Hand a case to `user` from a day on; whoever had it until the day before stays in the list.

    Raises CaseHasEndedError.
    """
    for each in _locked_workers(case):
        if each.role == WorkerRole.MAIN or each.user_id == user.pk:
            _end_before(each, on, reason=reason, by=by, at=at)
    return _begin(case, user, WorkerRole.MAIN, on=on, reason=reason, by=by, at=at)


@transaction.atomic
def add_support_worker(
    case: Case, user: User, *, on: date, reason: str, by: User, at: datetime
) -> CaseWorker:
    """Raises CaseHasEndedError; IntegrityError if `user` works on the case already."""
    _locked_workers(case)
    return _begin(case, user, WorkerRole.SUPPORT, on=on, reason=reason, by=by, at=at)


@transaction.atomic
def end_support(worker: CaseWorker, *, on: date, reason: str, by: User, at: datetime) -> None:
    """`on` is the last day. Raises OnlyMainWorkerError for the main worker."""
    if worker.role == WorkerRole.MAIN:
        raise OnlyMainWorkerError(worker)
    worker.ends_on = max(worker.starts_on, on)
    worker.save(update_fields=["ends_on"])
    words = f"{worker.user.name}（{format_wareki(worker.ends_on)}まで）"
    note_amendment(
        worker.case,
        {"worker": change("副担当", worker.user.name, words)},
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def hand_over_cases(
    cases: Sequence[Case], to: User, *, on: date, reason: str, by: User, at: datetime
) -> list[CaseWorker]:
    """All of them or none: the list that a leaving colleague hands to the next."""
    return [
        assign_main_worker(case, to, on=on, reason=reason, by=by, at=at)
        for case in sorted(cases, key=lambda each: each.pk)
    ]


def _locked_workers(case: Case) -> list[CaseWorker]:
    locked = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if locked.has_ended:
        raise CaseHasEndedError(locked)
    standing = CaseWorker.objects.filter(case=case, ends_on=None).select_related("user")
    return list(standing.order_by("pk"))


def _begin(
    case: Case,
    user: User,
    role: WorkerRole,
    *,
    on: date,
    reason: str,
    by: User,
    at: datetime,
) -> CaseWorker:
    return CaseWorker.objects.create(
        case=case,
        user=user,
        role=role,
        starts_on=on,
        reason=reason,
        recorded_at=at,
        recorded_by=by,
    )


def _end_before(worker: CaseWorker, day: date, *, reason: str, by: User, at: datetime) -> None:
    """Who began that very day, or was to begin later, never had it; the amendment keeps the name."""
    if worker.starts_on < day:
        worker.ends_on = day - A_DAY
        worker.save(update_fields=["ends_on"])
        return
    words = f"{worker.user.name}（{format_wareki(worker.starts_on)}から）"
    label = str(WorkerRole(worker.role).label)
    note_amendment(
        worker.case,
        {"worker": change(label, words, "")},
        reason=reason or "担当の変更",
        by=by,
        at=at,
    )
    worker.delete()
