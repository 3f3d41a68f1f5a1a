"""Which cases have a plan past its review. The modules that keep plans register here at start-up."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from casework.models import Case

Source = Callable[[date], QuerySet[Case]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source` gives the cases with a plan whose review was due before the day."""
    _sources.append(source)


def past_review(cases: QuerySet[Case], day: date) -> QuerySet[Case] | None:
    """Those of `cases`; None as long as nobody keeps plans."""
    if not _sources:
        return None
    found = [Q(pk__in=source(day).values("pk")) for source in _sources]
    return cases.filter(reduce(or_, found))
