"""The municipal fiscal year (年度): 1 April to 31 March."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Self

from shared.wareki import ERAS, FIRST_DAY, LAST_DAY, Era

FIRST_MONTH = 4
MONTHS_IN_A_YEAR = 12

_WRITTEN = re.compile(
    "(?P<era>" + "|".join(f"{era.name}|{era.letter}" for era in ERAS) + ")?"
    "(?P<year>元|[0-9]{1,4})年?度?"
)


@dataclass(frozen=True, order=True)
class FiscalYear:
    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def parse(cls, text: str | int) -> Self:
        """2025, 令和7年度, 令和7 or R7; 平成31年度 and 令和元年度 are the same year."""
        tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text))).upper()
        match = _WRITTEN.fullmatch(tidy)
        if match is None or (match["year"] == "元" and not match["era"]):
            raise ValueError("年度は、令和7年度、R7、2025 のように入力してください。")
        year = 1 if match["year"] == "元" else int(match["year"])
        found = cls(Era.named(match["era"]).western_year(year) if match["era"] else year)
        if not FIRST_DAY.year <= found.year < LAST_DAY.year:
            raise ValueError("年度は、1873から2098までの西暦か元号で入力してください。")
        if match["era"]:
            found.require_year_of(Era.named(match["era"]))
        return found

    def require_year_of(self, era: Era) -> None:
        if era.starts_on > self.ends_on or era.ends_on < self.starts_on:
            raise ValueError(
                f"{era.name}{era.year_of(self.starts_on)}年度はありません。"
                f"{self.label}ではありませんか。"
            )

    @property
    def starts_on(self) -> date:
        return date(self.year, FIRST_MONTH, 1)

    @property
    def ends_on(self) -> date:
        return date(self.year + 1, FIRST_MONTH - 1, 31)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month, April to March."""
        return tuple(
            date(self.year + month // MONTHS_IN_A_YEAR, month % MONTHS_IN_A_YEAR + 1, 1)
            for month in range(FIRST_MONTH - 1, FIRST_MONTH - 1 + MONTHS_IN_A_YEAR)
        )

    @property
    def previous(self) -> Self:
        return type(self)(self.year - 1)

    @property
    def next(self) -> Self:
        return type(self)(self.year + 1)

    @property
    def label(self) -> str:
        """The era of 1 May names the year.

        The year that began on 平成31年4月1日 is called 令和元年度 throughout, as the ministries
        agreed when the era changed on 1 May 2019; for every other year 1 April gives the same.
        """
        day = date(self.year, FIRST_MONTH + 1, 1)
        era = Era.of(day)
        if era is None or day < FIRST_DAY:
            return f"{self.year}年度"
        year = era.year_of(day)
        return f"{era.name}{'元' if year == 1 else year}年度"

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return self.label
