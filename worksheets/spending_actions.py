"""Expenditure and income: written together for a center, or taken from a table for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from centers.directory.comparison import State
from centers.enums import ImportStage
from centers.models import Center, Municipality
from subsidies.actions import digest_of
from worksheets.enums import WorksheetStage
from worksheets.models import SpendingImport, SpendingItem
from worksheets.spending_list import ReadSpending
from worksheets.spending_preview import SpendingPreview, spending_preview_of
from worksheets.subject_number import SheetSubject

BATCH = 500
PREVIEW_LASTS = timedelta(days=7)
TOLD = ("side", "category", "subject", "amount", "eligible", "source")


class SpendingChangedError(Exception):
    """Somebody else changed what is entered; nothing was written."""


class ImportOverError(Exception):
    """The import has been confirmed, dropped or has run out."""


@dataclass(frozen=True)
class Written:
    """The items that are new, and those whose place they took or that are gone."""

    new: list[SpendingItem]
    gone: list[SpendingItem]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


def items_of(subject: SheetSubject) -> list[SpendingItem]:
    """What is entered, in the order of entry."""
    rows = SpendingItem.objects.current().filter(
        center=subject.center_pk,
        center_type=subject.center_type,
        fiscal_year=subject.fiscal_year,
        stage=subject.stage,
    )
    return list(rows.order_by("side", "category", "pk"))


def digest_of_items(items: Sequence[SpendingItem]) -> str:
    """What a page showed, to be told apart from what stands."""
    return digest_of(sorted(item.pk for item in items))


@transaction.atomic
def save_spending(
    subject: SheetSubject,
    center: Center,
    wanted: Sequence[Mapping[str, Any]],
    *,
    seen: str,
    by: User,
    at: datetime,
) -> Written:
    """Make the entered items those that are `wanted`; the earlier ones stay as history.

    Sending the same twice writes once; without `seen` the page had shown nothing. Raises
    SpendingChangedError if others wrote meanwhile.
    """
    Center.objects.select_for_update(of=("self",), no_key=True).get(pk=center.pk)
    standing = items_of(subject)
    told = [{name: row[name] for name in TOLD} for row in wanted]
    if sorted(map(digest_of, told)) == sorted(digest_of(_told(item)) for item in standing):
        return Written([], [])
    if digest_of_items(standing) != (seen or digest_of_items([])):
        raise SpendingChangedError  # also where others took everything out
    left = [item for item in standing if _told(item) in told]
    gone = [item for item in standing if item not in left]
    kept = [_told(item) for item in left]
    new = [
        SpendingItem(
            center=center,
            center_type=subject.center_type,
            fiscal_year=subject.fiscal_year,
            stage=subject.stage,
            recorded_at=at,
            recorded_by=by,
            **row,
        )
        for row in told
        if row not in kept
    ]
    return _write(new, gone, by=by, at=at)


def _told(item: SpendingItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in TOLD}


def _write(new: list[SpendingItem], gone: list[SpendingItem], *, by: User, at: datetime) -> Written:
    rows = SpendingItem.objects.current().filter(pk__in=[item.pk for item in gone])
    if rows.update(superseded_at=at, superseded_by=by) != len(gone):
        raise SpendingChangedError
    SpendingItem.objects.bulk_create(new, batch_size=BATCH)
    return Written(new, gone)


@transaction.atomic
def receive_spending(
    found: ReadSpending,
    *,
    digest: str,
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    file_name: str,
    by: User,
    at: datetime,
) -> SpendingImport:
    """Keep a table for its preview; previews that ran out are emptied."""
    overdue = SpendingImport.objects.filter(
        municipality=municipality, status=ImportStage.PREVIEW, expires_at__lte=at
    )
    overdue.update(status=ImportStage.DISCARDED, rows=[], ended_at=at)
    return SpendingImport.objects.create(
        municipality=municipality,
        fiscal_year=fiscal_year,
        stage=stage,
        file_name=file_name,
        file_digest=digest,
        rows=[row.kept() for row in found.rows],
        uploaded_at=at,
        uploaded_by=by,
        expires_at=at + PREVIEW_LASTS,
    )


def is_waiting_at(waiting: SpendingImport, moment: datetime) -> bool:
    return waiting.status == ImportStage.PREVIEW and waiting.expires_at > moment


@transaction.atomic
def confirm_spending(
    waiting: SpendingImport, *, seen: str, by: User, at: datetime
) -> dict[str, int]:
    """Write what is new or differs; items that the table does not name stay.

    Returns how many rows were new, changed and so on. Raises `ImportOverError` when it was done
    before and `SpendingChangedError` when something was entered meanwhile.
    """
    locked = _lock(waiting, at)
    _lock_centers(locked)
    preview = spending_preview_of(locked)
    if preview.digest != seen:
        raise SpendingChangedError
    _take(preview, locked, by=by, at=at)
    counts = preview.counts
    outcome = {
        "new": counts.get(State.NEW, 0),
        "changed": counts.get(State.CHANGED, 0),
        "unchanged": counts.get(State.UNCHANGED, 0),
        "broken": counts.get(State.BROKEN, 0),
    }
    _end(locked, ImportStage.CONFIRMED, outcome, by=by, at=at)
    return outcome


def _lock_centers(waiting: SpendingImport) -> None:
    """Those that the table names, before it is compared: nobody enters anything in between."""
    codes = {row["values"].get("center", "") for row in waiting.rows}
    locked = Center.objects.select_for_update(of=("self",), no_key=True).filter(
        municipality=waiting.municipality_id, code__in=codes
    )
    list(locked.order_by("pk").values_list("pk"))


def _take(preview: SpendingPreview, waiting: SpendingImport, *, by: User, at: datetime) -> None:
    taken = [line for line in preview.lines if line.state in {State.NEW, State.CHANGED}]
    new = [
        SpendingItem(
            center=line.center,
            center_type=line.values["center_type"],
            fiscal_year=waiting.fiscal_year,
            stage=waiting.stage,
            recorded_at=at,
            recorded_by=by,
            **{name: line.values[name] for name in TOLD},
        )
        for line in taken
    ]
    _write(new, [line.old for line in taken if line.old], by=by, at=at)


@transaction.atomic
def discard_spending(waiting: SpendingImport, *, by: User, at: datetime) -> None:
    """Drop a preview; raises `ImportOverError` if it is over already."""
    _end(_lock(waiting, at), ImportStage.DISCARDED, {}, by=by, at=at)


def _lock(waiting: SpendingImport, at: datetime) -> SpendingImport:
    """One import at a time for each municipality, and each only once."""
    Municipality.objects.select_for_update(no_key=True).get(pk=waiting.municipality_id)
    row: SpendingImport = SpendingImport.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if not is_waiting_at(row, at):
        raise ImportOverError
    return row


def _end(
    waiting: SpendingImport, status: ImportStage, outcome: dict[str, int], *, by: User, at: datetime
) -> None:
    waiting.status, waiting.rows, waiting.outcome = status, [], outcome
    waiting.ended_at, waiting.ended_by = at, by
    waiting.save(update_fields=["status", "rows", "outcome", "ended_at", "ended_by"])
