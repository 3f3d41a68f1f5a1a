"""A list of standard amounts as a file: read row by row, and written in the same shape."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from centers.directory.cells import CellError, read_day
from centers.directory.columns import HEADER_AMONG, NoHeaderError, title_key
from centers.enums import CenterType
from shared.broken_csv import Unreadable
from shared.decimal_field import FullWidthDecimalField
from shared.form_fields import FullWidthIntegerField
from shared.plain_text import validate_plain_text
from shared.table_file import Row
from worksheets.amount_units import AmountUnit
from worksheets.components import Component, component_of, components_of, load_components
from worksheets.models import StandardAmount

COLUMNS = {
    "center_type": ("類型",),
    "component": ("補助対象", "内訳"),
    "size_class": ("規模等", "区分（型・規模）", "区分"),
    "unit": ("単価の単位", "単位"),
    "hours_from": ("時間区分（週・以上）",),
    "hours_below": ("時間区分（週・未満）",),
    "amount": ("基準額（円）", "基準額", "金額"),
    "starts_on": ("適用日",),
    "source": ("出典", "出典（通知などの名称と番号）"),
    "source_on": ("出典の日付",),
}
TITLES = tuple(titles[0] for titles in COLUMNS.values())
NEEDED = ("center_type", "component", "unit", "amount", "starts_on", "source", "source_on")
FILLED_IN = ("amount", "starts_on", "source", "source_on")
STATE, COUNTING = "状態", "確認済みの額（円）"
MOST_SOURCE, MOST_SHOWN = 300, 40
EMPTY = "空欄です。"


@dataclass
class AmountRow:
    """One row of the list: what it says as plain values, or why it cannot be taken."""

    line: int
    values: dict[str, Any]
    problems: list[str] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        return {"line": self.line, "values": self.values, "problems": self.problems}


@dataclass(frozen=True)
class ReadAmounts:
    rows: list[AmountRow]


def read_amounts(rows: Sequence[Row]) -> ReadAmounts:
    """Every row below the header; a template's empty rows, without amount, day and source, not.

    Raises `NoHeaderError`.
    """
    for position, (_, cells) in enumerate(rows[:HEADER_AMONG]):
        places = {} if isinstance(cells, Unreadable) else _places(cells)
        if all(name in places for name in NEEDED):
            below = [(line, each) for line, each in rows[position + 1 :] if _tells(each, places)]
            return ReadAmounts([_Reader(line, each, places).read() for line, each in below])
    titles = "」「".join(COLUMNS[name][0] for name in NEEDED)
    raise NoHeaderError(f"見出しの行が見つかりません。「{titles}」の列が必要です。")


def _places(cells: Sequence[str]) -> dict[str, int]:
    keys = [title_key(cell) for cell in cells]
    return {
        name: next(keys.index(key) for key in map(title_key, titles) if key in keys)
        for name, titles in COLUMNS.items()
        if any(title_key(title) in keys for title in titles)
    }


def _tells(cells: Sequence[str], places: Mapping[str, int]) -> bool:
    if isinstance(cells, Unreadable):
        return True
    return any(at < len(cells) and cells[at].strip() for at in map(places.__getitem__, FILLED_IN))


class _Reader:
    def __init__(self, line: int, cells: Sequence[str], places: Mapping[str, int]) -> None:
        self.broken = cells.reason if isinstance(cells, Unreadable) else ""
        self.said = {
            name: cells[at].replace("\x00", "\ufffd").strip() if at < len(cells) else ""
            for name, at in places.items()
        }
        self.row = AmountRow(line, {})

    def read(self) -> AmountRow:
        if self.broken:
            self.row.problems.append(self.broken)
            return self.row
        component = self._component()
        self.row.values |= {
            "center_type": component.center_type if component else "",
            "component": component.code if component else "",
            "size_class": self._size(component),
            "unit": self._chosen("unit", AmountUnit.choices),
            "hours_from": self._hours("hours_from"),
            "hours_below": self._hours("hours_below"),
            "amount": self._amount(),
            "starts_on": self._day("starts_on"),
            "source": self._source(),
            "source_on": self._day("source_on"),
        }
        return self.row

    def _problem(self, name: str, reason: str) -> None:
        text = self.said.get(name, "")
        told = f"「{text[:MOST_SHOWN]}」：" if text else ""
        self.row.problems.append(f"{COLUMNS[name][0]}：{told}{reason}")

    def _component(self) -> Component | None:
        """By label or by code; the label of a component is one within its type only."""
        center_type = self._chosen("center_type", CenterType.choices)
        if not center_type:
            return None
        key = title_key(self.said["component"])
        known = [c for c in load_components().values() if c.center_type == center_type]
        found = [c for c in known if key in {title_key(c.label), title_key(c.code)}]
        if not found:
            self._problem("component", "この類型の補助対象の一覧にありません。")
        return found[0] if found else None

    def _chosen(self, name: str, choices: Sequence[tuple[str, str]]) -> str:
        key = title_key(self.said[name])
        known = {
            word: value
            for value, label in choices
            for word in (
                title_key(value),
                title_key(str(label)),
                title_key(str(label).partition("（")[0]),
            )
        }
        if not key or key not in known:
            self._problem(name, "一覧にありません。" if key else EMPTY)
            return ""
        return known[key]

    def _size(self, component: Component | None) -> str:
        key = title_key(self.said.get("size_class", ""))
        if not key or component is None:
            return ""
        for code, label in component.size_classes:
            if key in {title_key(code), title_key(label)}:
                return code
        self._problem("size_class", "この補助対象の規模等の一覧にありません。")
        return ""

    def _amount(self) -> int | None:
        text = self.said["amount"].removesuffix("円")
        if not text:
            self._problem("amount", EMPTY)
            return None
        try:
            amount: int | None = FullWidthIntegerField(min_value=0).clean(text)
        except ValidationError as error:
            self._problem("amount", error.messages[0])
            return None
        return amount

    def _hours(self, name: str) -> str | None:
        text = self.said.get(name, "").removesuffix("時間")
        if not text:
            return None
        try:
            found = FullWidthDecimalField(min_value=0, max_digits=5, decimal_places=2).clean(text)
        except ValidationError as error:
            self._problem(name, error.messages[0])
            return None
        return None if found is None else str(found)

    def _day(self, name: str) -> str | None:
        if not self.said[name]:
            self._problem(name, EMPTY)
            return None
        try:
            day = read_day(self.said[name])
        except CellError as error:
            self._problem(name, str(error))
            return None
        if day is None:
            self._problem(name, "年月日で入力してください。")
        return day.isoformat() if day else None

    def _source(self) -> str:
        text = self.said["source"]
        if not text:
            self._problem("source", EMPTY)
        elif len(text) > MOST_SOURCE:
            self._problem("source", f"{MOST_SOURCE}文字以内で入力してください。")
        try:
            validate_plain_text(text)
        except ValidationError as error:
            self._problem("source", error.messages[0])
        return text[:MOST_SOURCE]


def entry_from(values: Mapping[str, Any], *, municipality: Any, fiscal_year: int) -> StandardAmount:
    """The row that a line of the list tells of, not yet saved."""
    field_of: Any = StandardAmount._meta.get_field
    return StandardAmount(
        municipality=municipality,
        fiscal_year=fiscal_year,
        **{name: field_of(name).to_python(value) for name, value in values.items()},
    )


def table_of(rows: Iterable[StandardAmount], fiscal_year: int) -> list[list[Any]]:
    """The header, each amount that stands, and an empty row for each component without one.

    One cell one value; amounts and hours are numbers, days are days. What waits stands in the
    place of what counts, so that the table can be handed in again; the amount that counts is
    beside it.
    """
    counting: dict[tuple[Any, ...], StandardAmount] = {}
    latest: dict[tuple[Any, ...], StandardAmount] = {}
    for row in sorted(rows, key=lambda row: not row.is_confirmed):
        latest[row.key] = row
        if row.is_confirmed:
            counting[row.key] = row
    standing = sorted(latest.values(), key=_order(fiscal_year))
    there = {(row.center_type, row.component) for row in standing}
    table: list[list[Any]] = [[*TITLES, STATE, COUNTING]]
    table += [_told(row, counting.get(row.key)) for row in standing]
    for each in CenterType:
        for component in components_of(each.value, fiscal_year):
            if (each.value, component.code) not in there:
                table += _template(component)
    return table


def _order(fiscal_year: int) -> Any:
    known = [
        (component.center_type, component.code)
        for each in CenterType
        for component in components_of(each.value, fiscal_year)
    ]
    places = {key: at for at, key in enumerate(known)}

    def key(row: StandardAmount) -> tuple[Any, ...]:
        place = places.get((row.center_type, row.component), len(places))
        return place, row.size_class, row.hours_from or Decimal(0), row.starts_on, row.pk

    return key


def _told(row: StandardAmount, counting: StandardAmount | None) -> list[Any]:
    component = component_of(row.center_type, row.component)
    return [
        CenterType(row.center_type).label.partition("（")[0],
        row.component_label,
        component.size_label(row.size_class) if component else row.size_class,
        AmountUnit(row.unit).label,
        row.hours_from,
        row.hours_below,
        row.amount,
        row.starts_on,
        row.source,
        row.source_on,
        "確認済み" if row.is_confirmed else "確認待ち",
        counting.amount if counting else None,
    ]


def _template(component: Component) -> list[list[Any]]:
    """A row to be filled in for each size class; the unit only where there is no choice."""
    units = AmountUnit.for_counting(component.unit, once=component.once)
    unit = units[0].label if len(units) == 1 else None
    kind = CenterType(component.center_type).label.partition("（")[0]
    sizes: list[str | None] = [label for _, label in component.size_classes]
    blank = [None] * (len(COLUMNS) - 4)
    return [[kind, component.label, size, unit, *blank, "未登録", None] for size in sizes or [None]]
