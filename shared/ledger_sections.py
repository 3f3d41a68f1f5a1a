"""Evidence rows as tables: what stands, past and future with its period, and what was replaced."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from shared.clock_time import format_clock
from shared.fiscal_year import FiscalYear
from shared.ledger import LedgerEntry
from shared.ledgers import Ledger
from shared.wareki import format_wareki

PERIOD, CLOCK, VALUE = "period", "clock", "value_label"
PSEUDO_COLUMNS = {PERIOD: "期間", CLOCK: "時間", VALUE: "値"}


@dataclass(frozen=True)
class Row:
    """One row of evidence; the empty cells are shown as not entered."""

    entry: LedgerEntry
    cells: list[str]
    state: str
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
    return [
        PSEUDO_COLUMNS.get(name) or str(ledger.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in ledger.columns
    ]


def cells(ledger: Ledger, entry: LedgerEntry) -> list[str]:
    return [cell(entry, name) for name in ledger.columns]


def cell(entry: Any, name: str) -> str:
    if name == PERIOD:
        return period_text(entry)
    if name == CLOCK:
        return f"{format_clock(entry.opens_at)}～{format_clock(entry.closes_at)}"
    value = getattr(entry, name)
    if name == VALUE:
        return str(value)
    if entry._meta.get_field(name).choices and value is not None:
        return str(getattr(entry, f"get_{name}_display")())
    return value_text(value)


def value_text(value: Any) -> str:
    text = str(value)
    match value:
        case None:
            text = ""
        case bool():
            text = "はい" if value else "いいえ"
        case date():
            text = format_wareki(value)
        case time():
            text = format_clock(value)
        case Decimal():
            text = f"{value.normalize():,f}"
        case int():
            text = f"{value:,}"
    return text


def period_text(entry: Any) -> str:
    """令和7年4月1日～（継続中）; one day alone when both ends are the same."""
    start = format_wareki(entry.starts_on)
    if entry.ends_on is None:
        return f"{start}～（継続中）"
    return start if entry.ends_on == entry.starts_on else f"{start}～{format_wareki(entry.ends_on)}"


def state_on(entry: Any, day: date) -> str:
    """適用中, 予定 or 終了 for a row with a period; empty for any other."""
    if not hasattr(entry, "starts_on"):
        return ""
    if entry.starts_on > day:
        return "予定"
    return "終了" if entry.ends_on and entry.ends_on < day else "適用中"
