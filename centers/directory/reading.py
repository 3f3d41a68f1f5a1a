"""A list of local resources, row by row: values as plain text and numbers, remarks, reasons."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from centers.directory.ages import parse_ages
from centers.directory.cells import (
    CellError,
    folded,
    joined,
    read_capacity,
    read_clock,
    read_closing,
    read_coordinate,
    read_day,
    read_hours,
    read_postal_code,
    read_urls,
    read_weekdays,
    says_nothing,
    split_location,
)
from centers.directory.columns import Header, Row, find_header, repeats_titles
from centers.directory.kinds import fee_kind_of, kind_of
from centers.directory.places import Area, Home, area_of
from shared.broken_csv import Unreadable
from shared.clock_time import format_clock
from shared.plain_text import validate_plain_text

FORMULA_STARTS = ("=", "@", "+")
NOTE_STARTS = ("※", "*", "注", "出典", "資料", "備考")
REPLACEMENT = "\ufffd"
WHOLE_ROW = "行全体"
MOST_EXTRAS_CHARACTERS = 1000
OF_SEVERAL_LINES = {"content", "hours_note", "hours", "remarks", "url"}
LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
ZERO_DROPPED = re.compile(r"[1-9][0-9]{8,9}")  # a phone number that was taken for a number
MOST = {
    "area": 100,
    "name": 200,
    "name_kana": 200,
    "operator": 200,
    "address": 300,
    "building": 200,
    "town": 100,
    "phone": 100,
    "fee": 500,
    "content": 2000,
    "hours_note": 500,
    "ages_note": 200,
    "remarks": 2000,
    "source_id": 100,
    "kind_text": 100,
    "url": 500,
}  # fmt: skip

Values = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why a row is not taken over: the column and the reason."""

    column: str
    reason: str


@dataclass
class FileRow:
    """One row: `values` by the fields of `LocalResource`; without problems it is ready."""

    line: int
    values: Values
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadList:
    header: Header
    rows: list[FileRow]
    skipped: list[int]


def read_list(rows: Sequence[Row], *, home: Home) -> ReadList:
    """Every row below the header; raises `NoHeaderError`."""
    header = find_header(rows)
    found: list[FileRow] = []
    skipped: list[int] = []
    for line, cells in rows[header.position + 1 :]:
        if isinstance(cells, Unreadable):
            found.append(_unreadable(header, line, cells))
        elif _is_no_resource(header, cells):
            skipped.append(line)
        else:
            found.append(_RowReader(header, line, cells, home).read())
    return ReadList(header, found, skipped)


def _unreadable(header: Header, line: int, cells: Unreadable) -> FileRow:
    at = header.places["name"]
    name = cells[at] if at < len(cells) else ""
    row = FileRow(line, {"name": name[: MOST["name"]].replace("\x00", REPLACEMENT)})
    row.problems.append(Problem(WHOLE_ROW, cells.reason))
    return row


def _is_no_resource(header: Header, cells: Sequence[str]) -> bool:
    """Lines about the file (#lang …), a second header, a footnote below the table."""
    filled = [cell for cell in cells if cell]
    is_about_file = bool(cells) and cells[0].startswith("#")
    is_footnote = len(filled) == 1 and folded(filled[0]).startswith(NOTE_STARTS)
    at = header.places["name"]
    named = at < len(cells) and bool(cells[at])
    return is_about_file or repeats_titles(cells) or (is_footnote and (not named or len(cells) > 1))


class _RowReader:
    """Reads one row; what is wrong is collected, so that a row tells all its errors at once."""

    def __init__(self, header: Header, line: int, cells: Sequence[str], home: Home) -> None:
        self.header, self.home = header, home
        self.cells = [cell.replace("\x00", "\ufffd") for cell in cells]  # JSON cannot keep it
        self.row = FileRow(line, {})

    def read(self) -> FileRow:
        self._require_sound_cells()
        values = self.row.values
        values |= {
            "name": self._told("name"),
            "name_kana": self._said("name_kana"),
            "source_id": self._said("source_id"),
            "operator": self._said("operator"),
            "building": self._said("building"),
            "town": self._said("town"),
            "phone": self._phone(),
            "content": self._said("content"),
        }
        self._name()
        self._kind()
        self._place()
        self._coordinates()
        self._hours()
        self._ages()
        self._fee()
        values["capacity"] = self._value("capacity", read_capacity)
        for name in ("opened_on", "closed_on"):
            day = self._value(name, read_day)
            values[name] = day.isoformat() if day else None
        url, rest = self._value("url", read_urls) or ("", "")
        values["url"] = url
        self._keep("url", rest)
        values["remarks"] = joined(self._said("remarks"), *self._kept)
        values["extras"] = self._extras()
        self._only_told()
        self._require_lengths()
        return self.row

    # What is asked of a cell -----------------------------------------------------------

    def _said(self, name: str) -> str:
        at = self.header.places.get(name)
        text = self.cells[at].strip() if at is not None and at < len(self.cells) else ""
        return text if name in OF_SEVERAL_LINES else LINE_BREAKS.sub(" ", text)

    def _told(self, name: str) -> str:
        text = self._said(name)
        return "" if says_nothing(text) else text

    def _value(self, name: str, read: Callable[[str], Any]) -> Any:
        """What `read` makes of the cell; an error is noted. Words that are no value are kept."""
        text = self._said(name)
        try:
            value = read(text)
        except CellError as error:
            self._problem(name, f"「{_short(text)}」：{error}")
            return None
        if value is None and not says_nothing(text) and text.strip("0.") != "":
            self._keep(name, text)
        return value

    @property
    def _kept(self) -> list[str]:
        return self.__dict__.setdefault("kept", [])

    def _keep(self, name: str, text: str) -> None:
        if text:
            title = self.header.title_of(name)
            self._kept.append(f"{title}：{text}")
            self.row.remarks.append(f"「{title}」の「{_short(text)}」は、文のまま備考に残します。")

    def _problem(self, name: str, reason: str) -> None:
        has_column = name in self.header.places
        column = self.header.title_of(name) if has_column else WHOLE_ROW
        self.row.problems.append(Problem(column, reason))

    # The parts of a row ----------------------------------------------------------------

    def _require_sound_cells(self) -> None:
        width = len(self.header.titles)
        if any(self.cells[width:]):
            reason = "見出しより列が多い行です。カンマや引用符の書き忘れがないか確かめてください。"
            self.row.problems.append(Problem(WHOLE_ROW, reason))
        for title, cell in zip(self.header.titles, self.cells, strict=False):
            try:
                validate_plain_text(cell)
            except ValidationError as error:
                self.row.problems.append(Problem(title or "見出しのない列", error.messages[0]))
            if REPLACEMENT in cell:
                reason = f"文字化けしています（「{_short(cell)}」）。"
                self.row.problems.append(Problem(title or "見出しのない列", reason))

    def _name(self) -> None:
        name = self.row.values["name"]
        if not name:
            self._problem("name", "名称が空欄です。")
        elif name.startswith(FORMULA_STARTS):
            self._problem("name", f"「{_short(name)}」は名称ではなく、表計算の式のようです。")

    def _phone(self) -> str:
        text = self._told("phone")
        if ZERO_DROPPED.fullmatch(text):
            self.row.remarks.append(f"電話番号「{text}」は、表計算で消えた先頭の0を補います。")
            return f"0{text}"
        return text

    def _kind(self) -> None:
        text = self._told("kind")
        values = self.row.values
        values["kind"], values["kind_text"] = kind_of(text), text
        if text and values["kind"] is None:
            title = self.header.title_of("kind")
            self.row.remarks.append(
                f"「{title}」の「{_short(text)}」は、種別を「その他」とし、文のまま残します。"
            )
            values["kind"] = kind_of("その他")

    def _place(self) -> None:
        values = self.row.values
        values["postal_code"] = self._value("postal_code", read_postal_code) or ""
        parts = [self._said(name) for name in ("prefecture", "city", "town", "street")]
        is_whole = self._said("address") or not any(parts[2:])
        values["address"] = self._said("address") if is_whole else "".join(parts)
        try:
            area = area_of(
                [self._said("location_code"), self._said("code")],
                self._said("city") or self._said("government"),
                home=self.home,
            )
        except CellError as error:
            self._problem("code" if self._said("code") else "location_code", str(error))
            area = Area(self.home.area, "")
        values["area"], values["area_code"] = area.name, area.code

    def _coordinates(self) -> None:
        texts = {"latitude": self._said("latitude"), "longitude": self._said("longitude")}
        columns = {"latitude": "latitude", "longitude": "longitude"}
        if not any(texts.values()) and self._told("location"):
            columns = dict.fromkeys(columns, "location")
            try:
                texts["latitude"], texts["longitude"] = split_location(self._said("location"))
            except CellError as error:
                self._problem("location", f"「{_short(self._said('location'))}」：{error}")
        for name, text in texts.items():
            number = None
            try:
                number = read_coordinate(text, is_latitude=name == "latitude")
            except CellError as error:
                self._problem(columns[name], f"「{_short(text)}」：{error}")
            self.row.values[name] = format(number, "f") if number is not None else None

    def _hours(self) -> None:
        values = self.row.values
        days, more = read_weekdays(self._said("weekdays"))
        values["weekdays"] = days
        both = read_hours(self._said("hours")) or read_hours(self._said("opens_at"))
        said = [self._told("hours_note"), more]
        if both is None:
            opens = self._clock("opens_at", read_clock, said)
            closes = self._clock("closes_at", read_closing, said)
            said.append(self._told("hours"))
        else:
            opens, closes = both
        values["opens_at"] = format_clock(opens) if opens else None
        values["closes_at"] = format_clock(closes) if closes else None
        values["hours_note"] = joined(*said)

    def _clock(self, name: str, read: Callable[[str], Any], said: list[str]) -> Any:
        text = self._said(name)
        try:
            found = read(text)
        except CellError as error:
            self._problem(name, f"「{_short(text)}」：{error}")
            return None
        if found is None and not says_nothing(text):
            said.append(f"{self.header.title_of(name)}：{text}")
        return found

    def _ages(self) -> None:
        values = self.row.values
        text = self._told("ages")
        if not text:
            bounds = [self._told("age_from"), self._told("age_to")]
            text = "～".join(bounds) if any(bounds) else ""
        span = parse_ages(text) if text else None
        values["age_from"], values["age_to"] = span or (None, None)
        values["ages_note"] = text
        if text and span is None:
            self.row.remarks.append(
                f"受入年齢「{_short(text)}」は月齢に直せないため、文のまま残します。"
            )

    def _fee(self) -> None:
        parts = [self._told(name) for name in ("fee_type", "fee", "fee_note")]
        values = self.row.values
        values["fee"] = " ".join(dict.fromkeys(part for part in parts if part))
        values["fee_kind"] = fee_kind_of(values["fee"])

    def _extras(self) -> list[list[str]]:
        return [
            [title, self.cells[at][:MOST_EXTRAS_CHARACTERS]]
            for at, title in self.header.extras
            if at < len(self.cells) and self.cells[at]
        ]

    # In the end ------------------------------------------------------------------------

    def _only_told(self) -> None:
        """A column that the file does not have says nothing, not even that something is empty."""
        header, values = self.header, self.row.values
        told_by = {
            "kind": ("kind",),
            "kind_text": ("kind",),
            "latitude": ("latitude", "location"),
            "longitude": ("longitude", "location"),
            "address": ("address", "street", "town"),
            "opens_at": ("opens_at", "hours"),
            "closes_at": ("closes_at", "hours", "opens_at"),
            "hours_note": ("hours_note", "hours", "weekdays", "opens_at", "closes_at"),
            "age_from": ("ages", "age_from", "age_to"),
            "age_to": ("ages", "age_from", "age_to"),
            "ages_note": ("ages", "age_from", "age_to"),
            "fee": ("fee", "fee_type", "fee_note"),
            "fee_kind": ("fee", "fee_type", "fee_note"),
        }
        always = {"name", "area", "area_code", "extras"}
        for name in set(values) - always:
            is_kept = name == "remarks" and values[name]
            if not is_kept and not header.has(*told_by.get(name, (name,))):
                del values[name]
        if values.get("kind", "") is None:  # an empty cell in a column of kinds
            del values["kind"]

    def _require_lengths(self) -> None:
        for name, most in MOST.items():
            text = self.row.values.get(name) or ""
            if len(text) > most:
                self._problem(name, f"{most}文字以内にしてください（現在 {len(text):,}文字）。")


def _short(text: str) -> str:
    most = 40
    line = " ".join(text.split())
    return f"{line[:most]}…" if len(line) > most else line
