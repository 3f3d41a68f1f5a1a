"""What of the directory was given in a consultation: kept as rows with the name of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from accounts.models import User
from centers.models import LocalResource, PartnerAgency
from consultations.models import Consultation, GivenResource
from shared.fiscal_year import FiscalYear

GIVEN = "given"  # what the history calls them
RESOURCE, AGENCY = "r", "a"
KINDS = {RESOURCE: "地域資源", AGENCY: "関係機関"}


@dataclass(frozen=True)
class GivenEntry:
    """One entry as a form or a record names it."""

    kind: str
    number: int
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}{self.number}"

    def __str__(self) -> str:
        """With its number: two entries may bear the same name."""
        return f"{self.name}（{KINDS[self.kind]}{self.number}）"


def entry_of(found: LocalResource | PartnerAgency) -> GivenEntry:
    kind = RESOURCE if isinstance(found, LocalResource) else AGENCY
    return GivenEntry(kind, found.pk, str(found))


def _of_row(row: GivenResource) -> GivenEntry:
    if row.resource_id is not None:
        return GivenEntry(RESOURCE, row.resource_id, row.name)
    return GivenEntry(AGENCY, row.agency_id or 0, row.name)


def given_in(record: Consultation) -> list[GivenEntry]:
    """In the order of giving, each with its name as it stood."""
    return [_of_row(row) for row in record.given.order_by("pk")]


def set_given(
    record: Consultation, entries: Sequence[GivenEntry], *, by: User, at: datetime
) -> None:
    """What stays keeps its row: who gave it first, and what it was called then."""
    rows = {_of_row(row).key: row for row in record.given.all()}
    gone = [row.pk for key, row in rows.items() if key not in {each.key for each in entries}]
    record.given.filter(pk__in=gone).delete()
    day = localdate(record.occurred_at)
    record.given.exclude(given_on=day).update(given_on=day)
    GivenResource.objects.bulk_create(
        GivenResource(
            consultation=record,
            resource_id=each.number if each.kind == RESOURCE else None,
            agency_id=each.number if each.kind == AGENCY else None,
            name=each.name,
            given_on=day,
            recorded_at=at,
            recorded_by=by,
        )
        for each in entries
        if each.key not in rows
    )


def in_words(entries: Iterable[GivenEntry]) -> str:
    return "\n".join(str(each) for each in entries)


@dataclass(frozen=True)
class GivenLine:
    """One entry on the page of a record: as given, and what has become of it since."""

    name: str
    kind: str
    number: int
    is_resource: bool
    closed_on: date | None
    name_today: str

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


def lines_of(record: Consultation, day: date) -> list[GivenLine]:
    found = []
    for row in record.given.all().for_reading():
        entry: Any = row.resource or row.agency
        closed_on = entry.closed_on if entry.closed_on and entry.closed_on <= day else None
        name_today = "" if str(entry) == row.name else str(entry)
        kind = entry.get_kind_display()
        is_resource = row.resource_id is not None
        found.append(GivenLine(row.name, kind, entry.pk, is_resource, closed_on, name_today))
    return found


def times_given(found: LocalResource | PartnerAgency, day: date) -> tuple[int, int]:
    """How often in all and since the fiscal year of `day` began; of records that count."""
    field = "resource" if isinstance(found, LocalResource) else "agency"
    rows = GivenResource.objects.all().standing().filter(**{field: found.pk})
    year = FiscalYear.of(day)
    return rows.count(), rows.filter(given_on__gte=year.starts_on).count()
