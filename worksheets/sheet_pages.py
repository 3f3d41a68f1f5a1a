"""A content as pages show it: amounts in words, each figure with the page that it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from shared.templatetags.status import LABELS
from shared.wareki import format_wareki
from worksheets.components import category_labels
from worksheets.content import TOTAL_LABELS, TOTALS
from worksheets.enums import WorksheetStage
from worksheets.subject_number import SheetSubject
from worksheets.words import CLAIM_LABELS, yen

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ShownFigure:
    label: str
    value: str
    origin: str
    url: str


@dataclass(frozen=True)
class ShownMissing:
    what: str
    who: str
    by: str
    url: str
    due_on: date | None


@dataclass(frozen=True)
class ShownLine:
    label: str
    clause: str
    formula: str
    amount: str
    is_open: bool
    is_total: bool
    figures: list[ShownFigure]
    flags: Sequence[str]


@dataclass(frozen=True)
class ShownClaim:
    component: str
    label: str
    clause: str
    status: str  # a key of the status badge; empty for a word that it does not have
    status_label: str
    size_class: str
    quantity: str
    months: str
    unit_amount: str
    origin: str
    flags: Sequence[str]


@dataclass(frozen=True)
class ShownSheet:
    """One content in words."""

    content: Row
    totals: list[tuple[str, str]]
    lines: list[ShownLine]
    claims: list[ShownClaim]
    spending: list[tuple[str, str, str, str]]
    missing: list[ShownMissing]
    differences: list[tuple[str, str, str]]
    compared_with: str
    centers: list[tuple[Row, list[tuple[str, str]]]]  # each amount with its label


@dataclass(frozen=True)
class EntryLink:
    """Where something is entered of one component."""

    label: str
    status_label: str
    url: str


def shown_sheet(content: Row) -> ShownSheet:
    return ShownSheet(
        content=content,
        totals=[(TOTAL_LABELS[name], yen(content["totals"][name])) for name in TOTALS],
        lines=[_line(line) for line in content["lines"]],
        claims=[_claim(claim) for claim in content["claims"]],
        spending=[
            (
                category_labels().get(row["category"], row["category"]),
                yen(row["total"]),
                yen(row["eligible"]),
                yen(row["income"]),
            )
            for row in content["spending"]
        ],
        missing=[shown_missing(row) for row in content["missing"]],
        differences=[
            (row["label"], _amount(row["before"]), _amount(row["after"]))
            for row in content["differences"]
        ],
        compared_with=_compared(content["compared_with"]),
        centers=[
            (row, [(TOTAL_LABELS[name], _amount(row[name])) for name in TOTALS])
            for row in content["centers"]
        ],
    )


def shown_missing(row: Row) -> ShownMissing:
    due_on = date.fromisoformat(row["by"]) if row["by"] else None
    by = format_wareki(due_on) if due_on else ""
    return ShownMissing(row["what"], row["who"], by, row["url"], due_on)


def entries_of(subject: SheetSubject, content: Row) -> list[EntryLink]:
    """The page of each component, for whoever may enter something of it."""
    return [
        EntryLink(
            claim["label"],
            _word(claim["status"]),
            reverse("worksheets:component_edit", args=[*subject.arguments, claim["component"]]),
        )
        for claim in content["claims"]
    ]


def _line(line: Row) -> ShownLine:
    return ShownLine(
        label=line["label"],
        clause=line["clause"],
        formula=line["formula"],
        amount=_amount(line["amount"]),
        is_open=line["amount"] is None,
        is_total=line["level"] == 0,
        figures=[_figure(figure) for figure in line["figures"]],
        flags=line["flags"],
    )


def _figure(figure: Row) -> ShownFigure:
    value = figure["value"]
    told = "未登録" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
    unit = "" if value is None else figure["unit"]
    origin = figure["origin"]
    return ShownFigure(figure["label"], f"{told}{unit}", origin["text"], origin["url"])


def _claim(claim: Row) -> ShownClaim:
    quantity = "" if claim["quantity"] is None else f"{claim['quantity']}{claim['unit']}"
    return ShownClaim(
        component=claim["component"],
        label=claim["label"],
        clause=claim["clause"],
        status=claim["status"] if claim["status"] in LABELS else "",
        status_label=_word(claim["status"]),
        size_class=claim["size_class"],
        quantity=quantity,
        months="" if claim["months"] is None else f"{claim['months']}か月",
        unit_amount=yen(claim["unit_amount"]),
        origin=claim["status_origin"]["text"],
        flags=claim["flags"],
    )


def _compared(row: Row | None) -> str:
    if row is None:
        return ""
    label = WorksheetStage(row["stage"]).label
    return label if row["number"] == 1 else f"{label}（第{row['number']}回）"


def _amount(value: int | None) -> str:
    """A line without an amount has no total; what is missing is told beside it."""
    return "－" if value is None else yen(value)


def _word(status: str) -> str:
    return str(CLAIM_LABELS.get(status, status))
