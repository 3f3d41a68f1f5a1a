"""What is done to amounts, shares and handling of a year: entered, confirmed by another, withdrawn.

Nothing is overwritten. An entry waits until a second person confirms it; only then it takes the
place of the one that counted.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from centers.models import Municipality
from shared.ledger import AlreadySupersededError, record, supersede
from worksheets.models.confirmed import IN_FORCE, WAITING, ConfirmedEntry


class SamePersonError(Exception):
    """Who entered a row does not confirm it."""


class NothingNewError(Exception):
    """The same is registered already: entered twice, or by two people with the same paper."""


def _rows(entry: ConfirmedEntry) -> Any:
    return type(entry)._default_manager


def _lock(municipality_id: int) -> None:
    """One at a time for each municipality: two entries of a key cannot wait for each other."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)


@transaction.atomic
def enter(entry: ConfirmedEntry, *, by: Any, at: datetime) -> ConfirmedEntry:
    """Record a row that waits for its confirmation, in the place of one that waited.

    Raises NothingNewError for what stands already, and ValidationError for what cannot be.
    """
    _lock(entry.municipality_id)
    return _enter(entry, by=by, at=at)


@transaction.atomic
def enter_all(entries: Sequence[ConfirmedEntry], *, by: Any, at: datetime) -> list[ConfirmedEntry]:
    """Record several rows of one municipality, all or none. Raises as `enter` does."""
    if entries:
        _lock(entries[0].municipality_id)
    return [_enter(entry, by=by, at=at) for entry in entries]


def _enter(entry: ConfirmedEntry, *, by: Any, at: datetime) -> ConfirmedEntry:
    standing = list(_rows(entry).filter(entry.of_same_key(), superseded_at=None))
    if any(row.values == entry.values for row in standing):
        raise NothingNewError
    for row in standing:
        if not row.is_confirmed:
            supersede(row, by=by, at=at)
    return record(entry, by=by, at=at)


@transaction.atomic
def confirm(entries: Iterable[ConfirmedEntry], *, by: Any, at: datetime) -> list[ConfirmedEntry]:
    """Let rows count; what counted before in their place is kept as history.

    All or none. Raises SamePersonError for a row that `by` entered, and AlreadySupersededError
    for one that was confirmed, replaced or withdrawn meanwhile.
    """
    rows = sorted(entries, key=lambda row: (row._meta.label, row.pk))
    for municipality_id in sorted({row.municipality_id for row in rows}):
        _lock(municipality_id)
    for row in rows:
        _confirm(row, by=by, at=at)
    return rows


def _confirm(row: ConfirmedEntry, *, by: Any, at: datetime) -> None:
    if row.recorded_by_id == by.pk:
        raise SamePersonError(row)
    for before in _rows(row).filter(row.of_same_key(), IN_FORCE):
        supersede(before, by=by, at=at)
    confirmed = _rows(row).filter(WAITING, pk=row.pk).update(confirmed_at=at, confirmed_by=by)
    if not confirmed:
        raise AlreadySupersededError(row)
    row.confirmed_at, row.confirmed_by = at, by


@transaction.atomic
def withdraw(entry: ConfirmedEntry, *, by: Any, at: datetime) -> None:
    """Take a row out without another in its place. Raises AlreadySupersededError."""
    _lock(entry.municipality_id)
    supersede(entry, by=by, at=at)
