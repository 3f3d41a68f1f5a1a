"""Stages, licences and statute figures of the interviews: data with its source, read once."""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def settings() -> dict[str, Any]:
    """`casework/data/maternity.toml`."""
    with (DATA / "maternity.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One version of the questionnaire; never changed once in use."""

    version: str
    title: str
    introduced_on: date
    questions: tuple[Question, ...]

    @property
    def digest(self) -> str:
        """Changes with any word of a question."""
        said = [[each.key, each.text, list(each.choices)] for each in self.questions]
        text = json.dumps([self.version, self.title, said], ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


@cache
def sheets() -> tuple[Sheet, ...]:
    """In the order of their introduction."""
    with (DATA / "questionnaires.toml").open("rb") as file:
        rows = tomllib.load(file)["sheet"]
    found = [
        Sheet(
            row["version"],
            row["title"],
            row["introduced_on"],
            tuple(
                Question(each["key"], each["text"], tuple(each.get("choices", ())))
                for each in row["question"]
            ),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda sheet: (sheet.introduced_on, sheet.version)))


def sheet_on(day: date) -> Sheet:
    """The last one introduced by that day; the first one before any was."""
    known = [sheet for sheet in sheets() if sheet.introduced_on <= day]
    return known[-1] if known else sheets()[0]


def benefit_yen(*, is_second: bool, fetus_count: int | None) -> int | None:
    """What the statute gives; None while the number of fetuses is not notified."""
    per_count: int = settings()["benefit"]["per_count_yen"]
    if not is_second:
        return per_count
    return None if fetus_count is None else per_count * fetus_count
