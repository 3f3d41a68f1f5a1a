"""Dates with Japanese eras (元号): how they are shown, and what may be typed for one.

Dates are stored Gregorian. What cannot be read is refused with the reason, never guessed: a date
written in an era that had ended comes back with the date it probably means.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    starts_on: date
    ends_on: date = date.max

    @classmethod
    def of(cls, day: date) -> "Era | None":
        return next((era for era in ERAS if era.starts_on <= day <= era.ends_on), None)

    @classmethod
    def named(cls, text: str) -> "Era":
        return next(era for era in ERAS if text in {era.name, era.letter})

    def year_of(self, day: date) -> int:
        return day.year - self.starts_on.year + 1

    def western_year(self, year: int) -> int:
        return self.starts_on.year + year - 1


def _consecutive(*eras: Era) -> tuple[Era, ...]:
    ends = [era.starts_on - timedelta(days=1) for era in eras[1:]]
    closed = [
        Era(era.name, era.letter, era.starts_on, end)
        for era, end in zip(eras[:-1], ends, strict=True)
    ]
    return (*closed, eras[-1])


ERAS = _consecutive(
    Era("明治", "M", date(1868, 10, 23)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)
# Japan took up the Gregorian calendar on 明治6年1月1日; an earlier 明治 date names another day.
FIRST_DAY = date(1873, 1, 1)
# Nobody in this work dates anything later: a year such as 2205 is a slip of the keys.
LAST_DAY = date(2099, 12, 31)
WEEKDAYS = "月火水木金土日"
LEAP_YEAR = 2000  # every day of the calendar exists in it
WESTERN_YEAR_DIGITS = 4

_ERA = "(?P<era>" + "|".join(f"{era.name}|{era.letter}" for era in ERAS) + ")"
_SEPARATOR = r"[-/.・。‐–−ー]"  # noqa: RUF001 -- what an IME leaves behind for a hyphen
_MONTH_AND_DAY = rf"(?P<month>[0-9]{{1,2}})(?:月|{_SEPARATOR})(?P<day>[0-9]{{1,2}})日?"
_WEEKDAY = rf"(?:\((?P<weekday>[{WEEKDAYS}])(?:曜日?)?\))?"
_PATTERNS = [
    re.compile(rf"{_ERA}?(?P<year>元|[0-9]{{1,4}})(?:年|{_SEPARATOR}){_MONTH_AND_DAY}{_WEEKDAY}"),
    re.compile(rf"{_ERA}(?P<year>[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
]
_YEAR_MISSING = re.compile(_MONTH_AND_DAY + _WEEKDAY)
_DAY_MISSING = re.compile(
    rf"(?:{_ERA}(?:元|[0-9]{{1,2}})|[0-9]{{4}})(?:年|{_SEPARATOR})[0-9]{{1,2}}月?"
)


class DateTextError(ValueError):
    """Why a text is not a date; `suggestion` is the date probably meant, for the person to take."""

    def __init__(self, message: str, *, suggestion: date | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


@dataclass(frozen=True)
class _Written:
    """The parts of a date as typed, before it is known whether such a day exists."""

    era: Era | None
    year: int
    month: int
    day: int

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        parts = match.groupdict()
        era = Era.named(parts["era"]) if parts.get("era") else None
        if era is None and len(parts["year"]) != WESTERN_YEAR_DIGITS:
            raise DateTextError("年には元号か4桁の西暦を付けてください（例：令和7年、2025年）。")
        year = 1 if parts["year"] == "元" else int(parts["year"])
        return cls(era, year, int(parts["month"]), int(parts["day"]))

    @property
    def year_label(self) -> str:
        return f"{self.era.name if self.era else ''}{self.year}年"

    def to_date(self) -> date:
        if self.era and self.year == 0:
            raise DateTextError(f"{self.year_label}という年はありません。元年から数えてください。")
        western = self.era.western_year(self.year) if self.era else self.year
        if not FIRST_DAY.year <= western <= LAST_DAY.year:
            raise DateTextError("明治6年（1873年）から2099年までの日付を入力してください。")
        self._require_day_of(western)
        found = date(western, self.month, self.day)
        if self.era:
            _require_day_in(self.era, found)
        return found

    def _require_day_of(self, western: int) -> None:
        if not 1 <= self.month <= len(calendar.month_name) - 1:
            raise DateTextError(f"{self.month}月という月はありません。")
        day_label = f"{self.month}月{self.day}日"
        if not 1 <= self.day <= calendar.monthrange(LEAP_YEAR, self.month)[1]:
            raise DateTextError(f"{day_label}という日付はありません。")
        if self.day > calendar.monthrange(western, self.month)[1]:
            raise DateTextError(
                f"{self.year_label}{day_label}という日付はありません。"
                f"{self.year_label}の2月は28日までです。"
            )


def _require_day_in(era: Era, day: date) -> None:
    if era.starts_on <= day <= era.ends_on:
        return
    if day < era.starts_on:
        bound = f"{era.name}は{era.starts_on.month}月{era.starts_on.day}日からです。"
    else:
        bound = f"{format_wareki(era.ends_on).replace(era.name, era.name + 'は')}までです。"
    raise DateTextError(f"{bound}{format_wareki(day)}ではありませんか。", suggestion=day)


def format_wareki(day: date, style: Literal["long", "short"] = "long") -> str:
    """令和7年4月1日 or R07.04.01; a day before the Gregorian calendar keeps its western year."""
    era = Era.of(day)
    if era is None or day < FIRST_DAY:
        return f"{day.year}年{day.month}月{day.day}日" if style == "long" else day.isoformat()
    year = era.year_of(day)
    if style == "short":
        return f"{era.letter}{year:02}.{day:%m.%d}"
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def parse_date(text: str) -> date:
    tidy = _tidy(text)
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(tidy):
            found = _Written.read(match).to_date()
            _require_weekday(found, match.groupdict().get("weekday"))
            return found
    raise DateTextError(_what_is_missing(tidy))


def _tidy(text: str) -> str:
    """Half-width capitals; spaces go, except between two digits, where they may part numbers."""
    folded = unicodedata.normalize("NFKC", text).strip().upper()
    return re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", folded)


def _require_weekday(day: date, weekday: str | None) -> None:
    actual = WEEKDAYS[day.weekday()]
    if weekday not in {None, actual}:
        raise DateTextError(f"{format_wareki(day)}は{actual}曜日です。日付か曜日を直してください。")


def _what_is_missing(tidy: str) -> str:
    if _YEAR_MISSING.fullmatch(tidy):
        return "年も入力してください（例：令和7年4月1日、2025-04-01）。"
    if _DAY_MISSING.fullmatch(tidy):
        return "日まで入力してください（例：令和7年4月1日、2025-04-01）。"
    return "日付として読み取れません。令和7年4月1日、R7.4.1、2025-04-01 のように入力してください。"
