"""The clerk's sheets: what was spent, prepared, checked by another and submitted. All made up."""

from typing import Any

from demo.data_files import read
from demo.period import moment
from demo.world import World
from shared.ledger import record
from worksheets.actions import check_sheet, prepare_sheets, return_sheet, submit_sheet
from worksheets.components import component_of
from worksheets.drafting import Draft, center_drafts, municipality_draft
from worksheets.enums import ClaimWord, Side, WorksheetStage
from worksheets.models import (
    ComponentEntry,
    Repayment,
    SpendingItem,
    StageDeadline,
    Worksheet,
)

FILE = "sheets"
OF, CLERK, OFFICER = "tsunagi", "keiri", "shokan"
SOURCE = "架空の決算書・予算書（デモ）"
LEFT_OUT = "架空の申請方針（デモ）"
STATED = "架空の事業計画書・配置の一覧（デモ）"


def build_sheets(world: World) -> str:
    data = read(FILE)
    for row in data["deadline"]:
        _deadline(world, **row)
    for row in data["spending"]:
        _spend(world, **row)
    for row in data["round"]:
        _round(world, row)
    repaid = _repay(world, **data["repayment"])
    submitted = Worksheet.objects.submitted().count()
    return f"{Worksheet.objects.count()}件（提出済み{submitted}件、返還{repaid}件）"


def _deadline(world: World, *, on: Any, **values: Any) -> None:
    entry = StageDeadline(municipality=world.municipalities[OF], **values)
    record(entry, by=world.users[CLERK], at=moment(on))


def _spend(
    world: World,
    *,
    center: str,
    on: Any,
    salaries: int,
    supplies: int,
    income: int | None = None,
    **subject: Any,
) -> None:
    lines: list[dict[str, Any]] = [
        {"side": Side.EXPENDITURE, "subject": "給料", "amount": salaries, "eligible": salaries},
        {"side": Side.EXPENDITURE, "subject": "需用費", "amount": supplies, "eligible": supplies},
    ]
    if income is not None:
        lines.append({"side": Side.INCOME, "subject": "寄附金その他の収入", "amount": income})
    place = world.centers[f"{OF}-{center}"]
    for line in lines:
        entry = SpendingItem(
            center=place,
            center_type=_type_of(world, center),
            category="operation",
            source=SOURCE,
            **subject,
            **line,
        )
        record(entry, by=world.users[CLERK], at=moment(on))


def _type_of(world: World, center: str) -> str:
    """The one type of a center of the demo."""
    designation = world.centers[f"{OF}-{center}"].designations.current().first()
    if designation is None:
        raise LookupError(center)
    return designation.type


def _round(world: World, row: dict[str, Any]) -> None:
    """All sheets of a stage; those that lack nothing go on to be submitted."""
    municipality, clerk = world.municipalities[OF], world.users[CLERK]
    year, stage = row["fiscal_year"], WorksheetStage(row["stage"])
    told: dict[str, Any] = {"municipality": municipality, "fiscal_year": year, "stage": stage}
    at = moment(row["prepared_on"])
    if "said_on" in row:
        _say(world, year, stage, row)
    drafts = center_drafts(clerk, municipality, year, stage)
    made = prepare_sheets(drafts, **told, by=clerk, at=at)
    subjects = [draft.found for draft in drafts if draft.found]
    total = municipality_draft(municipality, year, stage, subjects=subjects)
    prepare_sheets([total], **told, by=clerk, at=at)
    if "checked_on" in row:
        anew = {draft.subject: draft for draft in drafts}
        for sheet in made.new:
            _finish(world, sheet, anew[sheet.center_id, sheet.center_type], row)
    for returned in row.get("returned", ()):
        _return(world, made.new, **returned)


def _say(world: World, year: int, stage: WorksheetStage, row: dict[str, Any]) -> None:
    """Of what the records leave open a few components are stated, with their source; nobody claims
    the others."""
    clerk = world.users[CLERK]
    for draft in center_drafts(clerk, world.municipalities[OF], year, stage):
        claims = draft.found.case.claims if draft.found else ()
        for claim in claims:
            is_stated = claim.component in row.get("stated", ())
            if claim.status == "unknown" and (is_stated or not _is_base(claim.component, draft)):
                entry = ComponentEntry(
                    center=draft.center,
                    center_type=draft.center_type,
                    fiscal_year=year,
                    stage=stage,
                    component=claim.component,
                    word=ClaimWord.CARRIED_OUT if is_stated else ClaimWord.NOT_CLAIMED,
                    source=STATED if is_stated else LEFT_OUT,
                )
                record(entry, by=clerk, at=moment(row["said_on"]))


def _is_base(code: str, draft: Draft) -> bool:
    component = component_of(draft.center_type, code)
    return component is not None and component.is_base


def _return(world: World, sheets: list[Worksheet], *, center: str, note: str, on: Any) -> None:
    """The 所管課 gives the sheet of a center back to whoever prepared it."""
    place = world.centers[f"{OF}-{center}"]
    for sheet in sheets:
        if sheet.center_id == place.pk:
            return_sheet(
                sheet, seen=sheet.checksum, note=note, by=world.users[OFFICER], at=moment(on)
            )


def _finish(world: World, sheet: Worksheet, anew: Draft, row: dict[str, Any]) -> None:
    """Checked by the 所管課 and submitted by the clerk, unless something is missing."""
    if sheet.content["missing"]:
        return
    check_sheet(sheet, seen=sheet.checksum, by=world.users[OFFICER], at=moment(row["checked_on"]))
    submit_sheet(
        sheet,
        seen=sheet.checksum,
        anew=anew,
        by=world.users[CLERK],
        at=moment(row["submitted_on"]),
    )


def _repay(world: World, *, center: str, on: Any, **values: Any) -> int:
    """Of the settlement of one center, if it has been submitted."""
    sheet = (
        Worksheet.objects.submitted()
        .filter(center=world.centers[f"{OF}-{center}"], stage=WorksheetStage.SETTLEMENT)
        .first()
    )
    if sheet is None:
        return 0
    record(Repayment(worksheet=sheet, **values), by=world.users[CLERK], at=moment(on))
    return 1
