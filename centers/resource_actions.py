"""What is done to the directory: lists taken in, entries put right, vacancies told."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from centers.directory.comparison import Change, Line, State
from centers.directory.plain import restored
from centers.directory.preview import kept_header, kept_rows, preview_of
from centers.directory.upload import Received
from centers.enums import ImportStage
from centers.models import LocalResource, Municipality, ResourceImport, ResourceVacancy
from shared.ledger import record, replace

PREVIEW_LASTS = timedelta(days=7)
BATCH = 500
UPDATE_BATCH = 200
_KEPT_OF_A_LIST = ("source_file", "source_dated_on", "imported", "changed_at", "changed_by")


class PreviewChangedError(Exception):
    """The directory is no longer as the preview showed it; it must be looked at again."""


class ImportOverError(Exception):
    """The import has been confirmed, dropped or has run out."""


@transaction.atomic
def receive_list(
    received: Received,
    *,
    municipality: Municipality,
    file_name: str,
    area: str,
    kind: str,
    dated_on: date | None,
    by: Any,
    at: datetime,
) -> ResourceImport:
    """Keep a list for its preview; previews that ran out are emptied."""
    drop_overdue(municipality, at=at)
    return ResourceImport.objects.create(
        municipality=municipality,
        file_name=file_name,
        file_digest=received.digest,
        dated_on=dated_on,
        area=area,
        kind=kind,
        header=kept_header(received.found),
        rows=kept_rows(received.found, kind=kind),
        uploaded_at=at,
        uploaded_by=by,
        expires_at=at + PREVIEW_LASTS,
    )


def drop_overdue(municipality: Municipality, *, at: datetime) -> int:
    """Empty the previews that nobody confirmed in time; return how many."""
    overdue = ResourceImport.objects.filter(municipality=municipality).overdue_at(at)
    return overdue.update(stage=ImportStage.DISCARDED, rows=[], ended_at=at)


@transaction.atomic
def discard_import(resource_import: ResourceImport, *, by: Any, at: datetime) -> None:
    """Drop a preview; raises `ImportOverError` if it is over already."""
    end_import(lock_import(resource_import, at), ImportStage.DISCARDED, outcome={}, by=by, at=at)


@transaction.atomic
def confirm_import(
    resource_import: ResourceImport,
    *,
    seen: str,
    chosen: Collection[str],
    by: Any,
    at: datetime,
) -> dict[str, int]:
    """Take over what is ready, and of what was put right by hand only the fields `chosen`.

    Returns how many rows were new, changed and so on. Raises `ImportOverError` when it was done
    before and `PreviewChangedError` when somebody changed the directory after the preview.
    """
    waiting = lock_import(resource_import, at)
    preview = preview_of(waiting)
    if preview.digest != seen:
        raise PreviewChangedError
    new = [new_resource(line, waiting, by=by, at=at) for line in preview.of_state(State.NEW)]
    LocalResource.objects.bulk_create(new, batch_size=BATCH)
    changed = [
        _changed(line, taken, waiting, by=by, at=at)
        for line in preview.lines
        if line.resource and (taken := _taken(line, chosen))
    ]
    fields = {change.name for line in preview.lines for change in (*line.changes, *line.conflicts)}
    LocalResource.objects.bulk_update(
        changed, [*fields, *_KEPT_OF_A_LIST, "name_key", "search_key", "place_key"], UPDATE_BATCH
    )
    counts = preview.counts
    outcome = {
        "new": len(new),
        "changed": len(changed),
        "unchanged": len(preview.lines) - len(new) - len(changed) - counts[State.BROKEN],
        "broken": counts[State.BROKEN],
        "kept": sum(len(line.conflicts) for line in preview.lines)
        - sum(line.key_of(each) in chosen for line in preview.lines for each in line.conflicts),
    }
    end_import(waiting, ImportStage.CONFIRMED, outcome=outcome, by=by, at=at)
    return outcome


def lock_import(resource_import: ResourceImport, at: datetime) -> ResourceImport:
    """One import at a time for each municipality, and each only once."""
    Municipality.objects.select_for_update(no_key=True).get(pk=resource_import.municipality_id)
    waiting = ResourceImport.objects.select_for_update(of=("self",)).get(pk=resource_import.pk)
    if not waiting.is_waiting_at(at):
        raise ImportOverError
    return waiting


def end_import(
    waiting: ResourceImport,
    stage: ImportStage,
    *,
    outcome: Mapping[str, int],
    by: Any,
    at: datetime,
) -> None:
    waiting.stage, waiting.rows, waiting.outcome = stage, [], dict(outcome)
    waiting.ended_at, waiting.ended_by = at, by
    waiting.save(update_fields=["stage", "rows", "outcome", "ended_at", "ended_by"])


def _taken(line: Line, chosen: Collection[str]) -> list[Change]:
    return [*line.changes, *(each for each in line.conflicts if line.key_of(each) in chosen)]


def new_resource(line: Line, waiting: ResourceImport, *, by: Any, at: datetime) -> LocalResource:
    """The resource that a row of a list tells of, not yet saved."""
    values = line.row.values
    told = {name: restored(name, value) for name, value in values.items()}
    resource = LocalResource(
        municipality_id=waiting.municipality_id,
        source_file=waiting.file_name,
        source_dated_on=waiting.dated_on,
        imported=values,
        recorded_at=at,
        recorded_by=by,
        **told,
    )
    resource.renew_keys()
    return resource


def _changed(
    line: Line,
    taken: list[Change],
    waiting: ResourceImport,
    *,
    by: Any,
    at: datetime,
) -> LocalResource:
    resource: Any = line.resource
    left = {change.name for change in line.conflicts} - {change.name for change in taken}
    for change in taken:
        setattr(resource, change.name, restored(change.name, change.new))
    told = {name: value for name, value in line.row.values.items() if name not in left}
    resource.imported = {**resource.imported, **told}
    resource.source_file, resource.source_dated_on = waiting.file_name, waiting.dated_on
    resource.changed_at, resource.changed_by = at, by
    resource.renew_keys()
    found: LocalResource = resource
    return found


@transaction.atomic
def record_vacancies(
    resource: LocalResource,
    numbers: Mapping[str, int | None],
    *,
    counted_on: date,
    by: Any,
    at: datetime,
) -> list[ResourceVacancy]:
    """Record how many places were free on a day, by class; return the rows that are new.

    What stands for the same day is replaced if it differs; `None` says that nobody knows.
    """
    LocalResource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    standing = {
        row.age_class: row for row in resource.vacancies.current().filter(counted_on=counted_on)
    }
    written: list[ResourceVacancy] = []
    for age_class, number in numbers.items():
        new = ResourceVacancy(
            municipality_id=resource.municipality_id,
            resource=resource,
            age_class=age_class,
            counted_on=counted_on,
            number=number,
        )
        old = standing.get(age_class)
        if old is None:
            written.append(record(new, by=by, at=at))
        elif old.number != number:
            written.append(replace(old, new, by=by, at=at))
    return written
