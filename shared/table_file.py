"""Tables that come as files: CSV in the encodings of Japanese offices, and XLSX."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

ENCODINGS = ("utf-8-sig", "cp932")


class TableFileError(ValueError):
    """Why a file cannot be read as a table."""


def read_table(path: Path) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line number; all cells as text."""
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    return [(number, cells) for number, cells in rows if any(cells)]


def _csv_rows(path: Path) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_decoded(path.read_bytes()), newline=""), strict=True)
    try:
        return [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise TableFileError(f"{reader.line_num}行目がCSVとして読み取れません。") from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableFileError("文字コードがUTF-8でもシフトJIS（CP932）でもありません。")


def _xlsx_rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise TableFileError("XLSXファイルとして読み取れません。") from error
    try:
        rows = workbook.worksheets[0].iter_rows(values_only=True)
        return [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    finally:
        workbook.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
