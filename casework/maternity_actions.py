"""What is done to the maternity ledger: opened, changed, added to. Nothing of it is overwritten unseen."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from accounts.models import User
from casework.models import (
    MaternityContact,
    Pregnancy,
    PregnancyChange,
    PregnancyChild,
)
from consultations.conflicts import Conflict, FieldConflict, merged
from consultations.family_actions import expect_children
from consultations.models import Household, Person
from shared.wareki import format_wareki

Row = TypeVar("Row", bound=models.Model)


class PregnancySavedBeforeError(Exception):
    """The same form came twice, or the row stands already; `pregnancy` is that row."""

    def __init__(self, pregnancy: Pregnancy) -> None:
        super().__init__(pregnancy)
        self.pregnancy = pregnancy


class PregnancyChangedMeanwhileError(Exception):
    """Somebody else changed the row since the page was shown."""


@dataclass(frozen=True, kw_only=True)
class NewPregnancy:
    """A row as a form or a line of an import tells it."""

    household: Household
    mother: Person
    columns: Mapping[str, Any]
    health_number: str = ""
    children: Sequence[Person] = ()  # who are in the registry already
    expects_children: bool = False  # enter the unborn into the registry


def open_pregnancy(
    new: NewPregnancy, *, submission_key: uuid.UUID, by: User, at: datetime
) -> Pregnancy:
    """A row of the ledger, with the children to be born. Raises PregnancySavedBeforeError."""
    of_mother = Pregnancy.objects.filter(
        mother__identity=new.mother.identity, due_on=new.columns["due_on"]
    )
    same_form = Pregnancy.objects.filter(
        municipality=new.household.municipality_id, submission_key=submission_key
    )
    if found := (same_form.first() or of_mother.first()):
        raise PregnancySavedBeforeError(found)
    try:
        with transaction.atomic():
            return _open(new, submission_key=submission_key, by=by, at=at)
    except IntegrityError as error:
        if not any(
            name in str(error) for name in ("pregnancy_is_saved_once", "pregnancy_stands_once")
        ):
            raise
        raise PregnancySavedBeforeError(same_form.first() or of_mother.get()) from error


def _open(new: NewPregnancy, *, submission_key: uuid.UUID, by: User, at: datetime) -> Pregnancy:
    pregnancy = Pregnancy.objects.create(
        center=new.household.center,
        household=new.household,
        mother=new.mother,
        submission_key=submission_key,
        health_number=new.health_number,
        recorded_at=at,
        recorded_by=by,
        **new.columns,
    )
    children = list(new.children)
    if new.expects_children:
        children += expect_children(
            new.household,
            new.mother,
            number=pregnancy.fetus_count,
            expected_on=pregnancy.due_on,
            submission_key=submission_key,
            by=by,
            at=at,
        )
    name_children(pregnancy, children)
    return pregnancy


def name_children(pregnancy: Pregnancy, children: Sequence[Person]) -> None:
    """Persons of the registry are the children of this row; named twice, once."""
    known = set(pregnancy.children.values_list("person", flat=True))
    PregnancyChild.objects.bulk_create(
        PregnancyChild(pregnancy=pregnancy, person=child)
        for child in children
        if child.pk not in known
    )


@transaction.atomic
def amend_pregnancy(
    pregnancy: Pregnancy,
    columns: Mapping[str, Any],
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    children: Sequence[Person] = (),
) -> PregnancyChange | None:
    """Set what differs; None if nothing does. Raises PregnancyChangedMeanwhileError."""
    locked = locked_row(pregnancy)
    if locked.version != version:
        raise PregnancyChangedMeanwhileError(locked)
    name_children(locked, children)
    return set_columns(locked, columns, reason=reason, by=by, at=at)


def locked_row(pregnancy: Pregnancy) -> Pregnancy:
    rows = Pregnancy.objects.select_for_update(of=("self",)).select_related("worker")
    return rows.get(pk=pregnancy.pk)


def set_columns(
    locked: Pregnancy, columns: Mapping[str, Any], *, reason: str, by: User, at: datetime
) -> PregnancyChange | None:
    """The next version of a locked row, and what it said before; None if nothing differs."""
    changes = {
        name: {
            "label": _label(name),
            "before": _text(getattr(locked, name)),
            "after": _text(value),
        }
        for name, value in columns.items()
        if getattr(locked, name) != value
    }
    if not changes:
        return None
    for name in changes:
        setattr(locked, name, columns[name])
    locked.version += 1
    locked.save(update_fields=[*changes, "version"])
    return PregnancyChange.objects.create(
        pregnancy=locked, changes=changes, reason=reason, corrected_at=at, corrected_by=by
    )


def conflict_of(pregnancy: Pregnancy, columns: Mapping[str, Any], *, version: int) -> Conflict:
    """What others changed since `version`, beside what was typed here."""
    rows = pregnancy.changes.select_related("corrected_by").order_by("pk")
    since = list(rows[max(0, version - 1) :])
    return Conflict(
        since,  # type: ignore[arg-type]  # the page reads who, when and why
        [
            FieldConflict(
                name=name,
                label=each["label"],
                before=each["before"],
                theirs=each["after"],
                mine=_text(columns[name]),
            )
            for name, each in merged(since).items()
            if name in columns
        ],
    )


def _label(name: str) -> str:
    return str(Pregnancy._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column


def _text(value: Any) -> str:
    if isinstance(value, date):
        return format_wareki(value)
    if isinstance(value, User):
        return value.name
    return "" if value is None else str(value)


@transaction.atomic
def record_contact(
    contact: MaternityContact,
    *,
    planned: Mapping[str, Any],
    version: int | None = None,
    by: User,
    at: datetime,
) -> tuple[MaternityContact, bool]:
    """The contact and what is planned after it; whether it is new.

    `version` is the row's as the form showed it. What a colleague planned since then stands where
    nothing else was typed; otherwise raises PregnancyChangedMeanwhileError, and nothing is saved.
    """
    made, is_new = add_once(contact, by=by, at=at)
    if is_new:
        locked = locked_row(contact.pregnancy)
        columns = dict(planned)
        if version is not None and version != locked.version:
            fields = conflict_of(locked, columns, version=version).fields
            if any(each.differs for each in fields):
                raise PregnancyChangedMeanwhileError(locked)
            for each in fields:
                del columns[each.name]
        set_columns(locked, columns, reason="連絡の記録", by=by, at=at)
    return made, is_new


def add_once(row: Row, *, by: User, at: datetime) -> tuple[Row, bool]:
    """Save a row that is only ever added; sent again it is found, and nothing is added."""
    kept: Any = row
    kept.recorded_by, kept.recorded_at = by, at
    manager: Callable[..., Any] = type(row)._default_manager.filter
    saved = manager(municipality=kept.pregnancy.municipality_id, submission_key=kept.submission_key)
    if found := saved.first():
        return found, False
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError as error:
        if "_is_saved_once" not in str(error):
            raise
        return saved.get(), False
    return row, True
