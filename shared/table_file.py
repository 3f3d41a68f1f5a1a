"""Tables that come as files: CSV in the encodings of Japanese offices, and XLSX."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shared.broken_csv import Unreadable, rows_apart

ENCODINGS = ("utf-8-sig", "cp932")
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what a spreadsheet calls Unicode text
MOST_BROKEN_SHARE = 0.01  # of the characters; beyond it the encoding is another one
LINES_FOR_DELIMITER = 20
FEWEST_READABLE = 2  # the header and one row
MIB = 1024 * 1024
MOST_BYTES = 5 * MIB
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 500, 50 * MIB, 200
MOST_SHEETS, MOST_CELLS = 10, 1_000_000  # cells of all sheets together
MOST_ROWS, MOST_COLUMNS, MOST_LINES_OF_XLSX = 20_000, 100, 25_000
ENCRYPTED = 0x1  # the flag of a part in a ZIP archive
NO_WORKBOOK = "XLSXファイルとして読み取れません。"
TOO_MANY_ROWS = f"行が多すぎます（{MOST_ROWS:,}行まで）。"
TOO_MANY_CELLS = f"セルが多すぎます（{MOST_CELLS:,}個まで）。"
TOO_MANY_COLUMNS = f"列が多すぎます（{MOST_COLUMNS}列まで）。"


class TableFileError(ValueError):
    """Why a file cannot be read as a table."""


Row = tuple[int, list[str]]


def read_table(path: Path) -> list[Row]:
    """The rows that are not empty, each with its line number; all cells as text."""
    return next(read_sheets(path))


def read_sheets(path: Path, *, keep_broken: bool = False) -> Iterator[list[Row]]:
    """The table of a CSV file, or one sheet of a workbook after the other.

    With `keep_broken` a few bytes of CSV that are no text become U+FFFD, and a row whose quotes
    do not close is `Unreadable`, for the caller to tell.
    """
    if path.stat().st_size > MOST_BYTES:
        raise TableFileError(f"ファイルが大きすぎます（{MOST_BYTES // MIB}MBまで）。")
    if path.suffix.lower() == ".xlsx":
        yield from _xlsx_sheets(path)
    else:
        yield list(_bounded(_csv_rows(path, keep_broken=keep_broken)))


def _bounded(rows: Iterable[Row], most_cells: int = MOST_CELLS) -> Iterator[Row]:
    kept = seen = 0
    for number, cells in rows:
        seen += len(cells)
        if seen > most_cells:
            raise TableFileError(TOO_MANY_CELLS)
        if len(cells) > MOST_COLUMNS:
            raise TableFileError(f"{number}行目：{TOO_MANY_COLUMNS}")
        if any(cells):
            kept += 1
            if kept > MOST_ROWS:
                raise TableFileError(TOO_MANY_ROWS)
            yield number, cells


def _csv_rows(path: Path, *, keep_broken: bool) -> Iterator[Row]:
    text = _decoded(path.read_bytes(), keep_broken=keep_broken)
    delimiter = _delimiter(text)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    sound: list[Row] = []
    try:
        for row in reader:
            sound.append((reader.line_num, [cell.strip() for cell in row]))
            if len(sound) > MOST_LINES_OF_XLSX:
                break
    except csv.Error as error:
        apart = list(rows_apart(text, delimiter)) if keep_broken else []
        readable = [cells for _, cells in apart if any(cells) and not isinstance(cells, Unreadable)]
        if len(readable) < FEWEST_READABLE:
            raise TableFileError(
                f"{reader.line_num}行目がCSVとして読み取れません。"
                "そこから後は、どこまでが1行か分かりません。"
            ) from error
        sound = apart
    yield from sound


def _delimiter(text: str) -> str:
    """Tabs where the first lines have nothing else."""
    head = "\n".join(text.splitlines()[:LINES_FOR_DELIMITER])
    return "\t" if "\t" in head and "," not in head else ","


def _decoded(content: bytes, *, keep_broken: bool = False) -> str:
    encodings = ("utf-16",) if content.startswith(UTF_16_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    if keep_broken:
        tried = [content.decode(encoding, "replace") for encoding in encodings]
        text = min(tried, key=lambda each: each.count("\ufffd"))
        if text.count("\ufffd") <= len(text) * MOST_BROKEN_SHARE:
            return text
    raise TableFileError("文字コードがUTF-8でもシフトJIS（CP932）でもありません。")


def _xlsx_sheets(path: Path) -> Iterator[list[Row]]:
    """Read row by row: a sheet may claim a million of them in five kilobytes."""
    if not DEFUSEDXML:
        raise TableFileError("defusedxml がないため、XLSXファイルは読み取りません。")
    _refuse_bomb(path)
    try:
        with path.open("rb") as file:  # openpyxl leaves it open when it stumbles
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            left = MOST_CELLS
            yield (first := list(_bounded(_sheet_rows(workbook.worksheets[0]), left)))
            left -= _cells(first)
            for sheet in workbook.worksheets[1:MOST_SHEETS]:
                yield (rows := list(_bounded(_sheet_rows(sheet), left)))
                left -= _cells(rows)
    except DefusedXmlException as error:
        raise TableFileError(
            "XLSXファイルの中に、読み込むと危険な定義（実体参照）があります。"
        ) from error
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        ParseError,
        ValueError,
    ) as error:
        if isinstance(error, TableFileError):
            raise
        raise TableFileError(NO_WORKBOOK) from error


def _cells(rows: list[Row]) -> int:
    return sum(len(cells) for _, cells in rows)


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    widest = min(sheet.max_column or MOST_COLUMNS, MOST_COLUMNS) + 1
    for number, row in enumerate(sheet.iter_rows(max_col=widest, values_only=True), 1):
        if number > MOST_LINES_OF_XLSX:
            raise TableFileError(TOO_MANY_ROWS)
        cells = [_text(cell) for cell in row]
        if len(cells) == widest and not cells[-1]:
            cells.pop()
        yield number, cells


def _refuse_bomb(path: Path) -> None:
    """What the archive announces; `zipfile` stops reading a part at its announced size."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except (BadZipFile, NotImplementedError) as error:
        raise TableFileError(NO_WORKBOOK) from error
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise TableFileError("パスワード付きのファイルは読み取れません。")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise TableFileError(
            "マクロを含むファイルは読み取れません。「.xlsx」で保存し直してください。"
        )
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise TableFileError("XLSXファイルを展開した内容が大きすぎるか、部品が多すぎます。")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
