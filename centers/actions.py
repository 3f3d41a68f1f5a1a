"""What is done to centers beyond plain editing of plain fields."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from centers.enums import FactKind
from centers.models import Center, Municipality, MunicipalityFact, OpenDay
from shared.ledger import record, replace

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from centers.population import Population


@transaction.atomic
def confirm_open_days(
    center: Center,
    days: Collection[date],
    *,
    is_open: bool,
    by: "AbstractBaseUser",
    at: datetime,
    note: str = "",
) -> int:
    """Record that the center was open (or closed) on these days; return how many rows changed.

    A day recorded otherwise before is replaced, the earlier row kept; a day recorded alike stays.
    """
    Center.objects.select_for_update(of=("self",)).get(pk=center.pk)
    standing = {
        row.held_on: row
        for row in OpenDay.objects.current().filter(center=center, held_on__in=days)
    }
    changed = 0
    for day in sorted(set(days)):
        new = OpenDay(center=center, held_on=day, is_open=is_open, note=note)
        old = standing.get(day)
        if old is None:
            record(new, by=by, at=at)
        elif old.is_open != is_open or old.note != note:
            replace(old, new, by=by, at=at)
        else:
            continue
        changed += 1
    return changed


@transaction.atomic
def record_population(
    municipality: Municipality,
    population: "Population",
    *,
    source: str,
    by: "AbstractBaseUser",
    at: datetime,
    dry_run: bool = False,
) -> bool:
    """Record the total as a fact of the survey's day; False if that very number stands already.

    Another number for the same day is refused by the constraint: a person must replace it.
    """
    day = population.surveyed_on
    fact = MunicipalityFact(
        municipality=municipality,
        kind=FactKind.POPULATION,
        starts_on=day,
        ends_on=day,
        value=population.total,
        source=source,
    )
    same = {"kind": fact.kind, "starts_on": day, "ends_on": day, "value": fact.value}
    if municipality.facts.current().filter(**same).exists():
        return False
    record(fact, by=by, at=at)
    transaction.set_rollback(dry_run)
    return True
