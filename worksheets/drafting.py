"""The contents of a stage's sheets as the records have them now: made anew for each look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from centers.models import Center, Municipality
from shared.access import Actor
from subsidies.actions import digest_of
from subsidies.engine_version import engine_version
from subsidies.evidence import flag_text
from subsidies.models import Determination
from worksheets.annex import annex_of
from worksheets.calculation.shapes import Handling, Line, Missing, Outcome, total_of
from worksheets.claim_status import FINANCE
from worksheets.content import (
    TOTAL_LABELS,
    TOTALS,
    CenterTotals,
    ComparedWith,
    HandlingRow,
    Heading,
    RulesApplied,
    VersionOfCenters,
    checksum_of,
    sheet_content,
)
from worksheets.enums import WorksheetAct, WorksheetStage, WorksheetState
from worksheets.gathering import CenterCase, cases
from worksheets.handling import handling_of
from worksheets.handling_choices import load_handling
from worksheets.models import Worksheet, WorksheetStep

Subject = tuple[int | None, str]  # a center and its type; (None, "") is the municipality's total
TOTAL_OF_ALL: Subject = (None, "")
SUM_OF_ROUNDED = "自治体の額は、センターごとに端数を処理した額の計です。"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One sheet as it would be prepared now."""

    center: Center | None
    center_type: str
    content: dict[str, Any]
    determination: Determination | None = None
    found: CenterCase | None = None

    @property
    def subject(self) -> Subject:
        return (self.center.pk if self.center else None), self.center_type

    @property
    def checksum(self) -> str:
        return checksum_of(self.content)

    @property
    def version_hash(self) -> str:
        return digest_of({"version": self.content["version"], "program": engine_version()})


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A submitted sheet that later ones are compared with, by its lines."""

    sheet: Worksheet  # only what it is called and its checksum
    lines: list[dict[str, Any]]

    def compared(self) -> tuple[ComparedWith, dict[str, Any]]:
        """As `sheet_content` takes it."""
        row = self.sheet
        compared_with = ComparedWith(
            stage=row.stage,
            stage_label=row.stage_label,
            number=row.number,
            checksum=row.checksum,
            sheet=str(row),
        )
        return compared_with, {"lines": self.lines}


def center_drafts(
    user: Actor,
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    *,
    of: Center | None = None,
    before: int | None = None,
) -> list[Draft]:
    """The sheets of all centers and types, or of one center; the same number of queries.

    `before` is for beside a sheet of that number: what came after it is left out of sight.
    """
    found = cases(user, municipality, fiscal_year, stage, of=of)
    earlier = earlier_sheets(municipality, fiscal_year, stage, of=of, before=before)
    return [center_draft(case, stage, earlier.get(case.subject)) for case in found]


def center_draft(case: CenterCase, stage: WorksheetStage, earlier: Earlier | None) -> Draft:
    center, row = case.center, case.determination
    heading = Heading(
        municipality_name=center.municipality.name,
        municipality_code=center.municipality.code,
        fiscal_year=case.case.fiscal_year,
        stage=stage.value,
        center_name=center.name,
        center_code=center.code,
        center_type=case.center_type,
        type_label=case.type_label,
    )
    content = sheet_content(
        heading,
        case.outcome(),
        case=case.case,
        version=rules_applied(row),
        annex=annex_of(row, case.rules, fiscal_year=case.case.fiscal_year),
        handling=handling_rows(case.case.handling),
        flags=[flag_text(flag) for flag in row.findings["flags"]] if row else (),
        earlier=earlier.compared() if earlier else None,
        supply_by=case.supply_by,
    )
    return Draft(
        center=center, center_type=case.center_type, content=content, determination=row, found=case
    )


def rules_applied(row: Determination | None) -> RulesApplied:
    if row is None:
        return RulesApplied()
    version = row.findings["version"] or {}
    return RulesApplied(
        rules=version.get("code", ""),
        title=version.get("title", ""),
        numbers=tuple(version.get("numbers", ())),
        digest=row.rule_digest,
        engine=row.engine_version,
        determination=str(row),
        determination_digest=row.digest,
    )


def handling_rows(handling: Handling) -> list[HandlingRow]:
    """Each 取扱い in printed order; what is not set is listed as such."""
    rows = []
    for key, item in load_handling().items():
        value = getattr(handling, key)
        origin = handling.origins.get(key)
        rows.append(
            HandlingRow(
                key=key,
                label=item.name,
                value=None if value is None else item.label(str(value)),
                source=origin.text if origin else "",
            )
        )
    return rows


def earlier_sheets(
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    *,
    of: Center | None = None,
    before: int | None = None,
) -> dict[Subject, Earlier]:
    """By subject the submitted sheet that was the last before: of this stage (of a lower number than
    `before`, if it is given), or of a stage before."""
    order = [stage, *stage.earlier]
    rows = Worksheet.objects.submitted().filter(
        municipality=municipality, fiscal_year=fiscal_year, stage__in=order
    )
    rows = rows if of is None else rows.filter(center=of)
    rows = rows if before is None else rows.exclude(stage=stage, number__gte=before)
    found: dict[Subject, Earlier] = {}
    for row in sorted(
        rows.values(
            "pk",
            "center_id",
            "center_type",
            "stage",
            "number",
            "checksum",
            lines=F("content__lines"),
        ),
        key=lambda row: (-order.index(WorksheetStage(row["stage"])), row["number"]),
    ):
        sheet = Worksheet(
            pk=row["pk"], stage=row["stage"], number=row["number"], checksum=row["checksum"]
        )
        found[row["center_id"], row["center_type"]] = Earlier(sheet=sheet, lines=row["lines"])
    return found


def municipality_draft(
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    *,
    subjects: Sequence[CenterCase],
    before: int | None = None,
) -> Draft:
    """The sum of the centers' sheets as they were last prepared; three queries. `before` as for
    `center_drafts`."""
    sheets = latest_sheets(municipality, fiscal_year, stage)
    centers = [_totals(case, sheets.get(case.subject)) for case in subjects]
    missing = [each for case in subjects for each in _lacking(case, sheets.get(case.subject))]
    if not centers:
        missing = [Missing("センターと類型の登録", FINANCE)]
    outcome = _sum(centers, tuple(dict.fromkeys(missing)))
    earlier = earlier_sheets(municipality, fiscal_year, stage, before=before).get(TOTAL_OF_ALL)
    heading = Heading(
        municipality_name=municipality.name,
        municipality_code=municipality.code,
        fiscal_year=fiscal_year,
        stage=stage.value,
    )
    content = sheet_content(
        heading,
        outcome,
        version=RulesApplied(),
        handling=handling_rows(handling_of(municipality, fiscal_year)),
        centers=centers,
        versions=_versions([sheets[each.subject] for each in subjects if each.subject in sheets]),
        flags=[SUM_OF_ROUNDED],
        earlier=earlier.compared() if earlier else None,
    )
    return Draft(center=None, center_type="", content=content)


def latest_sheets(
    municipality: Municipality, fiscal_year: int, stage: WorksheetStage
) -> dict[Subject, dict[str, Any]]:
    """The last sheet of each subject, without all that only its own page shows; one query."""
    rows = Worksheet.objects.filter(
        municipality=municipality, fiscal_year=fiscal_year, stage=stage
    ).latest_of_each()
    last_step = WorksheetStep.objects.filter(worksheet=OuterRef("pk")).order_by("-pk")
    found = rows.values(
        "pk",
        "center_id",
        "center_type",
        "number",
        "state",
        "checksum",
        "prepared_at",
        "prepared_by",
        "checked_by",
        version=F("content__version"),
        totals=F("content__totals"),
        missing=F("content__missing"),
        of=F("content__center"),
        last_note=Subquery(last_step.values("note")[:1]),
        answer=Subquery(last_step.filter(act=WorksheetAct.ANSWERED).values("pk")[:1]),
    )
    return {(row["center_id"], row["center_type"]): dict(row) for row in found}


def _totals(case: CenterCase, sheet: Mapping[str, Any] | None) -> CenterTotals:
    totals: Mapping[str, int | None] = sheet["totals"] if sheet else dict.fromkeys(TOTALS)
    return CenterTotals(
        name=case.center.name,
        code=case.center.code,
        type_label=case.type_label,
        sheet=str(Worksheet(pk=sheet["pk"])) if sheet else "",
        checksum=sheet["checksum"] if sheet else "",
        **{name: totals[name] for name in TOTALS},
    )


def _versions(sheets: Iterable[Mapping[str, Any]]) -> list[VersionOfCenters]:
    """Each guideline once, in the order of the centers."""
    found = (
        VersionOfCenters(title=version["title"], numbers=tuple(version.get("numbers", ())))
        for version in (sheet["version"] for sheet in sheets)
        if version["title"]
    )
    return list(dict.fromkeys(found))


def _lacking(case: CenterCase, sheet: Mapping[str, Any] | None) -> list[Missing]:
    by = case.supply_by
    whose = f"{case.center.name}　{case.type_label}"
    if sheet is None:
        return [Missing(f"{whose}：調書の作成", FINANCE, by)]
    if any(sheet["totals"][name] is None for name in TOTALS):
        return [Missing(f"{whose}：調書に足りないもの{len(sheet['missing'])}件", FINANCE, by)]
    return []


def _sum(centers: Sequence[CenterTotals], missing: tuple[Missing, ...]) -> Outcome:
    sums = {
        name: None if missing else total_of([getattr(each, name) for each in centers])
        for name in TOTALS
    }
    lines = tuple(
        Line(
            key=f"municipality.total.{name}",
            label=TOTAL_LABELS[name],
            clause="",
            formula="センターごとの調書の額の計",
            figures=(),
            amount=sums[name],
            missing=missing if sums[name] is None else (),
        )
        for name in TOTALS
    )
    return Outcome(lines=lines, **sums)


def unsubmitted(sheets: Mapping[Subject, Mapping[str, Any]], among: Iterable[Subject]) -> int:
    """How many of these centers' last sheets are not submitted."""
    states = [sheets[subject]["state"] if subject in sheets else "" for subject in among]
    return sum(state != WorksheetState.SUBMITTED for state in states)
