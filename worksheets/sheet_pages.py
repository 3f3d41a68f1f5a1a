"""A content as pages show it: amounts in words, each figure with the page that it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from shared.templatetags.status import LABELS
from shared.wareki import format_wareki
from worksheets.calculation.claims import NOTHING as LEFT_OUT
from worksheets.components import category_labels
from worksheets.content import TOTAL_LABELS, TOTALS
from worksheets.print_layout import NOTHING, quantity
from worksheets.print_sheet import notices_of
from worksheets.print_tables import compared_label
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
    differences: list[tuple[str, str, str, str]]  # label, before, after, by how much
    compared_with: str
    compared_sheet: str  # its number; empty where the content does not hold it
    notices: Sequence[str]
    centers: list[tuple[Row, list[tuple[str, str]]]]  # each amount with its label


@dataclass(frozen=True)
class EntryLink:
    """Where something is entered of one component."""

    label: str
    status_label: str
    url: str


def shown_sheet(content: Row) -> ShownSheet:
    compared = content["compared_with"]
    return ShownSheet(
        content=content,
        totals=[(TOTAL_LABELS[name], yen(content["totals"][name])) for name in TOTALS],
        lines=[_line(line) for line in content["lines"]],
        claims=[_claim(claim) for claim in content["claims"]],
        spending=[
            (
                row.get("category_label")
                or category_labels().get(row["category"], row["category"]),
                yen(row["total"]),
                yen(row["eligible"]),
                yen(row["income"]),
            )
            for row in content["spending"]
        ],
        missing=[shown_missing(row) for row in content["missing"]],
        differences=[
            (row["label"], _side(row, "before"), _side(row, "after"), _growth(row))
            for row in content["differences"]
        ],
        compared_with=compared_label(compared) if compared else "",
        compared_sheet=str(compared.get("sheet") or "") if compared else "",
        notices=notices_of(content),
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
    """As on paper."""
    origin = figure["origin"]
    told = quantity(figure["value"], figure["unit"])
    return ShownFigure(figure["label"], told, origin["text"], origin["url"])


def _claim(claim: Row) -> ShownClaim:
    """Of what is not claimed nothing is missing, so nothing is called 未登録."""
    is_left_out = claim["status"] in LEFT_OUT
    return ShownClaim(
        component=claim["component"],
        label=claim["label"],
        clause=claim["clause"],
        status=claim["status"] if claim["status"] in LABELS else "",
        status_label=claim.get("status_label") or _word(claim["status"]),
        size_class=claim["size_class"],
        quantity=_known(claim["quantity"], claim["unit"]),
        months=_known(claim["months"], "か月"),
        unit_amount=NOTHING if is_left_out else yen(claim["unit_amount"]),
        origin=claim["status_origin"]["text"],
        flags=claim["flags"],
    )


def _known(value: Any, unit: str) -> str:
    return "" if value is None else quantity(value, unit)


def _side(row: Row, side: str) -> str:
    """A line without an amount is not a line that does not exist."""
    exists = row.get(f"{side}_exists", row[side] is not None)
    return yen(row[side]) if exists else NOTHING


def _growth(row: Row) -> str:
    """By how much, where both amounts are known."""
    if row["before"] is None or row["after"] is None:
        return NOTHING
    return yen(row["after"] - row["before"])


def _amount(value: int | None) -> str:
    """A line without an amount has no total; what is missing is told beside it."""
    return NOTHING if value is None else yen(value)


def _word(status: str) -> str:
    return str(CLAIM_LABELS.get(status, status))
