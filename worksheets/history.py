"""変更の履歴 of what is entered beside the sheets: what was replaced or taken out, the latest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from shared.access import Actor
from shared.ledger import LedgerEntry
from shared.ledger_sections import cell
from shared.ledgers import Ledger
from worksheets.components import category_labels, component_of
from worksheets.ledgers import COMPONENTS, DEADLINES, REPAYMENTS
from worksheets.models import (
    ComponentEntry,
    Repayment,
    SpendingItem,
    StageDeadline,
    Worksheet,
)
from worksheets.subject_number import SheetSubject
from worksheets.words import yen

PAGE_SIZE = 50
Describe = Callable[[Any], tuple[str, list[tuple[str, str]]]]  # what about; labels with values


@dataclass(frozen=True)
class HistoryRow:
    """One row that no longer counts; its entry says who and when."""

    entry: LedgerEntry
    about: str
    values: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class History:
    """One page of it; open once somebody has turned a page."""

    name: str  # in the address, and of the place on the page
    title: str
    count: int
    is_open: bool
    rows: Sequence[HistoryRow]
    range_text: str
    previous_url: str
    next_url: str


def spending_history(user: Actor, subject: SheetSubject, query: QueryDict) -> History:
    rows = SpendingItem.objects.visible_to(user).filter(**_of(subject))
    return _history(rows, _spending, query, name="spending_history", title="収支の変更の履歴")


def component_history(user: Actor, subject: SheetSubject, query: QueryDict) -> History:
    rows = ComponentEntry.objects.visible_to(user).filter(**_of(subject))
    title = "補助対象ごとの入力の変更の履歴"
    return _history(rows, _component, query, name="component_history", title=title)


def deadline_history(
    user: Actor, municipality_pk: int, fiscal_year: int, stage: str, query: QueryDict
) -> History:
    rows = StageDeadline.objects.visible_to(user).filter(
        municipality=municipality_pk, fiscal_year=fiscal_year, stage=stage
    )
    return _history(rows, _deadline, query, name="deadline_history", title="期限の変更の履歴")


def repayment_history(user: Actor, worksheet: Worksheet, query: QueryDict) -> History:
    rows = Repayment.objects.visible_to(user).filter(worksheet=worksheet)
    return _history(rows, _repayment, query, name="repayment_history", title="返還の変更の履歴")


def _of(subject: SheetSubject) -> dict[str, Any]:
    return {
        "center": subject.center_pk,
        "center_type": subject.center_type,
        "fiscal_year": subject.fiscal_year,
        "stage": subject.stage,
    }


def _history(rows: Any, describe: Describe, query: QueryDict, *, name: str, title: str) -> History:
    """Two queries, one where there is nothing; `name` says in the address which page is shown."""
    gone = rows.filter(superseded_at__isnull=False).select_related("recorded_by", "superseded_by")
    page = Paginator(gone.order_by("-superseded_at", "-pk"), PAGE_SIZE).get_page(query.get(name))
    count = page.paginator.count

    def url(number: int) -> str:
        kept = query.copy()
        kept[name] = str(number)
        return f"?{kept.urlencode()}#{name}"

    return History(
        name=name,
        title=title,
        count=count,
        is_open=name in query,
        rows=[HistoryRow(entry, *describe(entry)) for entry in page],
        range_text=f"{count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
    )


def _spending(row: SpendingItem) -> tuple[str, list[tuple[str, str]]]:
    category = category_labels().get(row.category, row.category)
    values = [("金額", yen(row.amount))]
    if row.eligible is not None:
        values.append(("うち対象経費", yen(row.eligible)))
    if row.source:
        values.append(("根拠", row.source))
    return f"{row.get_side_display()}　{category}　{row.subject}", values


def _component(row: ComponentEntry) -> tuple[str, list[tuple[str, str]]]:
    known = component_of(row.center_type, row.component)
    values = _values(row, COMPONENTS, without="size_class")
    if row.size_class:
        sized = known.size_label(row.size_class) if known else row.size_class
        values.append((COMPONENTS.heading("size_class"), sized))
    return known.label if known else row.component, values


def _deadline(row: StageDeadline) -> tuple[str, list[tuple[str, str]]]:
    return "期限", _values(row, DEADLINES)


def _repayment(row: Repayment) -> tuple[str, list[tuple[str, str]]]:
    return row.document, _values(row, REPAYMENTS, without="document")


def _values(row: Any, ledger: Ledger, *, without: str = "") -> list[tuple[str, str]]:
    """What was entered, with its labels; not what was left empty."""
    names = [name for name in ledger.columns if name != without]
    told = [(ledger.heading(name), cell(row, name)) for name in names]
    return [(label, value) for label, value in told if value]
