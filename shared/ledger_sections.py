"""Evidence rows as tables: what stands, past and future with its period, and what was replaced."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from shared.clock_time import format_clock
from shared.fiscal_year import FiscalYear
from shared.ledger import LedgerEntry
from shared.ledgers import CLOCK, PERIOD, Ledger
from shared.wareki import format_wareki


class State(StrEnum):
    """Where a period stands on a day; rows without a period have no state."""

    IN_FORCE = "適用中"
    COMING = "予定"
    OVER = "終了"

    @property
    def is_in_force(self) -> bool:
        return self is State.IN_FORCE


@dataclass(frozen=True)
class Row:
    """One row of evidence; the empty cells are shown as not entered."""

    entry: LedgerEntry
    cells: list[str]
    state: State | None
    replace_url: str
    withdraw_url: str


@dataclass(frozen=True)
class Section:
    """A ledger's rows of one owner, loaded once."""

    ledger: Ledger
    entries: list[LedgerEntry]
    day: date
    create_url: str
    total: str = ""

    @cached_property
    def headings(self) -> list[str]:
        return headings(self.ledger)

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(entry) for entry in self.standing]

    @cached_property
    def has_states(self) -> bool:
        return any(row.state for row in self.rows)

    @cached_property
    def standing(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.is_current]

    @cached_property
    def history(self) -> list[Row]:
        """Replaced and withdrawn rows, the latest first."""
        replaced = [entry for entry in self.entries if not entry.is_current]
        replaced.sort(key=lambda entry: (entry.superseded_at, entry.pk), reverse=True)
        return [self._row(entry) for entry in replaced]

    def _row(self, entry: LedgerEntry) -> Row:
        return Row(
            entry,
            cells(self.ledger, entry),
            state_on(entry, self.day),
            self.ledger.replace_url(entry),
            self.ledger.withdraw_url(entry),
        )


def section_of(
    ledger: Ledger,
    owner: models.Model,
    *,
    day: date,
    year: FiscalYear | None = None,
    among: models.QuerySet[Any] | None = None,
) -> Section:
    """The rows of `owner`, of one fiscal year if the ledger shows by year; one query."""
    entries = ledger.entries().filter(**{ledger.owner: owner})
    if ledger.year_field and year:
        entries = entries.filter(ledger.in_year(year))
    if among is not None:
        entries = entries.filter(pk__in=among)
    return Section(ledger, list(entries.order_by(*ledger.order)), day, ledger.create_url(owner))


def headings(ledger: Ledger) -> list[str]:
    return [ledger.heading(name) for name in ledger.columns]


def cells(ledger: Ledger, entry: LedgerEntry) -> list[str]:
    return [cell(entry, name) for name in ledger.columns]


def cell(entry: Any, name: str) -> str:
    if name == PERIOD:
        return period_text(entry)
    if name == CLOCK:
        return f"{format_clock(entry.opens_at)}～{format_clock(entry.closes_at)}"
    value = getattr(entry, name)
    display = getattr(entry, f"get_{name}_display", None)
    return str(display()) if display and value is not None else value_text(value)


def value_text(value: Any) -> str:
    text = str(value)
    match value:
        case None:
            text = ""
        case bool():
            text = "はい" if value else "いいえ"
        case date():
            text = format_wareki(value)
        case Decimal():
            text = f"{value.normalize():,f}"
        case int():
            text = f"{value:,}"
    return text


def period_text(entry: Any) -> str:
    """令和7年4月1日から; one day alone when both ends are the same."""
    start = format_wareki(entry.starts_on)
    if entry.ends_on is None:
        return f"{start}から"
    return start if entry.ends_on == entry.starts_on else f"{start}～{format_wareki(entry.ends_on)}"


def state_on(entry: Any, day: date) -> State | None:
    if not hasattr(entry, "starts_on"):
        return None
    if entry.starts_on > day:
        return State.COMING
    return State.OVER if entry.ends_on and entry.ends_on < day else State.IN_FORCE
