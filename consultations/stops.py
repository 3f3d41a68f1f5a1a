"""Families to whom nothing more goes out, told by the apps above: no list of next steps has them.

`casework` stops a family of whom a loss is recorded; this app knows no loss. The answer is read
anew each time, within the query of the list itself. The clock of a child's safety is not stopped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One column each: the numbers of households, and, in several parts, the identities of people.

    None of the columns may be null.
    """

    households: Callable[[], QuerySet[Any, Any]]
    people: Callable[[], Iterable[QuerySet[Any, Any]]]


_stops: list[Stop] = []


def register(stop: Stop) -> Stop:
    _stops.append(stop)
    return stop


def stopped(*, household: str = "", person: str = "") -> Q:
    """True of rows about a family that is stopped; the ways lead from a row to whom it is about."""
    found: Q = Q(pk__in=())
    for stop in _stops:
        if household:
            found |= Q(**{f"{household}__in": stop.households()})
        if person:
            for part in stop.people():
                found |= Q(**{f"{person}__identity__in": part})
    return found
