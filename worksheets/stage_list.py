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
from worksheets.content import missing_of
from worksheets.drafting import TOTAL_OF_ALL, Subject, latest_sheets
from worksheets.enums import WorksheetStage, WorksheetState
from worksheets.gathering import CenterCase, cases
from worksheets.sheet_forms import LACKING, NO_SHEET, NOT_LACKING
from worksheets.words import CLAIM_LABELS, NOT_CLAIMED

STATE_LABELS = {NO_SHEET: "未作成"} | dict(WorksheetState.choices)
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

    def filtered(self, asked: Mapping[str, Any]) -> list[StageRow]:
        return [row for row in self.rows if _matches(row, asked)]


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


def _matches(row: StageRow, asked: Mapping[str, Any]) -> bool:
    center, words = row.case.center, asked.get("q") or ""
    lacking = {LACKING: True, NOT_LACKING: False}.get(asked.get("lacking") or "")
    return (
        (not words or words in center.name or words in center.code)
        and asked.get("state") in {None, "", row.state}
        and lacking in {None, bool(row.missing)}
        and (not asked.get("who") or asked["who"] in row.suppliers)
        and (not asked.get("status") or any(c.status == asked["status"] for c in row.claims))
    )


HEADINGS = (
    "年度",
    "段階",
    "センター番号",
    "センター名",
    "類型",
    "補助対象",
    "条項",
    "判定",
    "区分（型・規模）",
    "数量",
    "単位",
    "単価（円）",
    "対象月数（月）",
    "交付基本額（センターの計、円）",
    "調書",
    "足りないもの",
    "出す人",
    "期限",
)


def export_rows(year: StageList, rows: Iterable[StageRow]) -> Iterator[tuple[Any, ...]]:
    """One row for each supplement of each center; numbers as numbers."""
    yield HEADINGS
    for row in rows:
        center = row.case.center
        for claim in row.claims:
            yield (
                year.fiscal_year.year,
                year.stage.label,
                center.code,
                center.name,
                row.case.type_label,
                claim.label,
                claim.clause,
                CLAIM_LABELS.get(claim.status, claim.status),
                claim.size_class,
                _number(claim.quantity),
                claim.unit,
                claim.unit_amount,
                claim.months,
                row.outcome.grant_base,
                row.state_label,
                "、".join(each.what for each in claim.missing),
                "、".join(dict.fromkeys(each.who for each in claim.missing)),
                _first_day(claim.missing),
            )


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _first_day(missing: Sequence[Missing]) -> str:
    days = [each.by for each in missing if each.by]
    return min(days).isoformat() if days else ""
