"""サポートプラン: written, sent for approval, approved, handed over, ended. Nothing is overwritten."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.models import RoleGrant, User
from accounts.policy import roles_with
from casework.models import (
    Case,
    PlanGoal,
    PlanMeasure,
    PlanResource,
    PlanStep,
    PlanVersion,
    SupportPlan,
)
from casework.plan_enums import PlanBasis, PlanEndReason, PlanStatus, PlanStepKind
from casework.plan_tasks import give_up_measures, promise_measures
from casework.plan_texts import TOLD, PlanText, differences, text_of
from casework.worker_actions import CaseHasEndedError
from shared.access import Capability, Confidentiality, Scope


class PlanChangedMeanwhileError(Exception):
    """Somebody else changed the plan after the page was shown."""


class PlanSavedBeforeError(Exception):
    """The same form came twice; `plan` is what it made the first time."""

    def __init__(self, plan: SupportPlan) -> None:
        super().__init__(plan)
        self.plan = plan


class PlanHasEndedError(Exception):
    """Nothing is done to a plan that has ended."""


class NotInOrderError(Exception):
    """A step that does not follow on the plan's status."""


class OwnPlanError(Exception):
    """Whoever wrote a version does not approve it while somebody else may; `others` may."""

    def __init__(self, others: list[User]) -> None:
        super().__init__(others)
        self.others = others


class NoReasonError(Exception):
    """The writer is the only one who may approve, and does not say so."""


def approvers_of(case: Case, day: date) -> list[User]:
    """Whoever may approve the plans of a case that day."""
    roles = roles_with(
        Capability.PLAN_APPROVE,
        Scope.OWN_CENTER,
        confidentiality=Confidentiality(case.confidentiality),
    )
    held = RoleGrant.objects.counting_on(day).filter(center=case.center_id, role__in=roles)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("name", "pk"))


@transaction.atomic
def make_plan(
    case: Case,
    basis: PlanBasis,
    text: PlanText,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> SupportPlan:
    """Save once. Raises PlanSavedBeforeError, CaseHasEndedError."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    saved = SupportPlan.objects.filter(
        municipality=case.municipality_id, submission_key=submission_key
    ).select_related("case")
    if found := saved.first():
        raise PlanSavedBeforeError(found)
    if locked.has_ended:
        raise CaseHasEndedError(locked)
    last = locked.support_plans.aggregate(last=Coalesce(Max("serial"), 0))["last"]
    plan = SupportPlan.objects.create(
        case=locked,
        serial=last + 1,
        submission_key=submission_key,
        basis=basis,
        recorded_at=at,
        recorded_by=by,
    )
    _write(plan, text, number=1, submission_key=submission_key, reason="", by=by, at=at)
    return plan


@transaction.atomic
def revise_plan(
    plan: SupportPlan,
    text: PlanText,
    *,
    version: int,
    reason: str,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> PlanVersion | None:
    """Write another version; None if nothing differs. What was approved stays in force meanwhile.

    Raises PlanSavedBeforeError, PlanHasEndedError, PlanChangedMeanwhileError.
    """
    locked = SupportPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.versions.filter(submission_key=submission_key).exists():
        raise PlanSavedBeforeError(locked)
    _require(locked, version)
    newest = newest_version(locked)
    if not differences(text_of(newest), text):
        return None
    written = _write(
        locked,
        text,
        number=newest.number + 1,
        submission_key=submission_key,
        reason=reason,
        by=by,
        at=at,
    )
    _set(plan, locked, {"status": PlanStatus.DRAFTING})
    return written


def newest_version(plan: SupportPlan) -> PlanVersion:
    """With goals, measures and resources. Four queries."""
    return PlanVersion.objects.whole().filter(plan=plan).latest("number")


def _write(
    plan: SupportPlan,
    text: PlanText,
    *,
    number: int,
    submission_key: uuid.UUID,
    reason: str,
    by: User,
    at: datetime,
) -> PlanVersion:
    written = PlanVersion.objects.create(
        plan=plan,
        number=number,
        submission_key=submission_key,
        review_on=text.review_on,
        reason=reason,
        written_at=at,
        written_by=by,
        **{name: getattr(text, name) for name in TOLD},
    )
    PlanGoal.objects.bulk_create(
        PlanGoal(
            plan_version=written,
            position=position,
            text=goal.text,
            baseline=goal.baseline,
            plain_text=goal.plain_text,
        )
        for position, goal in enumerate(text.goals, start=1)
    )
    PlanMeasure.objects.bulk_create(
        PlanMeasure(
            plan_version=written,
            position=position,
            kind=measure.kind,
            content=measure.content,
            plain_content=measure.plain_content,
            actor=measure.actor,
            due_on=measure.due_on,
            goal_position=measure.goal_position,
        )
        for position, measure in enumerate(text.measures, start=1)
    )
    PlanResource.objects.bulk_create(
        [
            *(PlanResource(plan_version=written, resource=each) for each in text.resources),
            *(PlanResource(plan_version=written, agency=each) for each in text.agencies),
        ]
    )
    return written


@transaction.atomic
def submit_plan(plan: SupportPlan, *, version: int, on: date, by: User, at: datetime) -> PlanStep:
    """Ask for approval of the newest version.

    Raises NotInOrderError, PlanHasEndedError, PlanChangedMeanwhileError.
    """
    locked = _locked(plan, version)
    if locked.status != PlanStatus.DRAFTING:
        raise NotInOrderError(locked)
    _set(plan, locked, {"status": PlanStatus.SUBMITTED})
    newest = locked.versions.latest("number")
    return _step(locked, newest, PlanStepKind.SUBMITTED, on=on, by=by, at=at)


@transaction.atomic
def approve_plan(
    plan: SupportPlan, *, version: int, on: date, words: str, by: User, at: datetime
) -> PlanStep:
    """Put the newest version in force; its measures become tasks.

    Whoever wrote what is to be approved leaves it to another. Alone in the center they approve it
    themselves and say so in `words`; the step keeps that. Raises OwnPlanError, NoReasonError,
    NotInOrderError, PlanHasEndedError, PlanChangedMeanwhileError.
    """
    locked = _locked(plan, version)
    if locked.status != PlanStatus.SUBMITTED:
        raise NotInOrderError(locked)
    newest = locked.versions.latest("number")
    is_by_writer = has_written(locked, by)
    if is_by_writer:
        others = [each for each in approvers_of(locked.case, on) if not has_written(locked, each)]
        if others:
            raise OwnPlanError(others)
        if not words:
            raise NoReasonError(locked)
    columns: dict[str, Any] = {
        "status": PlanStatus.IN_FORCE,
        "in_force": newest,
        "review_on": newest.review_on,
    }
    if locked.made_on is None:
        columns |= {"made_on": on, "first_approved_at": at, "first_approved_by": by}
    _set(plan, locked, columns)
    promise_measures(locked, newest, by=by, at=at)
    return _step(
        locked,
        newest,
        PlanStepKind.APPROVED,
        on=on,
        words=words,
        is_by_writer=is_by_writer,
        by=by,
        at=at,
    )


def has_written(plan: SupportPlan, user: User) -> bool:
    """Any version since the last approval: a small correction by a colleague changes nothing."""
    since = plan.in_force.number if plan.in_force is not None else 0
    written = PlanVersion.objects.filter(plan=plan, number__gt=since, written_by=user.pk)
    return written.exists()


@transaction.atomic
def return_plan(
    plan: SupportPlan, *, version: int, on: date, words: str, by: User, at: datetime
) -> PlanStep:
    """Give the newest version back with what is to be changed.

    Raises NotInOrderError, PlanHasEndedError, PlanChangedMeanwhileError.
    """
    locked = _locked(plan, version)
    if locked.status != PlanStatus.SUBMITTED:
        raise NotInOrderError(locked)
    _set(plan, locked, {"status": PlanStatus.DRAFTING})
    newest = locked.versions.latest("number")
    return _step(locked, newest, PlanStepKind.RETURNED, on=on, words=words, by=by, at=at)


@transaction.atomic
def note_with_family(
    plan: SupportPlan,
    kind: PlanStepKind,
    *,
    version: int,
    on: date,
    counterpart: str,
    words: str,
    is_cosigned: bool | None,
    by: User,
    at: datetime,
) -> PlanStep:
    """Explained, agreed to or not, handed over: always the version in force.

    Raises NotInOrderError, PlanHasEndedError, PlanChangedMeanwhileError.
    """
    locked = _locked(plan, version)
    if locked.in_force is None:
        raise NotInOrderError(locked)
    _set(plan, locked, {})
    return _step(
        locked,
        locked.in_force,
        kind,
        on=on,
        counterpart=counterpart,
        words=words,
        is_cosigned=is_cosigned,
        by=by,
        at=at,
    )


@transaction.atomic
def end_plan(
    plan: SupportPlan,
    reason: PlanEndReason,
    *,
    version: int,
    on: date,
    words: str,
    by: User,
    at: datetime,
) -> PlanStep:
    """Raises PlanHasEndedError, PlanChangedMeanwhileError."""
    return set_ended(_locked(plan, version), plan, reason, on=on, words=words, by=by, at=at)


def set_ended(
    locked: SupportPlan,
    plan: SupportPlan,
    reason: PlanEndReason,
    *,
    on: date,
    words: str,
    by: User,
    at: datetime,
) -> PlanStep:
    """The end of a plan that is locked already."""
    columns = {
        "status": PlanStatus.ENDED,
        "ended_on": on,
        "end_reason": reason,
        "ended_at": at,
        "ended_by": by,
    }
    _set(plan, locked, columns)
    give_up_measures(locked, by=by, at=at)
    told = locked.in_force or locked.versions.latest("number")
    return _step(locked, told, PlanStepKind.ENDED, on=on, words=words, by=by, at=at)


def locked_plan(plan: SupportPlan, version: int) -> SupportPlan:
    """The row, locked. Raises PlanHasEndedError, PlanChangedMeanwhileError."""
    return _locked(plan, version)


def set_columns(plan: SupportPlan, locked: SupportPlan, columns: Mapping[str, Any]) -> None:
    """Save `columns`; `plan` says the same afterwards."""
    _set(plan, locked, columns)


def _locked(plan: SupportPlan, version: int) -> SupportPlan:
    rows = SupportPlan.objects.select_for_update(of=("self",))
    locked = rows.select_related("case", "in_force").get(pk=plan.pk)
    _require(locked, version)
    return locked


def _require(locked: SupportPlan, version: int) -> None:
    if locked.version != version:
        raise PlanChangedMeanwhileError(locked)
    if locked.has_ended:
        raise PlanHasEndedError(locked)


def _set(plan: SupportPlan, locked: SupportPlan, columns: Mapping[str, Any]) -> None:
    changed = {**columns, "version": locked.version + 1}
    for name, value in changed.items():
        setattr(locked, name, value)
        setattr(plan, name, value)
    locked.save(update_fields=list(changed))


def _step(plan: SupportPlan, version: PlanVersion, kind: PlanStepKind, **told: Any) -> PlanStep:
    return PlanStep.objects.create(
        plan=plan,
        plan_version=version,
        kind=kind,
        occurred_on=told.pop("on"),
        recorded_at=told.pop("at"),
        recorded_by=told.pop("by"),
        **told,
    )
