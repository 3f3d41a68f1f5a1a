"""Which column of a list says what: headers of every generation, in any order and spelling.

The words are data (`centers/data/resource_columns.toml`). The header is the row, among the first
ones, that holds most of them; above it may stand titles or lines about the file.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.broken_csv import Unreadable

DATA_FILE = Path(__file__).parents[1] / "data" / "resource_columns.toml"
HEADER_AMONG = 40
FEWEST_COLUMNS = 2  # the name, and something about it
IGNORED = "ignored"

Row = tuple[int, list[str]]

_PUNCTUATION = re.compile(r"[\s_・･/\\()\[\]【】「」:;※*●■◆◎,.、。'\"<>-]")
_IN_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")


class NoHeaderError(ValueError):
    """No row of the file names the columns."""


@dataclass(frozen=True)
class Header:
    """Where the header stands (`position` among the rows), and what its columns say."""

    position: int
    line: int
    titles: tuple[str, ...]
    places: dict[str, int]

    @property
    def extras(self) -> list[tuple[int, str]]:
        """The columns that no field takes, each with its title or its number."""
        taken = set(self.places.values())
        return [
            (at, title or f"{at + 1}列目")
            for at, title in enumerate(self.titles)
            if at not in taken
        ]

    def title_of(self, name: str) -> str:
        """As the file writes it; a title in English with the Japanese one."""
        title = self.titles[self.places[name]]
        return f"{title}（{_data()['columns'][name][0]}）" if title.isascii() else title

    def has(self, *names: str) -> bool:
        return any(name in self.places for name in names)


def find_header(rows: Sequence[Row]) -> Header:
    """The row with most known titles, one of them the name; raises `NoHeaderError`."""
    found = [
        Header(position, line, tuple(tidy_title(cell) for cell in cells), places)
        for position, (line, cells) in enumerate(rows[:HEADER_AMONG])
        if not isinstance(cells, Unreadable)
        and "name" in (places := places_of(cells))
        and len(places) >= FEWEST_COLUMNS
    ]
    if not found:
        raise NoHeaderError(
            "見出しの行が見つかりません。「名称」と、「住所」「電話番号」などの列が必要です。"
        )
    return max(found, key=lambda header: (len(header.places), -header.position))


def places_of(cells: Sequence[str]) -> dict[str, int]:
    """Field → place of its column; of several columns the one whose title is listed first."""
    whole, short = _keys(cells, title_key), _keys(cells, _short_key)
    places: dict[str, int] = {}
    for name, titles in _columns().items():
        for keys in (whole, short):
            place = next(
                (keys[t] for t in titles if t in keys and keys[t] not in places.values()), None
            )
            if place is not None:
                places[name] = place
                break
    return places


def repeats_titles(cells: Sequence[str]) -> bool:
    """A second header below the first: the same columns in English, or for a printed page."""
    filled = [cell for cell in cells if cell]
    known = {title for titles in _columns().values() for title in titles}
    named = sum(title_key(cell) in known for cell in filled)
    return len(filled) >= FEWEST_COLUMNS and named * 2 > len(filled)


def kind_words() -> list[tuple[str, list[list[str]]]]:
    return [(row["value"], row["words"]) for row in _data()["kind"]]


def kind_of_title(*titles: str) -> str:
    """What the name of a file or its title tells about the kind of everything in it; or ""."""
    text = " ".join(unicodedata.normalize("NFKC", title).lower() for title in titles)
    return next(
        (kind for kind, words in _data()["titles"].items() if any(word in text for word in words)),
        "",
    )


def title_key(title: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", title).lower())


def tidy_title(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip()


def _short_key(title: str) -> str:
    """Without what stands in brackets: 名称（必須） is 名称."""
    return title_key(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", title)))


def _keys(cells: Sequence[str], key: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if text := key(cell):
            found.setdefault(text, place)
    return found


@cache
def _columns() -> dict[str, list[str]]:
    return {
        name: [title_key(title) for title in titles] for name, titles in _data()["columns"].items()
    }


@cache
def _data() -> dict[str, Any]:
    with DATA_FILE.open("rb") as file:
        return tomllib.load(file)
