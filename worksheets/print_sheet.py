"""A printed sheet, from its content: what the PDF and the xlsx both show."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from worksheets.enums import WorksheetStage
from worksheets.print_layout import MISSING, PrintLayout, Stamp
from worksheets.print_tables import Table, tables_of

BLANK_DAY = "　　年　　月　　日"
INTERNAL = "内部確認用"


@dataclass(frozen=True)
class PrintedSheet:
    """Everything on paper, in order."""

    content: dict[str, Any]
    layout: PrintLayout
    stamp: Stamp
    fiscal_year: str
    day: str
    marks: tuple[str, ...]
    identity: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = field(default=())


def printed_sheet(content: dict[str, Any], layout: PrintLayout, stamp: Stamp) -> PrintedSheet:
    """Raises KeyError for content that is no sheet's."""
    return PrintedSheet(
        content=content,
        layout=layout,
        stamp=stamp,
        fiscal_year=layout.in_digits(FiscalYear(content["fiscal_year"]).label),
        day=_day(stamp, layout),
        marks=_marks(layout, stamp),
        identity=_identity(content, stamp),
        tables=tables_of(content, layout),
        remarks=(*content["flags"], *((layout.note,) if layout.note else ())),
        steps=(
            ("作成", stamp.prepared),
            ("確認", stamp.checked),
            ("提出", stamp.submitted),
        ),
    )


def _day(stamp: Stamp, layout: PrintLayout) -> str:
    """The day of submission; until then room to write one."""
    if not stamp.submitted_on:
        return BLANK_DAY
    return layout.in_digits(format_wareki(date.fromisoformat(stamp.submitted_on)))


def _marks(layout: PrintLayout, stamp: Stamp) -> tuple[str, ...]:
    """What must stand on top of every page that is not an official one."""
    internal = () if layout.is_final else (INTERNAL,)
    return internal if stamp.is_submitted else (*internal, f"{stamp.state}（提出前）")


def _identity(content: dict[str, Any], stamp: Stamp) -> tuple[tuple[str, str], ...]:
    municipality, center, version = content["municipality"], content["center"], content["version"]
    of_center = (
        [
            ("センター", f"{center['name']}（{center['code']}）"),
            ("類型", center["type_label"]),
            ("判定", version.get("determination", "") or "記録がありません"),
        ]
        if center
        else []
    )
    title = version.get("title", "")
    return (
        ("自治体", f"{municipality['name']}（{municipality['code']}）"),
        *of_center,
        ("段階", stamp.stage or WorksheetStage(content["stage"]).label),
        ("実施要綱", f"{version.get('rules', '')}　{title}".strip() or MISSING),
        ("状態", stamp.state),
    )
