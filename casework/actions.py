"""What is done to a case: opened, moved on, given to somebody, linked, reopened."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from accounts.models import User
from casework.enums import (
    ENDED,
    OVER,
    TRANSITIONS,
    AttentionLevel,
    CaseLinkKind,
    CaseStatus,
    ClosingReason,
    SubjectRole,
    WorkerRole,
)
from casework.models import (
    AttentionChange,
    Case,
    CaseCode,
    CaseLink,
    CaseRecord,
    CaseStatusChange,
    CaseSubject,
    CaseWorker,
    Notification,
)
from casework.safety_actions import clock_of
from centers.models import Center
from consultations.models import Consultation, Household, Person
from shared.access import Confidentiality
from shared.fiscal_year import FiscalYear

OPENED = "受付"
NUMBERING = 7310311  # the key of the lock under which a municipality's numbers are given


class CaseChangedMeanwhileError(Exception):
    """Somebody else changed the case since the page was shown."""


class CaseSavedBeforeError(Exception):
    """The same form came twice; `case` is what it made the first time."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.case = case


class IllegalTransitionError(Exception):
    """A case does not go from here to there."""

    def __init__(self, before: CaseStatus, after: CaseStatus) -> None:
        super().__init__(before, after)
        self.message = (
            f"「{before.label}」から「{after.label}」へは変更できません。"
            if before not in ENDED
            else f"「{before.label}」のケースの状況は変更できません。新しいケースとして再開してください。"
        )


class SafetyUnconfirmedError(IllegalTransitionError):
    """Nobody has seen the child of the notification safe: the case is not ended."""

    def __init__(self, before: CaseStatus, after: CaseStatus) -> None:
        super().__init__(before, after)
        self.message = (
            f"通告のあったこどもの安全確認が済んでいないため、「{after.label}」にできません。"
            "先に「安全確認を登録する」で登録してください。"
        )


class NotEndedError(Exception):
    """Only a case that has ended is reopened."""


class ReopenedBeforeError(Exception):
    """A case that goes on has taken the matter up already; `case` is that one."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.case = case


@dataclass(frozen=True, kw_only=True)
class Opening:
    """All that is known when a case is opened, as one form gives it."""

    center: Center
    opened_on: date
    function: str
    attention_level: str
    category: CaseCode
    route: CaseCode
    concern: str
    household: Household | None = None
    alias: str = ""
    opened_from: Consultation | None = None
    confidentiality: str = Confidentiality.ORDINARY
    main_worker: User | None = None  # whoever opens it, if nobody else
    subjects: Sequence[tuple[Person, str]] = ()
    notification: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_case(opening: Opening, *, submission_key: uuid.UUID, by: User, at: datetime) -> Case:
    """Take a matter up, with its number, history, people and worker.

    Raises CaseSavedBeforeError if the same form came before.
    """
    _number_one_at_a_time(opening.center.municipality_id)
    saved = Case.objects.filter(
        municipality=opening.center.municipality_id, submission_key=submission_key
    ).first()
    if saved is not None:
        raise CaseSavedBeforeError(saved)
    year = FiscalYear.of(opening.opened_on).year
    case = Case(
        center=opening.center,
        fiscal_year=year,
        serial=_next_serial(opening.center.municipality_id, year),
        submission_key=submission_key,
        household=opening.household,
        alias=opening.alias,
        opened_on=opening.opened_on,
        opened_from=opening.opened_from,
        function=opening.function,
        attention_level=opening.attention_level,
        category=opening.category,
        route=opening.route,
        concern=opening.concern,
        confidentiality=opening.confidentiality,
        recorded_at=at,
        recorded_by=by,
    )
    case.save(force_insert=True)
    _begin_history(case, by=by, at=at)
    _add_people(case, opening, by=by, at=at)
    if opening.notification:
        received_at = opening.notification["received_at"]
        clock = clock_of(opening.opened_from, received_at, opening.center.municipality_id)
        Notification.objects.create(
            case=case, recorded_at=at, recorded_by=by, **opening.notification, **clock
        )
    return case


def _begin_history(case: Case, *, by: User, at: datetime) -> None:
    said: dict[str, Any] = {
        "case": case,
        "reason": OPENED,
        "changed_on": case.opened_on,
        "changed_at": at,
        "changed_by": by,
    }
    CaseStatusChange.objects.create(before="", after=case.status, **said)
    AttentionChange.objects.create(before="", after=case.attention_level, **said)


def _add_people(case: Case, opening: Opening, *, by: User, at: datetime) -> None:
    CaseSubject.objects.bulk_create(
        CaseSubject(case=case, person=person, role=role, starts_on=case.opened_on)
        for person, role in opening.subjects
    )
    CaseWorker.objects.create(
        case=case,
        user=opening.main_worker or by,
        role=WorkerRole.MAIN,
        starts_on=case.opened_on,
        recorded_at=at,
        recorded_by=by,
    )
    if opening.opened_from is not None:
        CaseRecord.objects.create(
            case=case, consultation=opening.opened_from, attached_at=at, attached_by=by
        )


def _number_one_at_a_time(municipality_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, municipality_id])


def _next_serial(municipality_id: int, year: int) -> int:
    given = Case.objects.filter(municipality=municipality_id, fiscal_year=year)
    last: int = given.aggregate(last=Coalesce(Max("serial"), 0))["last"]
    return last + 1


@transaction.atomic
def change_status(
    case: Case,
    after: CaseStatus,
    *,
    version: int,
    on: date,
    reason: str,
    by: User,
    at: datetime,
    closing_reason: str = "",
) -> CaseStatusChange:
    """Move a case to its next step.

    Raises IllegalTransitionError for a step that does not follow, SafetyUnconfirmedError for an
    end while the clock of a notification runs, CaseChangedMeanwhileError.
    """
    locked = locked_at(case, version)
    before = CaseStatus(locked.status)
    if after not in TRANSITIONS[before]:
        raise IllegalTransitionError(before, after)
    if after in OVER and closing_reason != ClosingReason.DIED:
        _require_safety(locked, before, after)
    columns: dict[str, Any] = {"status": after}
    if after in ENDED:
        columns |= {"ended_on": on, "closing_reason": closing_reason}
        _end_work(locked, on=on)
    set_columns(case, locked, columns)
    return CaseStatusChange.objects.create(
        case=locked,
        before=before,
        after=after,
        reason=reason,
        changed_on=on,
        changed_at=at,
        changed_by=by,
    )


def _require_safety(case: Case, before: CaseStatus, after: CaseStatus) -> None:
    if Notification.objects.unconfirmed().filter(case=case).exists():
        raise SafetyUnconfirmedError(before, after)


def _end_work(case: Case, *, on: date) -> None:
    standing = CaseWorker.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), case=case)
    standing.filter(starts_on__gt=on).delete()  # planned for a day that the case does not see
    standing.update(ends_on=on)


@transaction.atomic
def change_attention(
    case: Case,
    after: AttentionLevel,
    *,
    version: int,
    on: date,
    reason: str,
    by: User,
    at: datetime,
) -> AttentionChange:
    """Another level from a day on. Raises CaseChangedMeanwhileError."""
    locked = locked_at(case, version)
    before = locked.attention_level
    set_columns(case, locked, {"attention_level": after})
    return AttentionChange.objects.create(
        case=locked,
        before=before,
        after=after,
        reason=reason,
        changed_on=on,
        changed_at=at,
        changed_by=by,
    )


@transaction.atomic
def reopen_case(
    old: Case,
    *,
    opened_on: date,
    concern: str,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    main_worker: User | None = None,
) -> Case:
    """Take a matter up again as a new case that names the old one.

    Raises NotEndedError, ReopenedBeforeError, CaseSavedBeforeError.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=old.pk)
    if not locked.has_ended:
        raise NotEndedError(old)
    going_on = reopened_as(old)
    if going_on is not None and going_on.submission_key != submission_key:
        raise ReopenedBeforeError(going_on)
    standing = old.subjects.filter(ends_on=None).select_related("person")
    case = open_case(
        Opening(
            center=old.center,
            opened_on=opened_on,
            function=old.function,
            attention_level=old.attention_level,
            category=old.category,
            route=old.route,
            concern=concern,
            household=old.household,
            alias=old.alias,
            confidentiality=old.confidentiality,
            main_worker=main_worker,
            subjects=[(each.person, SubjectRole(each.role)) for each in standing],
        ),
        submission_key=submission_key,
        by=by,
        at=at,
    )
    CaseLink.objects.create(
        case=case, other=old, kind=CaseLinkKind.REOPENED, recorded_at=at, recorded_by=by
    )
    return case


def reopened_as(old: Case) -> Case | None:
    """The case that has taken the matter up again and still goes on."""
    links = CaseLink.objects.standing().filter(other=old, kind=CaseLinkKind.REOPENED)
    return Case.objects.standing().filter(pk__in=links.values("case")).first()


def locked_at(case: Case, version: int) -> Case:
    """The row, locked. Raises CaseChangedMeanwhileError if it is no longer at `version`."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.version != version:
        raise CaseChangedMeanwhileError(locked)
    return locked


def set_columns(case: Case, locked: Case, columns: Mapping[str, Any]) -> None:
    """Save `columns` as the next version; `case` says the same afterwards."""
    changed = {**columns, "version": locked.version + 1}
    for name, value in changed.items():
        setattr(locked, name, value)
        setattr(case, name, value)
    locked.save(update_fields=list(changed))
