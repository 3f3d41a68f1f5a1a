"""A list of vacancies, row by row: which place, of which day, how many for which class."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from centers.directory.cells import CellError, folded, read_day, says_nothing
from centers.directory.columns import HEADER_AMONG, NoHeaderError, Row, tidy_title, title_key
from centers.directory.reading import WHOLE_ROW, FileRow, Problem
from centers.enums import AgeClass
from shared.broken_csv import Unreadable

DATA_FILE = Path(__file__).parents[1] / "data" / "vacancy_columns.toml"
MOST_FREE = 1000
NOTE_STARTS = ("※", "*", "注", "#")
NOT_A_NUMBER = "「{}」：空きは0以上の数字か「不明」で入力してください。"
_NUMBER = re.compile(r"([0-9]{1,6})(?:\.0+)?(?:人|名)?")


@dataclass(frozen=True)
class VacancyHeader:
    """`places` of single columns, and of the columns that are classes."""

    position: int
    line: int
    titles: tuple[str, ...]
    places: dict[str, int]
    classes: dict[str, int]

    def title_of(self, name: str) -> str:
        at = self.places.get(name, self.classes.get(name))
        return self.titles[at] if at is not None else WHOLE_ROW

    @property
    def is_usable(self) -> bool:
        """What it is about, and how many."""
        names = {"name", "source_id"} & set(self.places)
        return bool(names) and ("number" in self.places or bool(self.classes))


@dataclass(frozen=True)
class ReadVacancies:
    header: VacancyHeader
    rows: list[FileRow]
    skipped: list[int] = field(default_factory=list)


def read_vacancies(rows: Sequence[Row], *, dated_on: date | None, today: date) -> ReadVacancies:
    """Every row below the header; `dated_on` is the day of rows that tell none.

    Raises `NoHeaderError`.
    """
    header = _find_header(rows)
    found: list[FileRow] = []
    skipped: list[int] = []
    for line, cells in rows[header.position + 1 :]:
        if not isinstance(cells, Unreadable) and _is_note(cells):
            skipped.append(line)
        else:
            found.append(_RowReader(header, line, cells, dated_on, today).read())
    return ReadVacancies(header, found, skipped)


def _is_note(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and folded(filled[0]).startswith(NOTE_STARTS)


def _find_header(rows: Sequence[Row]) -> VacancyHeader:
    headers = (
        _header_of(position, line, cells)
        for position, (line, cells) in enumerate(rows[:HEADER_AMONG])
        if not isinstance(cells, Unreadable)
    )
    usable = [header for header in headers if header.is_usable]
    if not usable:
        raise NoHeaderError(
            "見出しの行が見つかりません。「名称」か「ID」と、「対象」「空き」の列か"
            "「0歳児」「1歳児」などの列が必要です。"
        )
    return max(usable, key=lambda each: (len(each.places) + len(each.classes), -each.position))


def _header_of(position: int, line: int, cells: Sequence[str]) -> VacancyHeader:
    keys = [title_key(cell) for cell in cells]

    def places(table: dict[str, list[str]]) -> dict[str, int]:
        return {
            name: next(keys.index(title) for title in titles if title in keys)
            for name, titles in table.items()
            if any(title in keys for title in titles)
        }

    # A bare 0 or 1 is a class in a cell, and in a header as good as a number.
    classes = {name: [t for t in titles if not t.isdigit()] for name, titles in _classes().items()}
    titles = tuple(tidy_title(cell) for cell in cells)
    return VacancyHeader(position, line, titles, places(_columns()), places(classes))


class _RowReader:
    def __init__(
        self,
        header: VacancyHeader,
        line: int,
        cells: Sequence[str],
        dated_on: date | None,
        today: date,
    ) -> None:
        self.header, self.cells = header, [cell.replace("\x00", "\ufffd") for cell in cells]
        self.broken = cells.reason if isinstance(cells, Unreadable) else ""
        self.dated_on, self.today = dated_on, today
        self.row = FileRow(line, {})

    def read(self) -> FileRow:
        values: dict[str, Any] = {
            name: self._said(name)[:400] for name in ("source_id", "name", "address")
        }
        self.row.values = values | {"counted_on": None, "numbers": {}}
        if self.broken:
            self._problem("", self.broken)
            return self.row
        if any(self.cells[len(self.header.titles) :]):
            self._problem(
                "", "見出しより列が多い行です。カンマの書き忘れがないか確かめてください。"
            )
        if not (values["name"] or values["source_id"]):
            self._problem("name" if "name" in self.header.places else "source_id", "空欄です。")
        day = self._day()
        self.row.values["counted_on"] = day.isoformat() if day else None
        self.row.values["numbers"] = self._numbers()
        return self.row

    def _said(self, name: str) -> str:
        at = self.header.places.get(name, self.header.classes.get(name))
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""

    def _problem(self, name: str, reason: str) -> None:
        self.row.problems.append(Problem(self.header.title_of(name), reason))

    def _day(self) -> date | None:
        text = self._said("counted_on")
        if says_nothing(text):
            if self.dated_on is None:
                reason = "いつの空きか分かりません。日付の列か、画面の日付に入力してください。"
                self._problem("counted_on", reason)
            return self.dated_on
        try:
            day = read_day(text)
        except CellError as error:
            self._problem("counted_on", f"「{text[:40]}」：{error}")
            return None
        if day is None:
            self._problem("counted_on", f"「{text[:40]}」：年月日で入力してください。")
        elif day > self.today:
            self._problem("counted_on", f"「{text[:40]}」：まだ来ていない日付です。")
        return day

    def _numbers(self) -> dict[str, int | None]:
        if "number" in self.header.places and not self.header.classes:
            told = {self._class(): self._said("number")}
            column = dict.fromkeys(told, "number")
        else:
            told = {name: self._said(name) for name in self.header.classes}
            column = {name: name for name in told}
        numbers: dict[str, int | None] = {}
        for name, text in told.items():
            if not name or folded(text) in {"", "-", "ー", "―", "\u2212"}:
                continue
            try:
                numbers[name] = _number(text)
            except CellError as error:
                self._problem(column[name], str(error))
        if not numbers and not self.row.problems:
            self._problem("number", "空きの人数がありません。")
        return numbers

    def _class(self) -> str:
        text = self._said("age_class")
        if not text:
            return AgeClass.WHOLE.value
        key = title_key(text)
        found = next((name for name, titles in _classes().items() if key in titles), "")
        if not found:
            reason = f"「{text[:40]}」：全体か、0歳児から5歳児までで入力してください。"
            self._problem("age_class", reason)
        return found


def _number(text: str) -> int | None:
    """How many; None where the list says that it is not known."""
    tidy = folded(text).replace(",", "").lower()
    words = _data()["numbers"]
    if tidy in words["unknown"]:
        return None
    if tidy in words["none"]:
        return 0
    match = _NUMBER.fullmatch(tidy)
    if match is None or int(match[1]) > MOST_FREE:
        raise CellError(NOT_A_NUMBER.format(text[:40]))
    return int(match[1])


@cache
def _columns() -> dict[str, list[str]]:
    return {name: [title_key(t) for t in titles] for name, titles in _data()["columns"].items()}


@cache
def _classes() -> dict[str, list[str]]:
    return {name: [title_key(t) for t in titles] for name, titles in _data()["classes"].items()}


@cache
def _data() -> dict[str, Any]:
    with DATA_FILE.open("rb") as file:
        return tomllib.load(file)
