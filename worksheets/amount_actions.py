"""What is done to amounts, shares and handling of a year: entered, confirmed by another, withdrawn.

Nothing is overwritten. An entry waits until a second person confirms it; only then it takes the
place of the one that counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from centers.models import Municipality
from shared.ledger import CURRENT, AlreadySupersededError, record, supersede
from worksheets.amount_bands import gap_in
from worksheets.models import StandardAmount
from worksheets.models.amount import SAME
from worksheets.models.confirmed import IN_FORCE, WAITING, ConfirmedEntry


class SamePersonError(Exception):
    """Who entered a row does not confirm it."""


class NothingNewError(Exception):
    """The same is registered already: entered twice, or by two people with the same paper.

    `waiting` is what was entered to take the place of the same, if anything was.
    """

    def __init__(self, waiting: ConfirmedEntry | None = None) -> None:
        super().__init__(waiting)
        self.waiting = waiting


class StandInError(Exception):
    """Without the row another one would count, which nobody has confirmed for that."""


class GapInBandsError(Exception):
    """Some hours would have no amount any more; `hours` says which."""

    def __init__(self, hours: str) -> None:
        super().__init__(hours)
        self.hours = hours


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
        beside = (row for row in standing if not row.is_confirmed and row.values != entry.values)
        raise NothingNewError(next(beside, None))
    for row in standing:
        if not row.is_confirmed:
            supersede(row, by=by, at=at)
    return record(entry, by=by, at=at)


@transaction.atomic
def confirm(entries: Iterable[ConfirmedEntry], *, by: Any, at: datetime) -> list[ConfirmedEntry]:
    """Let rows count; what counted before in their place is kept as history.

    All or none. Bands of hours give way to those that hold some of their hours, so that a table
    is replaced by the bands confirmed together. Raises SamePersonError for a row that `by`
    entered, AlreadySupersededError for one that was confirmed, replaced or withdrawn meanwhile,
    and GapInBandsError if hours were left over.
    """
    rows = sorted(entries, key=lambda row: (row._meta.label, row.pk))
    for municipality_id in sorted({row.municipality_id for row in rows}):
        _lock(municipality_id)
    if any(row.recorded_by_id == by.pk for row in rows):
        raise SamePersonError
    _require_no_gap([row for row in rows if isinstance(row, StandardAmount) and row.is_band])
    for row in rows:
        for before in _rows(row).filter(row.displaced(), IN_FORCE):
            supersede(before, by=by, at=at)
    for row in rows:
        _confirm(row, by=by, at=at)
    return rows


def _require_no_gap(bands: Sequence[StandardAmount]) -> None:
    tables: dict[tuple[Any, ...], list[StandardAmount]] = defaultdict(list)
    for band in bands:
        tables[tuple(getattr(band, name) for name in SAME)].append(band)
    for fresh in tables.values():
        gap = gap_in(StandardAmount.objects.filter(fresh[0].of_same_table(), IN_FORCE), fresh)
        if gap:
            raise GapInBandsError(gap)


def _confirm(row: ConfirmedEntry, *, by: Any, at: datetime) -> None:
    confirmed = _rows(row).filter(WAITING, pk=row.pk).update(confirmed_at=at, confirmed_by=by)
    if not confirmed:
        raise AlreadySupersededError(row)
    row.confirmed_at, row.confirmed_by = at, by


def stand_ins(entry: ConfirmedEntry) -> Any:
    """What would count in the place of a row that counts, if it were withdrawn."""
    if not entry.is_confirmed:
        return _rows(entry).none()
    counting = _rows(entry).confirmed_for(entry.municipality_id, entry.fiscal_year)
    return counting.filter(entry.stand_ins()).exclude(pk=entry.pk)


@transaction.atomic
def withdraw(entry: ConfirmedEntry, *, by: Any, at: datetime) -> None:
    """Take a row out without another in its place: what it was about is not registered any more.

    Raises AlreadySupersededError if it is over, or was confirmed since `entry` was looked at, and
    StandInError where another row would count: what counts is for two persons to say.
    """
    _lock(entry.municipality_id)
    stands = _rows(entry).filter(CURRENT, pk=entry.pk, confirmed_at__isnull=not entry.is_confirmed)
    if not stands.exists():
        raise AlreadySupersededError(entry)
    if stand_ins(entry).exists():
        raise StandInError
    supersede(entry, by=by, at=at)
