"""Which municipality's area a resource lies in, and keys by which the same place is found again."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from centers.directory.cells import CellError, says_nothing
from shared import municipal_code
from shared.japanese_text import fold_key

CODE_DIGITS = 6
_KANJI_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"([1-9]?)十([1-9]?)(?=丁目|番|号|条)")
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=丁目|番|号|条)")
_UNITS = re.compile(r"丁目|番地の?|番|号|の(?=[0-9])|[-‐‑‒–—―−ー－](?=[0-9])")  # noqa: RUF001 -- hyphens of all kinds
_NUMBER_END = re.compile(r"-(?=$|[^0-9])")


@dataclass(frozen=True)
class Home:
    """The municipality whose directory it is, and the area that a list speaks of by itself."""

    code: str
    name: str
    area: str


@dataclass(frozen=True)
class Area:
    name: str
    code: str


def area_of(codes: Sequence[str], told: str, *, home: Home) -> Area:
    """By code or by name; without either the area of the list. Raises `CellError`."""
    for text in codes:
        if says_nothing(text):
            continue
        code = _full_code(text, home)
        if code == home.code:
            return Area(home.name, code)
        known = municipal_code.find(code)
        is_prefecture = code[2:5] == "000"
        name = told or ("" if is_prefecture else (known.name if known else ""))
        return Area(name or home.area, "" if is_prefecture else code)
    if told and told != home.name:
        return Area(told, "")
    return Area(home.area, home.code if home.area == home.name else "")


def _full_code(text: str, home: Home) -> str:
    """Six digits; five may lack the check digit, or a zero that a spreadsheet dropped. Where both
    readings are codes, the own municipality's counts, then one that exists."""
    digits = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    tried = [digits]
    if digits.isdecimal() and len(digits) == CODE_DIGITS - 1:
        tried = [digits.zfill(CODE_DIGITS), digits + municipal_code.check_digit(digits)]
        tried.sort(key=lambda code: (code != home.code, municipal_code.find(code) is None))
    for code in tried:
        if municipal_code.is_valid(code):
            return code
    raise CellError(f"「{text[:20]}」は正しい団体コードではありません（検査数字が合いません）。")


def address_key(address: str) -> str:
    """The same for 松島町一丁目１５番１号 and 松島町1-15-1; brackets and spaces do not count."""
    text = unicodedata.normalize("NFKC", address)
    text = re.sub(r"[(（].*?[)）]", "", text)
    text = _KANJI_NUMBER.sub(lambda match: _arabic(match[0]), text)
    text = _NUMBER_END.sub("", _UNITS.sub("-", text))
    return fold_key(text.replace("-", "/")).strip("/")


def _arabic(number: str) -> str:
    if "十" not in number:
        return number.translate(_KANJI_DIGITS)
    tens, _, ones = number.partition("十")
    return f"{tens.translate(_KANJI_DIGITS) or '1'}{ones.translate(_KANJI_DIGITS) or '0'}"
