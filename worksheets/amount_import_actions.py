"""What is done with a list of amounts: kept for its preview, then entered at once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from centers.directory.comparison import State
from centers.enums import ImportStage
from centers.models import Municipality
from centers.resource_actions import ImportOverError, PreviewChangedError
from worksheets.amount_actions import NothingNewError, enter_all
from worksheets.amount_list import ReadAmounts
from worksheets.amount_preview import preview_of
from worksheets.models import AmountImport

PREVIEW_LASTS = timedelta(days=7)


@transaction.atomic
def receive_amounts(
    found: ReadAmounts,
    *,
    digest: str,
    municipality: Municipality,
    fiscal_year: int,
    file_name: str,
    by: Any,
    at: datetime,
) -> AmountImport:
    """Keep a list for its preview; previews that ran out are emptied."""
    overdue = AmountImport.objects.filter(municipality=municipality).overdue_at(at)
    overdue.update(stage=ImportStage.DISCARDED, rows=[], ended_at=at)
    return AmountImport.objects.create(
        municipality=municipality,
        fiscal_year=fiscal_year,
        file_name=file_name,
        file_digest=digest,
        rows=[row.kept() for row in found.rows],
        uploaded_at=at,
        uploaded_by=by,
        expires_at=at + PREVIEW_LASTS,
    )


@transaction.atomic
def confirm_amounts(
    amount_import: AmountImport, *, seen: str, by: Any, at: datetime
) -> dict[str, int]:
    """Enter what is new or differs; each waits for a second person.

    Returns how many rows were new, changed and so on. Raises `ImportOverError` when it was done
    before and `PreviewChangedError` when something was registered meanwhile.
    """
    waiting = _locked(amount_import, at)
    preview = preview_of(waiting)
    if preview.digest != seen:
        raise PreviewChangedError
    try:
        enter_all(preview.ready, by=by, at=at)
    except NothingNewError as error:
        raise PreviewChangedError from error
    counts = preview.counts
    outcome = {
        name: counts.get(state, 0)
        for name, state in (
            ("new", State.NEW),
            ("changed", State.CHANGED),
            ("unchanged", State.UNCHANGED),
            ("broken", State.BROKEN),
        )
    }
    _end(waiting, ImportStage.CONFIRMED, outcome, by=by, at=at)
    return outcome


@transaction.atomic
def discard_amounts(amount_import: AmountImport, *, by: Any, at: datetime) -> None:
    """Drop a preview; raises `ImportOverError` if it is over already."""
    _end(_locked(amount_import, at), ImportStage.DISCARDED, {}, by=by, at=at)


def _locked(amount_import: AmountImport, at: datetime) -> AmountImport:
    """One import at a time for each municipality, and each only once."""
    Municipality.objects.select_for_update(no_key=True).get(pk=amount_import.municipality_id)
    waiting = (
        AmountImport.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=amount_import.pk)
    )
    if not waiting.is_waiting_at(at):
        raise ImportOverError
    return waiting


def _end(
    waiting: AmountImport, stage: ImportStage, outcome: dict[str, int], *, by: Any, at: datetime
) -> None:
    waiting.stage, waiting.rows, waiting.outcome = stage, [], outcome
    waiting.ended_at, waiting.ended_by = at, by
    waiting.save(update_fields=["stage", "rows", "outcome", "ended_at", "ended_by"])
