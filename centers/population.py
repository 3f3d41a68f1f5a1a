"""The open-data file 地域・年齢別人口: the districts' populations add up to the municipality's.

Its age bands (0～4歳, 5～9歳 …) cannot give the 0～5歳児人口 that a rule asks for: no such number
is made of them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.wareki import DateTextError, format_wareki, parse_date

COLUMNS = {
    "total": ("総人口", "totalPopulation"),
    "surveyed_on": ("調査年月日", "surveyDate"),
    "district": ("地域名", "regionName"),
    "district_code": ("地域コード", "regionCode"),
    "municipality": (
        "全国地方公共団体コード",
        "都道府県コード又は市区町村コード",
        "市区町村コード",
        "prefCode",
    ),
}
NEEDED = ("total", "surveyed_on", "district")
HEADER_AMONG = 15
CODE_DIGITS = 5  # without the check digit
GRAND_TOTALS = {"総数", "合計", "総計", "計", "市計", "町計", "村計", "全市", "全域"}

Rows = Iterable[tuple[int, list[str]]]


class PopulationFileError(ValueError):
    """Why nothing is taken from a file: one reason a line."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Population:
    surveyed_on: date
    total: int
    districts: int


@dataclass(frozen=True)
class _District:
    line: int
    key: tuple[str, str]
    surveyed_on: date
    total: int

    @property
    def is_grand_total(self) -> bool:
        return self.key[1] in GRAND_TOTALS


def read_population(rows: Rows, *, code: str) -> Population:
    """The sum over all districts of the municipality `code`, or every reason against it."""
    lines = list(rows)
    position, header = _header(lines)
    districts: list[_District] = []
    reasons: list[str] = []
    for number, cells in lines[position + 1 :]:
        if cells[0].startswith("#"):
            continue
        try:
            districts.append(_district(number, _named(header, cells), code))
        except ValueError as error:
            reasons.append(f"{number}行目：{error}")
    reasons += _contradictions(districts)
    if not districts and not reasons:
        reasons = ["データの行がありません。"]
    if reasons:
        raise PopulationFileError(reasons)
    parts = [district for district in districts if not district.is_grand_total]
    return Population(districts[0].surveyed_on, sum(part.total for part in parts), len(parts))


def _header(lines: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Where the header stands, below some lines about the file, and the place of each column."""
    for position, (_, cells) in enumerate(lines[:HEADER_AMONG]):
        found = {
            name: cells.index(title)
            for name, titles in COLUMNS.items()
            for title in titles
            if title in cells
        }
        if all(name in found for name in NEEDED):
            return position, found
    raise PopulationFileError(
        ["見出しの行が見つかりません。調査年月日・地域名・総人口の列が必要です。"]
    )


def _named(header: dict[str, int], cells: list[str]) -> dict[str, str]:
    return {name: cells[at] if at < len(cells) else "" for name, at in header.items()}


def _district(line: int, cells: dict[str, str], code: str) -> _District:
    municipality = cells.get("municipality", "")
    if municipality and municipality[:CODE_DIGITS] != code[:CODE_DIGITS]:
        raise ValueError(f"別の自治体の行です（コード {municipality}）。")
    try:
        surveyed_on = parse_date(cells["surveyed_on"])
    except DateTextError as error:
        raise ValueError(f"調査年月日「{cells['surveyed_on']}」：{error}") from error
    key = (cells.get("district_code", ""), cells["district"])
    return _District(line, key, surveyed_on, _count(cells["total"]))


def _count(text: str) -> int:
    tidy = unicodedata.normalize("NFKC", text).replace(",", "")
    if not re.fullmatch("[0-9]+", tidy):
        raise ValueError(
            f"総人口「{text}」が0以上の整数ではありません。" if text else "総人口が空欄です。"
        )
    return int(tidy)


def _contradictions(districts: list[_District]) -> list[str]:
    reasons: list[str] = []
    lines: dict[tuple[str, str], int] = {}
    for district in districts:
        if district.surveyed_on != districts[0].surveyed_on:
            reasons.append(
                f"{district.line}行目：調査年月日が{format_wareki(districts[0].surveyed_on)}"
                f"ではありません（{format_wareki(district.surveyed_on)}）。"
            )
        if district.key in lines:
            reasons.append(
                f"{district.line}行目：{lines[district.key]}行目と同じ地域「{district.key[1]}」です。"
            )
        lines.setdefault(district.key, district.line)
    total = sum(district.total for district in districts if not district.is_grand_total)
    reasons += [
        f"{district.line}行目：「{district.key[1]}」{district.total:,}人が、"
        f"各地域の合計{total:,}人と合いません。"
        for district in districts
        if district.is_grand_total and district.total != total
    ]
    return reasons
