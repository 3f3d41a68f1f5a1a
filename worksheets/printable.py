"""Which sheets are printed, in which form: the latest of each subject, as it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from shared.fiscal_year import FiscalYear
from shared.templatetags.tsunagi import wareki_time
from worksheets.models import PrintForm, Worksheet
from worksheets.models.worksheet import WorksheetQuerySet
from worksheets.print_enums import SheetKind
from worksheets.print_layout import PrintLayout, Stamp, default_layout
from worksheets.print_sheet import PrintedSheet, printed_sheet


@dataclass(frozen=True)
class Printable:
    """One sheet with all that it is printed from."""

    worksheet: Worksheet
    layout: PrintLayout

    @property
    def sheet(self) -> PrintedSheet:
        return printed_sheet(self.worksheet.content, self.layout, stamp_of(self.worksheet))

    @property
    def document(self) -> dict[str, Any]:
        """Plain values that a print job keeps, so that every part of it is of one moment."""
        return {
            "content": self.worksheet.content,
            "layout": self.layout.plain(),
            "stamp": stamp_of(self.worksheet).plain(),
        }


def sheet_of_document(document: dict[str, Any]) -> PrintedSheet:
    return printed_sheet(
        document["content"],
        PrintLayout.of_plain(document["layout"]),
        Stamp(**document["stamp"]),
    )


def sheets_of_stage(
    worksheets: WorksheetQuerySet, *, municipality_id: int, fiscal_year: int, stage: str
) -> list[Worksheet]:
    """The latest sheet of each center and type; the municipality's total stands first.

    Those in work of a type that is registered no more are left out, as the total leaves them.
    """
    found = (
        worksheets.filter(municipality=municipality_id, stage=stage)
        .of_registered_types(FiscalYear(fiscal_year))
        .latest_of_each()
        .for_listing()
    )
    return sorted(found, key=_place)


def _place(worksheet: Worksheet) -> tuple[str, str]:
    """In the order of the centers' codes; the total has none."""
    center = worksheet.content["center"]
    return (center["code"], center["type"]) if center else ("", "")


def printables(worksheets: Sequence[Worksheet]) -> list[Printable]:
    """Each in the form of its kind and stage; one query for however many sheets.

    A submitted sheet is printed in the layout that was frozen with it.
    """
    unfrozen = [each for each in worksheets if each.layout_at_submission is None]
    forms = list(
        PrintForm.objects.current().filter(
            municipality__in={each.municipality_id for each in unfrozen},
            stage__in={each.stage for each in unfrozen},
        )
    )
    return [Printable(each, _layout(each, forms)) for each in worksheets]


def layout_of(worksheet: Worksheet) -> PrintLayout:
    """In which the sheet is printed now; one query."""
    [printable] = printables([worksheet])
    return printable.layout


def _layout(worksheet: Worksheet, forms: Iterable[PrintForm]) -> PrintLayout:
    if worksheet.layout_at_submission is not None:
        return PrintLayout.of_plain(worksheet.layout_at_submission)
    kind = SheetKind.CENTER if worksheet.center_id else SheetKind.MUNICIPALITY
    wanted = (worksheet.municipality_id, kind, worksheet.stage)
    for form in forms:
        if (form.municipality_id, form.kind, form.stage) == wanted:
            return form.layout
    return default_layout(kind, worksheet.get_stage_display())


def stamp_of(worksheet: Worksheet) -> Stamp:
    """Needs the sheet with its people (`for_listing`)."""
    submitted_at, names = worksheet.submitted_at, worksheet.names_at_submission or {}
    return Stamp(
        number=str(worksheet),
        number_in_stage=worksheet.number,
        checksum=worksheet.checksum,
        state=worksheet.get_state_display(),
        stage=_stage_of(worksheet),
        is_submitted=worksheet.is_submitted,
        submitted_on=timezone.localdate(submitted_at).isoformat() if submitted_at else "",
        prepared=_step(worksheet.prepared_at, names.get("prepared") or worksheet.prepared_by),
        checked=_step(worksheet.checked_at, names.get("checked") or worksheet.checked_by),
        submitted=_step(submitted_at, names.get("submitted") or worksheet.submitted_by),
    )


def _stage_of(worksheet: Worksheet) -> str:
    """In the words that its content has kept."""
    label = worksheet.content.get("stage_label") or worksheet.get_stage_display()
    return worksheet.with_number(label)


def _step(moment: datetime | None, who: Any) -> str:
    return f"{wareki_time(timezone.localtime(moment))}　{who}" if moment else ""
