"""A list of the health system: kept for its preview, taken over row by row as somebody chose."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.models import User
from casework.maternity_actions import (
    NewPregnancy,
    PregnancySavedBeforeError,
    locked_row,
    open_pregnancy,
    set_columns,
)
from casework.maternity_enums import MaternityImportStage
from casework.maternity_preview import UPDATED, Line, State, preview_of, restored
from casework.maternity_reading import ReadList
from casework.models import MaternityImport, Pregnancy
from centers.models import Center
from consultations.enums import Relationship
from consultations.household_actions import NewMember, register_household
from consultations.models import HouseholdMembership, Person
from shared.access import Capability

PREVIEW_LASTS = timedelta(days=3)
NEW, SKIP, TAKE, PERSON = "new", "skip", "take", "person-"
ONE_OF_A_DAY = ("pregnancy_stands_once", "pregnancy_health_number_is_unique")
REASON = "健康管理システムの一覧の取込"


class PreviewChangedError(Exception):
    """The ledger or the registry is no longer as the preview showed it."""


class ImportOverError(Exception):
    """The import has been confirmed, dropped or has run out."""


@transaction.atomic
def receive_list(found: ReadList, *, center: Center, by: User, at: datetime) -> MaternityImport:
    """Keep a list for its preview; previews that ran out are emptied."""
    overdue = MaternityImport.objects.filter(center=center).overdue_at(at)
    overdue.update(stage=MaternityImportStage.DISCARDED, rows=[], ended_at=at)
    return MaternityImport.objects.create(
        center=center,
        file_digest=found.digest,
        columns=found.columns,
        rows=[
            {
                "line": row.line,
                "values": row.values,
                "problems": [[each.column, each.reason] for each in row.problems],
            }
            for row in found.rows
        ],
        uploaded_at=at,
        uploaded_by=by,
        expires_at=at + PREVIEW_LASTS,
    )


@transaction.atomic
def discard_import(waiting: MaternityImport, *, by: User, at: datetime) -> None:
    """Raises `ImportOverError` if it is over already."""
    _end(_locked(waiting, at), MaternityImportStage.DISCARDED, outcome={}, by=by, at=at)


@transaction.atomic
def confirm_import(
    waiting: MaternityImport,
    *,
    seen: str,
    chosen: Mapping[str, str],
    by: User,
    at: datetime,
) -> dict[str, int]:
    """Take over the rows for which somebody chose what they are; everything else is left.

    `chosen` is by `Line.field`: "new", "person-12" for new rows, "take" for changed ones. Raises
    `ImportOverError`, or `PreviewChangedError` if anything differs from what was shown.
    """
    locked = _locked(waiting, at)
    preview = preview_of(locked, by, day=localdate(at))
    if preview.digest != seen:
        raise PreviewChangedError
    outcome = dict.fromkeys(("new", "changed", "unchanged", "skipped"), 0)
    for line in preview.lines:
        outcome[_take(locked, line, chosen.get(line.field, SKIP), by=by, at=at)] += 1
    _end(locked, MaternityImportStage.CONFIRMED, outcome=outcome, by=by, at=at)
    return outcome


def _take(waiting: MaternityImport, line: Line, choice: str, *, by: User, at: datetime) -> str:
    if line.state == State.UNCHANGED:
        return "unchanged"
    if line.state == State.CHANGED and choice == TAKE and line.pregnancy is not None:
        return _change(line, line.pregnancy, by=by, at=at)
    if line.state == State.NEW and choice != SKIP:
        return _open(waiting, line, choice, by=by, at=at)
    return "skipped"


def _change(line: Line, pregnancy: Pregnancy, *, by: User, at: datetime) -> str:
    """Left as it is where the mother, or the number, has another row of the new day."""
    columns = {each.name: each.new for each in line.changes}
    try:
        with transaction.atomic():
            set_columns(locked_row(pregnancy), columns, reason=REASON, by=by, at=at)
    except IntegrityError as error:
        if not any(name in str(error) for name in ONE_OF_A_DAY):
            raise
        return "skipped"
    return "changed"


def _open(waiting: MaternityImport, line: Line, choice: str, *, by: User, at: datetime) -> str:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{waiting.pk}/{line.row.line}")
    place: HouseholdMembership | None
    if choice == NEW:
        place = _register(waiting, line, key, by=by, at=at)
    else:
        numbers = {f"{PERSON}{each.person.pk}": each.person.pk for each in line.candidates}
        place = _place_of(numbers.get(choice, 0), by)
    if place is None:
        return "skipped"
    values = line.row.values
    columns = {name: restored(name, values[name]) for name in UPDATED if values.get(name)}
    try:
        open_pregnancy(
            NewPregnancy(
                household=place.household,
                mother=place.person,
                columns=columns,
                health_number=values.get("health_number") or "",
            ),
            submission_key=key,
            by=by,
            at=at,
        )
    except PregnancySavedBeforeError:
        return "unchanged"
    return "new"


def _register(
    waiting: MaternityImport, line: Line, key: uuid.UUID, *, by: User, at: datetime
) -> HouseholdMembership:
    values = line.row.values
    person = Person(
        submission_key=key,
        registered_name=values["name"],
        registered_kana=values.get("kana") or "",
        date_of_birth=restored("born_on", values.get("date_of_birth")),
    )
    member = NewMember(
        person=person, relationship=Relationship.SELF, starts_on=localdate(at), contacts={}
    )
    household = register_household(waiting.center, member, by=by, at=at)
    return household.memberships.select_related("household__center", "person").get()


def _place_of(person_id: int, user: User) -> HouseholdMembership | None:
    """Where the chosen person lives now, within the user's reach."""
    places = HouseholdMembership.objects.visible_to(user, Capability.HOUSEHOLD_EDIT)
    here = places.filter(person=person_id).select_related("household__center", "person")
    return here.order_by("-pk").first()


def _locked(waiting: MaternityImport, at: datetime) -> MaternityImport:
    """One import of a center at a time, and each only once."""
    Center.objects.select_for_update(of=("self",), no_key=True).get(pk=waiting.center_id)
    locked = (
        MaternityImport.objects.select_for_update(of=("self",))
        .select_related("center")
        .get(pk=waiting.pk)
    )
    if not locked.is_waiting_at(at):
        raise ImportOverError
    return locked


def _end(
    waiting: MaternityImport,
    stage: MaternityImportStage,
    *,
    outcome: Mapping[str, Any],
    by: User,
    at: datetime,
) -> None:
    waiting.stage, waiting.rows, waiting.outcome = stage, [], dict(outcome)
    waiting.ended_at, waiting.ended_by = at, by
    waiting.save(update_fields=["stage", "rows", "outcome", "ended_at", "ended_by"])
