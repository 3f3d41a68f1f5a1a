"""Words in a cell of an xlsx: never a formula, and how many lines they take."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

HALF = 0.6  # of a full-width character; a little more than a digit has in any common font
FULL_WIDTH = {"W", "F", "A"}
UNBROKEN = re.compile(r"[!-~]+|.", re.DOTALL)  # a number or a code goes to the next line as a whole


def write_words(cell: Cell, text: str) -> Cell:
    """A string and never a formula, also after somebody has edited the cell."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def wrapped(text: str, room: float) -> list[str]:
    """The lines that `text` takes in `room` full-width characters; joined they are the text.

    A line that ends a paragraph has its line break.
    """
    found = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for part in _parts(paragraph, room):
            width = _width(part)
            if line and used + width > room:
                found.append(line)
                line, used = "", 0.0
            line, used = line + part, used + width
        found.append(f"{line}\n")
    return found


def _parts(paragraph: str, room: float) -> Iterator[str]:
    for part in UNBROKEN.findall(paragraph):
        if _width(part) > room:
            yield from part
        else:
            yield part


def _width(text: str) -> float:
    return sum(1 if east_asian_width(each) in FULL_WIDTH else HALF for each in text)
