"""What is done with a list of vacancies: kept for its preview, then taken over at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from centers.directory.comparison import State
from centers.directory.vacancy_list import ReadVacancies
from centers.directory.vacancy_preview import VacancyPreview, kept_vacancy_rows, vacancy_preview_of
from centers.enums import ImportContent, ImportStage
from centers.models import LocalResource, Municipality, ResourceImport, ResourceVacancy
from centers.resource_actions import (
    BATCH,
    PREVIEW_LASTS,
    PreviewChangedError,
    drop_overdue,
    end_import,
    lock_import,
)


@transaction.atomic
def receive_vacancies(
    found: ReadVacancies,
    *,
    digest: str,
    municipality: Municipality,
    file_name: str,
    dated_on: date | None,
    by: Any,
    at: datetime,
) -> ResourceImport:
    """Keep a list for its preview; previews that ran out are emptied."""
    drop_overdue(municipality, at=at)
    header = found.header
    named = [*header.places.items(), *header.classes.items()]
    columns = [[header.titles[place], name] for name, place in sorted(named, key=lambda x: x[1])]
    return ResourceImport.objects.create(
        municipality=municipality,
        content=ImportContent.VACANCIES,
        file_name=file_name,
        file_digest=digest,
        dated_on=dated_on,
        area=municipality.name,
        header={
            "line": header.line,
            "columns": columns,
            "extras": [],
            "skipped": found.skipped,
        },
        rows=kept_vacancy_rows(found.rows),
        uploaded_at=at,
        uploaded_by=by,
        expires_at=at + PREVIEW_LASTS,
    )


@transaction.atomic
def confirm_vacancies(
    waiting: ResourceImport, *, seen: str, by: Any, at: datetime
) -> dict[str, int]:
    """Write what is new or differs; the row that stood for the same day is kept as history.

    Returns how many rows were new, changed and so on. Raises `ImportOverError` when it was done
    before and `PreviewChangedError` when something was told meanwhile.
    """
    locked = lock_import(waiting, at)
    preview = vacancy_preview_of(locked)
    if preview.digest != seen:
        raise PreviewChangedError
    _write(preview, by=by, at=at)
    counts = preview.counts
    outcome = {
        "new": counts.get(State.NEW, 0),
        "changed": counts.get(State.CHANGED, 0),
        "unchanged": counts.get(State.UNCHANGED, 0),
        "broken": counts.get(State.BROKEN, 0),
        "kept": 0,
    }
    end_import(locked, ImportStage.CONFIRMED, outcome=outcome, by=by, at=at)
    return outcome


def _write(preview: VacancyPreview, *, by: Any, at: datetime) -> None:
    told = [(line, each) for line in preview.lines for each in line.counts]
    written = [(line, each) for line, each in told if each.is_new or each.is_changed]
    _lock([line.resource.pk for line, _ in written if line.resource])
    gone = [each.old.pk for _, each in written if each.old]
    standing = ResourceVacancy.objects.filter(pk__in=gone, superseded_at=None)
    if standing.update(superseded_at=at, superseded_by=by) != len(gone):
        raise PreviewChangedError
    ResourceVacancy.objects.bulk_create(
        [
            ResourceVacancy(
                resource=line.resource,
                age_class=each.age_class,
                counted_on=day,
                number=each.new,
                recorded_at=at,
                recorded_by=by,
            )
            for line, each in written
            if (day := line.day) is not None
        ],
        batch_size=BATCH,
    )


def _lock(numbers: Sequence[int]) -> None:
    """Whoever tells vacancies of these by hand waits: see `record_vacancies`."""
    list(
        LocalResource.objects.filter(pk__in=numbers)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
