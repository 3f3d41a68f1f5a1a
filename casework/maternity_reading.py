"""A list of the health system, row by row: values as text and numbers, and why a row is not taken."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from casework.maternity_data import DATA
from casework.maternity_weeks import LONGEST_PREGNANCY, may_be_birth
from casework.models.pregnancy import MOST_FETUSES
from shared.plain_text import validate_plain_text
from shared.table_file import MIB, MOST_BYTES, TableFileError, read_sheets
from shared.wareki import DateTextError, parse_date

HEADER_AMONG, MOST_ROWS = 20, 400
ZIP_MARK, OLD_EXCEL_MARK, PDF_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
WHOLE_ROW = "行全体"
REPLACEMENT = "\ufffd"
FORMULA_STARTS = ("=", "@", "+")
NOTHING = {"", "-", "－", "ー", "なし", "無", "無し", "未定", "不明", "0000/00/00"}
TWINS = {"単胎": 1, "双胎": 2, "双子": 2, "品胎": 3, "三胎": 3}
MOST = {"name": 100, "kana": 100, "health_number": 40, "homecoming_place": 100}
DATES = (
    "date_of_birth",
    "notified_on",
    "due_on",
    "delivered_on",
    "homecoming_from",
    "homecoming_until",
    "moved_in_on",
    "moved_out_on",
)
EARLIEST_AGE, LATEST_AGE = 10, 60

_PUNCTUATION = re.compile(r"[\s_・･/\\()\[\]【】「」:;※*●■◆◎,.、。'\"<>-]")
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Problem:
    column: str
    reason: str


@dataclass
class FileRow:
    """One line: dates in ISO 8601; without problems it is ready."""

    line: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class ReadList:
    digest: str
    columns: list[str]  # as the file writes them
    rows: list[FileRow]


def read_upload(chunks: Iterable[bytes], *, size: int) -> ReadList:
    """The first sheet with a header. Raises `TableFileError` with the reason."""
    if size > MOST_BYTES:
        raise TableFileError(f"ファイルが大きすぎます（{MOST_BYTES // MIB}MBまで）。")
    content = b"".join(chunks)
    if not content.strip():
        raise TableFileError("ファイルが空です。")
    if content.startswith((OLD_EXCEL_MARK, PDF_MARK)):
        raise TableFileError("CSVか、パスワードのないXLSXのファイルを選んでください。")
    name = "list.xlsx" if content.startswith(ZIP_MARK) else "list.csv"
    with TemporaryDirectory(prefix="tsunagi-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        sheets = list(read_sheets(path, keep_broken=True))
    for rows in sheets:
        if (found := _read(rows)) is not None:
            return ReadList(sha256(content).hexdigest(), *found)
    raise TableFileError("見出しの行が見つかりません。「氏名」と「出産予定日」の列が必要です。")


def _read(rows: Sequence[Row]) -> tuple[list[str], list[FileRow]] | None:
    required = _data()["required"]["columns"]
    tried = [(at, places_of(cells)) for at, (_line, cells) in enumerate(rows[:HEADER_AMONG])]
    headers = [(at, places) for at, places in tried if all(name in places for name in required)]
    if not headers:
        return None
    position, places = headers[0]
    cells, below = rows[position][1], rows[position + 1 :]
    if not below:
        raise TableFileError("見出しの下にデータの行がありません。")
    if len(below) > MOST_ROWS:
        raise TableFileError(f"行が多すぎます（{MOST_ROWS:,}行まで）。分けて取り込んでください。")
    titles = {name: cells[at].strip() for name, at in places.items()}
    found = [_RowReader(line, texts, places, titles).read() for line, texts in below]
    _refuse_twice(found)
    return list(titles.values()), found


def places_of(cells: Sequence[str]) -> dict[str, int]:
    """Field → place of its column; of several columns the one whose title is listed first."""
    keys: dict[str, int] = {}
    for place, cell in enumerate(cells):
        keys.setdefault(_key(cell), place)
    places: dict[str, int] = {}
    for name, titles in _data()["columns"].items():
        known = (keys[_key(title)] for title in titles if _key(title) in keys)
        free = next((place for place in known if place not in places.values()), None)
        if free is not None:
            places[name] = free
    return places


def _key(title: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", title).lower())


@cache
def _data() -> dict[str, Any]:
    with (DATA / "maternity_columns.toml").open("rb") as file:
        return tomllib.load(file)


def _refuse_twice(rows: Sequence[FileRow]) -> None:
    """The same woman with the same day, or the same number, on a later line."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        values = row.values
        keys: list[tuple[Any, ...]] = [
            (values.get("name"), values.get("date_of_birth"), values.get("due_on"))
        ]
        if values.get("health_number"):
            keys.append(("number", values["health_number"]))
        for key in keys:
            line = first.setdefault(key, row.line)
            if line != row.line and not row.problems:
                row.problems.append(Problem(WHOLE_ROW, f"{line}行目と同じ人・番号の行です。"))


class _RowReader:
    """Reads one row; a row tells all its errors at once."""

    def __init__(
        self, line: int, cells: Sequence[str], places: dict[str, int], titles: dict[str, str]
    ) -> None:
        self.cells, self.places, self.titles = cells, places, titles
        self.row = FileRow(line, {})

    def read(self) -> FileRow:
        values = self.row.values
        for name, most in MOST.items():
            if name in self.places:
                values[name] = self._words(name, most)
        for name in DATES:
            if name in self.places:
                values[name] = self._value(name, _read_day)
        if "fetus_count" in self.places:
            values["fetus_count"] = self._value("fetus_count", _read_count)
        self._require()
        return self.row

    def _said(self, name: str) -> str:
        at = self.places[name]
        text = self.cells[at].replace("\x00", REPLACEMENT).strip() if at < len(self.cells) else ""
        return "" if text in NOTHING else text

    def _words(self, name: str, most: int) -> str:
        text = self._said(name)
        try:
            validate_plain_text(text)
        except ValidationError as error:
            self._problem(name, error.messages[0])
        if REPLACEMENT in text:
            self._problem(name, "文字化けしています。")
        if "\n" in text or "\r" in text:
            self._problem(name, "改行が入っています。")
        if len(text) > most:
            self._problem(name, f"長すぎます（{most}文字まで）。")
        if text.startswith(FORMULA_STARTS):
            self._problem(name, "表計算の式のようです。")
        return text

    def _value(self, name: str, read: Callable[[str], Any]) -> Any:
        text = self._said(name)
        if not text:
            return None
        try:
            return read(text)
        except ValueError as error:
            self._problem(name, f"「{text[:30]}」：{error}")
            return None

    def _require(self) -> None:
        values = self.row.values
        for name in _data()["required"]["columns"]:
            if not values.get(name) and not self._has_problem(name):
                self._problem(name, "空欄です。")
        due, born = _day(values, "due_on"), _day(values, "date_of_birth")
        if due and born and not EARLIEST_AGE <= due.year - born.year <= LATEST_AGE:
            self._problem("date_of_birth", "出産予定日と合いません。生年月日を確かめてください。")
        told, delivered = _day(values, "notified_on"), _day(values, "delivered_on")
        if due and told and abs(due - told) > LONGEST_PREGNANCY:
            self._problem("notified_on", "出産予定日と離れすぎています。")
        if due and delivered and not may_be_birth(due, delivered):
            self._problem("delivered_on", "出産予定日と離れすぎています。")
        for name, day in (("notified_on", told), ("delivered_on", delivered)):
            if day and day > localdate():
                self._problem(name, "まだ来ていない日付です。")
        start, end = _day(values, "homecoming_from"), _day(values, "homecoming_until")
        if start and end and end < start:
            self._problem("homecoming_until", "里帰りの開始日より前です。")

    def _has_problem(self, name: str) -> bool:
        return any(each.column == self.titles[name] for each in self.row.problems)

    def _problem(self, name: str, reason: str) -> None:
        self.row.problems.append(Problem(self.titles.get(name, WHOLE_ROW), reason))


def _day(values: dict[str, Any], name: str) -> date | None:
    text = values.get(name)
    return date.fromisoformat(text) if text else None


def _read_day(text: str) -> str:
    tidy = re.sub(r"[T\s]0?0:00(?::00)?$", "", unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(r"\d{8}", tidy):
        tidy = f"{tidy[:4]}-{tidy[4:6]}-{tidy[6:]}"
    try:
        return parse_date(tidy).isoformat()
    except DateTextError as error:
        raise ValueError(str(error)) from error


def _read_count(text: str) -> int:
    tidy = unicodedata.normalize("NFKC", text).strip().removesuffix("人").removesuffix("胎")
    count = TWINS.get(text.strip()) or (int(tidy) if tidy.isdecimal() else 0)
    if not 1 <= count <= MOST_FETUSES:
        raise ValueError(f"1から{MOST_FETUSES}までの数ではありません。")
    return count
