"""What the clerk sees first: every center of the year with its supplements, what is missing, who
can supply it and by when, and how far its sheet has come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from centers.models import Municipality
from shared.access import Actor
from shared.fiscal_year import FiscalYear
from worksheets.calculation.claims import STATED
from worksheets.calculation.shapes import Claim, Missing, Outcome
from worksheets.claim_status import CLAIMED
from worksheets.content import TOTALS, missing_of
from worksheets.drafting import TOTAL_OF_ALL, Subject, latest_sheets
from worksheets.enums import WorksheetStage, WorksheetState
from worksheets.gathering import CenterCase, cases
from worksheets.sheet_forms import LACKING, NO_SHEET, NOT_LACKING, OVERDUE, SPENDING
from worksheets.words import CLAIM_LABELS, NOT_CLAIMED

STATE_LABELS = {NO_SHEET: "未作成"} | dict(WorksheetState.choices)
SINCE_SUBMITTED, SINCE_PREPARED = "提出時と異なる", "作成した後に変わった"
APPLIES = ("met", "not_met", STATED, "unknown", NOT_CLAIMED)


@dataclass(frozen=True)
class StageRow:
    """One center and type."""

    case: CenterCase
    outcome: Outcome
    missing: tuple[Missing, ...]
    sheet: Mapping[str, Any] | None  # the last one of the stage, without its content

    @property
    def state(self) -> str:
        return self.sheet["state"] if self.sheet else NO_SHEET

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def returned_for(self) -> str:
        """Why the sheet was given back, while it is."""
        return (
            self.sheet["last_note"] if self.sheet and self.state == WorksheetState.RETURNED else ""
        )

    @property
    def sheet_base(self) -> int | None:
        """The 交付基本額 that the sheet says; None without a sheet, or where it has none."""
        return self.sheet["totals"]["grant_base"] if self.sheet else None

    @property
    def difference(self) -> str:
        """In words, if the records of today give other amounts than the sheet says."""
        if self.sheet is None:
            return ""
        today = {name: getattr(self.outcome, name) for name in TOTALS}
        if all(self.sheet["totals"][name] == today[name] for name in TOTALS):
            return ""
        is_submitted = self.state == WorksheetState.SUBMITTED
        return SINCE_SUBMITTED if is_submitted else SINCE_PREPARED

    @property
    def claims(self) -> list[Claim]:
        """The supplements that concern the center; not those that do not apply."""
        return [claim for claim in self.case.case.claims if claim.status in APPLIES]

    @property
    def suppliers(self) -> list[str]:
        """Who can supply what is missing, each once."""
        return list(dict.fromkeys(each.who for each in self.missing))

    @property
    def supply_by(self) -> date | None:
        """The first day by which something is wanted."""
        return min((each.by for each in self.missing if each.by), default=None)

    def is_overdue(self, today: date) -> bool:
        """Whether something is missing whose day has passed."""
        return self.supply_by is not None and self.supply_by < today

    @property
    def lacks_spending(self) -> bool:
        """Whether a category that is claimed has no expenditure or no income yet."""
        case = self.case.case
        claimed = {claim.category for claim in case.claims if claim.status in CLAIMED}
        return any(
            None in {each.eligible, each.total, each.income}
            for each in case.spending
            if each.category in claimed
        )

    @property
    def mismatches(self) -> bool:
        """Whether the daily check has found the determination to differ from the records."""
        row = self.case.determination
        return row is not None and row.latest_matches is False  # type: ignore[attr-defined]  # with_check


@dataclass(frozen=True)
class UnregisteredSheet:
    """The last sheet of a center whose type is registered no more."""

    pk: int
    name: str
    type_label: str
    state_label: str


@dataclass(frozen=True)
class StageList:
    """All rows of a municipality's year and stage."""

    municipality: Municipality
    fiscal_year: FiscalYear
    stage: WorksheetStage
    rows: Sequence[StageRow]
    sheets: Mapping[Subject, Mapping[str, Any]]

    @property
    def suppliers(self) -> list[str]:
        return list(dict.fromkeys(who for row in self.rows for who in row.suppliers))

    @property
    def total_sheet(self) -> Mapping[str, Any] | None:
        """The last sheet of the municipality's total."""
        return self.sheets.get(TOTAL_OF_ALL)

    @property
    def without_type(self) -> list[UnregisteredSheet]:
        """Last sheets of centers that are under their type no more; no total counts them."""
        listed = {row.case.subject for row in self.rows} | {TOTAL_OF_ALL}
        return [
            UnregisteredSheet(
                pk=sheet["pk"],
                name=sheet["of"]["name"],
                type_label=sheet["of"]["type_label"],
                state_label=str(STATE_LABELS[sheet["state"]]),
            )
            for subject, sheet in self.sheets.items()
            if subject not in listed
        ]

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.rows)

    def filtered(self, asked: Mapping[str, Any], *, today: date) -> list[StageRow]:
        return [row for row in self.rows if _matches(row, asked, today)]


def stage_list_of(
    user: Actor, municipality: Municipality, fiscal_year: FiscalYear, stage: WorksheetStage
) -> StageList:
    """The same number of queries for six centers and for six hundred."""
    found = cases(user, municipality, fiscal_year.year, stage)
    sheets = latest_sheets(municipality, fiscal_year.year, stage)
    return StageList(
        municipality=municipality,
        fiscal_year=fiscal_year,
        stage=stage,
        rows=[_row(case, sheets.get(case.subject)) for case in found],
        sheets=sheets,
    )


def _row(case: CenterCase, sheet: Mapping[str, Any] | None) -> StageRow:
    outcome = case.outcome()
    missing = missing_of(outcome, case.case, supply_by=case.supply_by)
    return StageRow(case, outcome, missing, sheet)


def _matches(row: StageRow, asked: Mapping[str, Any], today: date) -> bool:
    center, words = row.case.center, asked.get("q") or ""
    return (
        (not words or words in center.name or words in center.code)
        and asked.get("state") in {None, "", row.state}
        and _lacks(row, asked.get("lacking") or "", today)
        and (not asked.get("who") or asked["who"] in row.suppliers)
        and (not asked.get("status") or any(c.status == asked["status"] for c in row.claims))
    )


def _lacks(row: StageRow, what: str, today: date) -> bool:
    """Whether the row lacks what the filter asks for; every row does if nothing is asked."""
    answers = {
        LACKING: bool(row.missing),
        NOT_LACKING: not row.missing,
        SPENDING: row.lacks_spending,
        OVERDUE: row.is_overdue(today),
    }
    return answers.get(what, True)


HEADINGS = (
    "年度",
    "段階",
    "センター番号",
    "センター名",
    "類型",
    "補助対象",
    "条項",
    "判定",
    "規模等",
    "数量",
    "単位",
    "単価（円）",
    "対象月数（月）",
    "調書の交付基本額（センターの計、円）",
    "いまの記録による交付基本額（センターの計、円）",
    "調書",
    "調書との違い",
    "足りないもの",
    "用意する人",
    "期限",
)
WHOLE = "（センター全体）"
Cells = tuple[Any, ...]


def export_rows(year: StageList, rows: Iterable[StageRow]) -> Iterator[Cells]:
    """One row for each supplement of each center, and then the center's own with its amounts.

    What is missing beside the supplements has a row for each who supplies it; numbers as numbers.
    """
    yield HEADINGS
    for row in rows:
        yield from (_claim_cells(year, row, claim) for claim in row.claims)
        yield from _center_cells(year, row)


def _claim_cells(year: StageList, row: StageRow, claim: Claim) -> Cells:
    return (
        *_place(year, row),
        claim.label,
        claim.clause,
        CLAIM_LABELS.get(claim.status, claim.status),
        claim.size_class,
        _number(claim.quantity),
        claim.unit,
        claim.unit_amount,
        claim.months,
        None,
        None,
        row.state_label,
        "",
        *_missing_cells(claim.missing),
    )


def _center_cells(year: StageList, row: StageRow) -> Iterator[Cells]:
    """The amounts stand in the first row alone, so that a column can be added up."""
    of_claims = {each.what for claim in row.claims for each in claim.missing}
    rest: dict[str, list[Missing]] = {}
    for each in row.missing:
        if each.what not in of_claims:
            rest.setdefault(each.who, []).append(each)
    amounts: Cells = (row.sheet_base, row.outcome.grant_base)
    difference = row.difference
    for missing in list(rest.values()) or [[]]:
        yield (
            *_place(year, row),
            WHOLE,
            *("", "", "", None, "", None, None),
            *amounts,
            row.state_label,
            difference,
            *_missing_cells(missing),
        )
        amounts, difference = (None, None), ""


def _place(year: StageList, row: StageRow) -> Cells:
    center = row.case.center
    return (
        year.fiscal_year.year,
        year.stage.label,
        center.code,
        center.name,
        row.case.type_label,
    )


def _missing_cells(missing: Sequence[Missing]) -> Cells:
    return (
        "、".join(each.what for each in missing),
        "、".join(dict.fromkeys(each.who for each in missing)),
        _first_day(missing),
    )


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _first_day(missing: Sequence[Missing]) -> str:
    days = [each.by for each in missing if each.by]
    return min(days).isoformat() if days else ""
