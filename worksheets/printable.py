"""Which sheets are printed, in which form: the latest of each subject, as it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from shared.wareki import format_wareki
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
    """The latest sheet of each center and type; the municipality's total stands first."""
    found = (
        worksheets.filter(municipality=municipality_id, fiscal_year=fiscal_year, stage=stage)
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

    A submitted sheet is printed in the form that stood at its submission.
    """
    forms = list(
        PrintForm.objects.filter(
            municipality__in={each.municipality_id for each in worksheets},
            stage__in={each.stage for each in worksheets},
        ).order_by("-recorded_at", "-pk")
    )
    return [Printable(each, _layout(each, forms, each.submitted_at)) for each in worksheets]


def _layout(
    worksheet: Worksheet, forms: Iterable[PrintForm], moment: datetime | None
) -> PrintLayout:
    kind = SheetKind.CENTER if worksheet.center_id else SheetKind.MUNICIPALITY
    for form in forms:
        if (
            form.municipality_id == worksheet.municipality_id
            and (form.kind, form.stage) == (kind, worksheet.stage)
            and _stood(form, moment)
        ):
            return form.layout
    return default_layout(kind, worksheet.get_stage_display())


def _stood(form: PrintForm, moment: datetime | None) -> bool:
    """At that moment; None: stands now."""
    if moment is None:
        return form.is_current
    return form.recorded_at <= moment and (
        form.superseded_at is None or form.superseded_at > moment
    )


def stamp_of(worksheet: Worksheet) -> Stamp:
    """Needs the sheet with its people (`for_listing`)."""
    submitted_at, names = worksheet.submitted_at, worksheet.names_at_submission or {}
    return Stamp(
        number=str(worksheet),
        number_in_stage=worksheet.number,
        checksum=worksheet.checksum,
        state=worksheet.get_state_display(),
        stage=worksheet.stage_label,
        is_submitted=worksheet.is_submitted,
        submitted_on=timezone.localdate(submitted_at).isoformat() if submitted_at else "",
        prepared=_step(worksheet.prepared_at, names.get("prepared") or worksheet.prepared_by),
        checked=_step(worksheet.checked_at, names.get("checked") or worksheet.checked_by),
        submitted=_step(submitted_at, names.get("submitted") or worksheet.submitted_by),
    )


def _step(moment: datetime | None, who: Any) -> str:
    return f"{format_wareki(timezone.localdate(moment))}　{who}" if moment else ""
