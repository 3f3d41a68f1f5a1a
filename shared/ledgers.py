"""What pages know of a kind of evidence row: its form, its columns, where it is shown.

Each app lists its ledgers once (`centers/ledgers.py`, `staffing/ledgers.py`); the pages that show,
record, replace and withdraw rows are the same for all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Case, Q
from django.http import Http404
from django.urls import reverse

from shared.date_ranges import overlapping
from shared.fiscal_year import FiscalYear
from shared.ledger import LedgerEntry
from shared.ledger_forms import LedgerEntryForm

PERIOD, CLOCK = "period", "clock"
COMPUTED = {PERIOD: "期間", CLOCK: "時間"}


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One kind of evidence row. `year_field` places a row in a fiscal year, if it shows by year.

    `columns` are fields, properties with a word in `headings`, and the two computed ones below.
    """

    slug: str
    namespace: str
    home: str
    form: type[LedgerEntryForm]
    columns: tuple[str, ...]
    order: tuple[str | Case, ...]
    year_field: str = ""
    related: tuple[str, ...] = ()
    note: str = ""
    about_persons: bool = False
    withdrawal_text: str = "取り消した内容は今後の判定に使われません。記録は履歴に残ります。"
    headings: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def model(self) -> type[LedgerEntry]:
        return self.form._meta.model

    def heading(self, column: str) -> str:
        words = {**COMPUTED, **self.headings}
        return words.get(column) or str(self.model._meta.get_field(column).verbose_name)  # type: ignore[union-attr]  # a column, no relation

    @property
    def owner(self) -> str:
        return self.form.owner

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    def entry_of(self, owner: models.Model) -> LedgerEntry:
        """A new row of `owner`, still without content."""
        return self.model(**{self.owner: owner})

    def entries(self) -> models.QuerySet[Any]:
        return self.model._default_manager.select_related(
            self.owner, "recorded_by", "superseded_by", *self.related
        )

    def in_year(self, year: FiscalYear) -> Q:
        if self.year_field == "fiscal_year":
            return Q(fiscal_year=year.year)
        if self.year_field == "starts_on":
            return overlapping(year.starts_on, year.ends_on)
        return Q(**{f"{self.year_field}__range": (year.starts_on, year.ends_on)})

    def year_of(self, entry: LedgerEntry) -> int:
        value = getattr(entry, self.year_field)
        return value if isinstance(value, int) else FiscalYear.of(value).year

    def create_url(self, owner: models.Model) -> str:
        return reverse(f"{self.namespace}:entry_create", args=[owner.pk, self.slug])

    def replace_url(self, entry: LedgerEntry) -> str:
        return reverse(f"{self.namespace}:entry_replace", args=[self.slug, entry.pk])

    def withdraw_url(self, entry: LedgerEntry) -> str:
        return reverse(f"{self.namespace}:entry_withdraw", args=[self.slug, entry.pk])

    def home_url(self, entry: LedgerEntry) -> str:
        """Where the row is shown among the others of its owner."""
        shows_by_year = self.year_field and getattr(entry, self.year_field)
        query = f"?year={self.year_of(entry)}" if shows_by_year else ""
        return f"{reverse(self.home, args=[self.owner_of(entry).pk])}{query}#{self.slug}"

    def owner_of(self, entry: LedgerEntry) -> models.Model:
        owner: models.Model = getattr(entry, self.owner)
        return owner


def ledger_or_404(ledgers: Collection[Ledger], slug: str) -> Ledger:
    for ledger in ledgers:
        if ledger.slug == slug:
            return ledger
    raise Http404
