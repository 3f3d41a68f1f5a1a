"""The items of 取扱い and what may be chosen for each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA_FILE = Path(__file__).parent / "data" / "handling.toml"


@dataclass(frozen=True, kw_only=True)
class HandlingItem:
    """`choices` are (value, label) pairs; `only_for` says when the item is needed at all."""

    key: str
    name: str
    choices: tuple[tuple[str, str], ...]
    only_for: str
    explanation: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _ in self.choices)

    def label(self, value: str) -> str:
        """The words for a value; the value itself for one that is no choice any more."""
        return dict(self.choices).get(value, value)


@cache
def load_handling() -> Mapping[str, HandlingItem]:
    """By key, in the order of the file."""
    with DATA_FILE.open("rb") as file:
        rows = tomllib.load(file)["item"]
    return {
        row["key"]: HandlingItem(
            key=row["key"],
            name=row["name"],
            choices=tuple((each["value"], each["label"]) for each in row["choices"]),
            only_for=row.get("only_for", ""),
            explanation=row["explanation"],
        )
        for row in rows
    }
