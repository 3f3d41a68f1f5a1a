"""全国地方公共団体コード: six digits, the last of which checks the others."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from shared.japanese_text import fold_key

PREFECTURE, ASSOCIATIONS = 0, 800
TOKYO, WARDS_OF_TOKYO = "13", range(101, 124)
WEIGHTS = (6, 5, 4, 3, 2)
CSV_FILE = Path(__file__).parent / "data" / "municipal_codes.csv"


@dataclass(frozen=True)
class MunicipalCode:
    code: str
    prefecture: str
    name: str
    kana: str

    def __str__(self) -> str:
        return f"{self.prefecture}{self.name}"


def check_digit(first_five: str) -> str:
    weighted = sum(int(digit) * weight for digit, weight in zip(first_five, WEIGHTS, strict=True))
    return str((11 - weighted % 11) % 10)


def is_valid(code: str) -> bool:
    return bool(re.fullmatch("[0-9]{6}", code)) and check_digit(code[:5]) == code[5]


def kind_of_municipality(code: str) -> str | None:
    """市町村 or 特別区, by the third to fifth digit (総務省 全国地方公共団体コード); None for a
    prefecture, and for an association of municipalities, which is not told from others of its kind.
    """
    place = int(code[2:5])
    if place == PREFECTURE or place >= ASSOCIATIONS:
        return None
    return "特別区" if code[:2] == TOKYO and place in WARDS_OF_TOKYO else "市町村"


def validate_municipal_code(code: str) -> None:
    if not re.fullmatch("[0-9]{6}", code):
        raise ValidationError("団体コードは6桁の半角数字で入力してください。", code="invalid")
    if not is_valid(code):
        raise ValidationError(
            "団体コードの末尾の検査数字が合いません。6桁を確かめてください。", code="check_digit"
        )


@cache
def _all() -> dict[str, MunicipalCode]:
    with CSV_FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: MunicipalCode(**row) for row in csv.DictReader(file)}


@cache
def _search_keys() -> dict[str, str]:
    """Between the three parts a separator that no search key contains."""
    return {
        each.code: f"{each.code} {fold_key(str(each))} {fold_key(each.kana)}"
        for each in _all().values()
    }


def find(code: str) -> MunicipalCode | None:
    return _all().get(code)


def search(text: str) -> list[MunicipalCode]:
    """By name, reading or code, in part; nothing for nothing."""
    key = fold_key(text)
    return [_all()[code] for code, keys in _search_keys().items() if key in keys] if key else []
