"""Japan Post's list of postal codes, from a file: KEN_ALL or a table with Japanese headers."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from consultations.models import PostalCode
from shared.table_file import ENCODINGS, MIB, TableFileError

MOST_BYTES = 40 * MIB
KEN_ALL_COLUMNS = 15
HEADERS = {"code": "郵便番号", "prefecture": "都道府県", "city": "市区町村", "town": "町域"}
KANA_HEADERS = ("カナ", "町域カナ", "町域（カナ）")
_CODE = re.compile(r"\d{7}")
_NO_TOWN = re.compile(r"以下に掲載がない場合|の次に番地がくる場合|一円$")
_ADDED = re.compile(r"[（(].*")  # what is listed of the houses


@dataclass(frozen=True)
class Place:
    code: str
    prefecture: str
    city: str
    town: str
    town_kana: str


def read_postal_codes(path: Path) -> list[Place]:
    """Every place of the file, once. Raises TableFileError."""
    if path.stat().st_size > MOST_BYTES:
        raise TableFileError(f"ファイルが大きすぎます（{MOST_BYTES // MIB}MBまで）。")
    rows = csv.reader(io.StringIO(_decoded(path.read_bytes()), newline=""), strict=True)
    try:
        places = list(dict.fromkeys(_places(rows)))
    except csv.Error as error:
        raise TableFileError(f"{rows.line_num}行目がCSVとして読み取れません。") from error
    if not places:
        raise TableFileError("郵便番号が1件もありません。")
    return places


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableFileError("文字コードがUTF-8でもシフトJIS（CP932）でもありません。")


def _places(rows: "Iterator[list[str]]") -> Iterator[Place]:
    first = next(rows, [])
    if len(first) == KEN_ALL_COLUMNS:
        yield _of_ken_all(first, 1)
        for number, row in enumerate(rows, 2):
            yield _of_ken_all(row, number)
        return
    columns = {name: _column(first, header) for name, header in HEADERS.items()}
    kana = next((first.index(each) for each in KANA_HEADERS if each in first), None)
    for number, row in enumerate(rows, 2):
        if any(row):
            cells = {name: _cell(row, column) for name, column in columns.items()}
            yield _place(number, **cells, kana="" if kana is None else _cell(row, kana))


def _column(header: list[str], name: str) -> int:
    if name not in header:
        raise TableFileError(f"列「{name}」がありません。")
    return header.index(name)


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _of_ken_all(row: list[str], number: int) -> Place:
    if len(row) != KEN_ALL_COLUMNS:
        raise TableFileError(f"{number}行目：列が{KEN_ALL_COLUMNS}ではありません。")
    return _place(number, code=row[2], kana=row[5], prefecture=row[6], city=row[7], town=row[8])


def _place(number: int, *, code: str, prefecture: str, city: str, town: str, kana: str) -> Place:
    if not _CODE.fullmatch(code.replace("-", "")):
        raise TableFileError(f"{number}行目：郵便番号「{code}」が7桁の数字ではありません。")
    plain = "" if _NO_TOWN.search(town) else _ADDED.sub("", town)
    reading = unicodedata.normalize("NFKC", _ADDED.sub("", kana)) if plain else ""
    return Place(code.replace("-", ""), prefecture, city, plain, reading)


@transaction.atomic
def load_postal_codes(places: list[Place]) -> int:
    """How many places are new; what is listed already stays, so that a second time adds nothing."""
    before = PostalCode.objects.count()
    PostalCode.objects.bulk_create(
        (PostalCode(**vars(place)) for place in places), batch_size=2000, ignore_conflicts=True
    )
    return PostalCode.objects.count() - before


def places_with(text: str) -> list[PostalCode]:
    """The places of a code as it is typed, with or without hyphen, in digits of any width."""
    code = _code_in(text)
    return list(PostalCode.objects.of(code)) if code else []


def is_whole_code(text: str) -> bool:
    """Whether all seven digits are typed."""
    return bool(_code_in(text))


def _code_in(text: str) -> str:
    code = re.sub(r"[\s\-‐‑‒–—―−ー〒]", "", unicodedata.normalize("NFKC", text))  # noqa: RUF001 -- typed hyphens
    return code if _CODE.fullmatch(code) else ""
