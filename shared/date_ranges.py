"""Periods kept as two inclusive dates, the way guidelines write them (「…から…まで」).

An empty end means "until further notice".
"""

from datetime import date
from typing import Protocol

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value
from django.db.models.functions import Least


class Dated(Protocol):
    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date | None: ...


def holds_on(row: Dated, day: date) -> bool:
    """`in_force` for a row already loaded."""
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def in_force(day: date | OuterRef, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows whose period contains `day`."""
    return overlapping(day, day, start, end)


def overlapping(
    first: date | OuterRef,
    last: date | OuterRef | None,
    start: str = "starts_on",
    end: str = "ends_on",
) -> Q:
    """Rows whose period shares at least one day with `first` to `last`."""
    not_over = Q(**{f"{end}__gte": first}) | Q(**{f"{end}__isnull": True})
    return not_over if last is None else Q(**{f"{start}__lte": last}) & not_over


def period_expression(start: str = "starts_on", end: str = "ends_on") -> Func:
    # An end before its start is another constraint's to refuse; daterange() itself would raise.
    first = Least(F(start), F(end))
    return Func(first, F(end), Value("[]"), function="daterange", output_field=DateRangeField())


def ordered_dates(
    name: str, start: str = "starts_on", end: str = "ends_on"
) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message="終了日は開始日以後の日付にしてください。",
    )


def no_overlap(
    name: str,
    *fields: str,
    message: str = "期間が重なる登録が既にあります。",
    condition: Q | None = None,
    start: str = "starts_on",
    end: str = "ends_on",
) -> ExclusionConstraint:
    """Among rows alike in `fields`, no two periods share a day. Needs the btree_gist extension."""
    period = (period_expression(start, end), RangeOperators.OVERLAPS)
    alike = [(F(field), RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name,
        expressions=[period, *alike],
        condition=condition,
        violation_error_message=message,
    )
