"""Further conditions under which a role grant counts, told by the apps above `accounts`.

`staffing` says that the roles of a center end with the posting there; `accounts` knows no posting.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Q

GrantCondition = Callable[[date], Q]
_conditions: list[GrantCondition] = []


def register(condition: GrantCondition) -> GrantCondition:
    _conditions.append(condition)
    return condition


def counting_on(day: date) -> Q:
    return reduce(and_, (condition(day) for condition in _conditions), Q())
