"""CSV that a spreadsheet opens as text: no cell becomes a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable

FORMULA_STARTS = ("=", "+", "-", "@")
HIDDEN_STARTS = ("\t", "\r")


class UnwritableTextError(ValueError):
    """Characters that the chosen encoding has no place for (𠮷 in CP932)."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(f"この文字コードでは書き出せない文字があります：{'、'.join(characters)}")
        self.characters = characters


def safe_cell(text: str) -> str:
    """An apostrophe before what a spreadsheet would run; full-width ＝ counts as well."""
    shown = unicodedata.normalize("NFKC", text).strip()
    dangerous = shown.startswith(FORMULA_STARTS) or text.startswith(HIDDEN_STARTS)
    return f"'{text}" if dangerous else text


def write_csv(rows: Iterable[Iterable[object]], encoding: str = "utf-8-sig") -> bytes:
    """Numbers and dates are written as they are, None as nothing."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    for row in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    text = output.getvalue()
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise UnwritableTextError(_unwritable(text, encoding)) from error


def _unwritable(text: str, encoding: str) -> tuple[str, ...]:
    characters = dict.fromkeys(text)
    return tuple(each for each in characters if not each.encode(encoding, "ignore"))
