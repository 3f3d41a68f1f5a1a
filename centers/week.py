"""Weekly opening hours laid out as people read them: a line for each period, a column a weekday."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from centers.enums import Service, Weekday
from shared.ledger_sections import Row, State, period_text

STATES = list(State)


@dataclass(frozen=True)
class Week:
    """The hours of one service in one period: for Monday to Sunday the intervals in order."""

    service: str
    period: str
    state: State
    days: list[list[Row]]


def weeks(rows: Iterable[Row]) -> list[Week]:
    """What is in force first, then what is coming, then the past."""
    ordered = sorted(rows, key=_order)
    return [_week(list(group)) for _, group in groupby(ordered, key=lambda row: _order(row)[:4])]


def _order(row: Row) -> tuple[Any, ...]:
    entry: Any = row.entry
    return (
        STATES.index(_state(row)),
        Service.values.index(entry.service),
        -entry.starts_on.toordinal(),
        entry.ends_on.toordinal() if entry.ends_on else 0,
        entry.opens_at,
    )


def _state(row: Row) -> State:
    """Opening hours always have a period, and so a state."""
    return cast("State", row.state)


def _week(rows: list[Row]) -> Week:
    entry: Any = rows[0].entry
    days = [
        [row for row in rows if row.entry.weekday == weekday]  # type: ignore[attr-defined]  # a field or row of its own kind
        for weekday in Weekday.values
    ]
    return Week(entry.get_service_display(), period_text(entry), _state(rows[0]), days)
