"""A printed sheet, from its content: what the PDF and the xlsx both show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from worksheets.content import checksum_of
from worksheets.enums import WorksheetStage
from worksheets.print_cells import Table
from worksheets.print_layout import PrintLayout, Stamp
from worksheets.print_tables import tables_of

BLANK_DAY = "　　年　　月　　日"
INTERNAL = "内部確認用"


@dataclass(frozen=True)
class PrintedSheet:
    """Everything on paper, in order; the stamp bears the imprint of all of it."""

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

    @property
    def prepared(self) -> str:
        """At the foot of each page."""
        return next((f"{label}　{words}" for label, words in self.steps if words), "")


def printed_sheet(content: dict[str, Any], layout: PrintLayout, stamp: Stamp) -> PrintedSheet:
    """Raises KeyError for content that is no sheet's."""
    notes = (*content["flags"], *((layout.note,) if layout.note else ()))
    steps = (("作成", stamp.prepared), ("確認", stamp.checked), ("提出", stamp.submitted))
    return PrintedSheet(
        content=content,
        layout=layout,
        stamp=_imprinted(stamp, layout),
        fiscal_year=layout.in_digits(FiscalYear(content["fiscal_year"]).label),
        day=_day(stamp, layout),
        marks=_marks(layout, stamp),
        identity=tuple(
            (label, layout.in_dates(words)) for label, words in _identity(content, stamp)
        ),
        tables=tables_of(content, layout),
        remarks=tuple(map(layout.in_dates, notes)),
        steps=tuple((label, layout.in_dates(words)) for label, words in steps),
    )


def _imprinted(stamp: Stamp, layout: PrintLayout) -> Stamp:
    """Paper that looks otherwise has another print id: content, form, state, days and names."""
    shown = {"layout": _said(layout), "stamp": _said(replace(stamp, imprint=""))}
    return replace(stamp, imprint=checksum_of(shown))


def _said(values: PrintLayout | Stamp) -> dict[str, Any]:
    """Without what is at its default: a field that comes later changes no paper there is."""
    told = {each.name: getattr(values, each.name) for each in fields(values)}
    return {
        each.name: told[each.name] for each in fields(values) if told[each.name] != each.default
    }


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
    stage = stamp.stage or content.get("stage_label") or WorksheetStage(content["stage"]).label
    return (
        ("自治体", f"{municipality['name']}（{municipality['code']}）"),
        *of_center,
        ("段階", stage),
        *(("実施要綱", words) for words in notices_of(content)),
        ("状態", stamp.state),
    )


def notices_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The notices applied, each with its numbers; none where nothing is determined. A total has
    those of its centers' sheets."""
    versions = (content["version"], *content.get("versions", ()))
    return tuple(dict.fromkeys(words for words in map(_notice, versions) if words))


def _notice(version: Mapping[str, Any]) -> str:
    return "　".join(_parts(version.get("title", ""), version.get("numbers") or ()))


def _parts(title: str, numbers: Iterable[str]) -> Iterable[str]:
    return (each for each in (title, "・".join(numbers)) if each)
