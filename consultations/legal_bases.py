"""The legal bases on which nothing has to be agreed to, as `data/legal_bases.toml` has them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "legal_bases.toml"
OTHER, OTHER_LABEL = "other", "その他（名称と条項を入力）"


@dataclass(frozen=True)
class LegalBasis:
    """根拠: a clause whose words have been checked, and where they stand."""

    code: str
    label: str
    source: str


@cache
def legal_bases() -> dict[str, LegalBasis]:
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["basis"]
    return {row["code"]: LegalBasis(**row) for row in rows}


def basis_choices() -> list[tuple[str, str]]:
    return [*((each.code, each.label) for each in legal_bases().values()), (OTHER, OTHER_LABEL)]


def basis_in_words(code: str, text: str) -> str:
    """What the ledger prints; a basis that has left the file keeps what was typed beside it."""
    known = legal_bases().get(code)
    return "　".join(part for part in (known.label if known else "", text) if part)
