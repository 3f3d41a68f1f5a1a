"""A CSV file whose quotes do not close everywhere: the rows that can still be told apart."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

MOST_LINES_OF_A_ROW = 30
WRONG_QUOTES = "引用符（\u0022）の使い方が正しくないため、列に分けられません。"
OPEN_QUOTE = (
    "引用符（\u0022）が閉じていないため、列に分けられません。次の行から読み直しました。"
    "この行の続きが次の行にある場合は、次の行も確かめてください。"
)
_OPEN = "unexpected end of data"


class Unreadable(list[str]):
    """The cells of a row as far as they can be guessed, and why they are no more than that."""

    def __init__(self, cells: Sequence[str], reason: str) -> None:
        super().__init__(cells)
        self.reason = reason


def rows_apart(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Row by row with its last line's number; after an unreadable row the next line begins anew.

    A row of several lines counts only if it has as many cells as most rows: a quote that was
    never closed may find another one further down.
    """
    lines = list(io.StringIO(text, newline=""))
    width = _usual_width(lines, delimiter)
    at = 0
    while at < len(lines):
        cells, used = _row(lines[at : at + MOST_LINES_OF_A_ROW], delimiter)
        if used > 1 and not isinstance(cells, Unreadable) and len(cells) != width:
            cells, used = _guess(lines[at], delimiter, OPEN_QUOTE), 1
        at += used
        yield at, cells


def _usual_width(lines: Sequence[str], delimiter: str) -> int:
    single = (_row([line], delimiter)[0] for line in lines)
    widths = Counter(len(cells) for cells in single if not isinstance(cells, Unreadable))
    return widths.most_common(1)[0][0] if widths else 0


def _row(lines: Sequence[str], delimiter: str) -> tuple[list[str], int]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return [cell.strip() for cell in next(reader, [])], reader.line_num
    except csv.Error as error:
        runs_on = _OPEN in str(error) or reader.line_num > 1
        reason = OPEN_QUOTE if runs_on else WRONG_QUOTES
        return _guess(lines[0], delimiter, reason), 1


def _guess(line: str, delimiter: str, reason: str) -> Unreadable:
    return Unreadable([cell.strip(' \t\r\n"') for cell in line.split(delimiter)], reason)
