"""Sheets as xlsx: in the layout of the paper, and beside it pages that machines read.

Words are words in every cell, whatever they begin with: nothing that somebody typed is ever run.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet as Page

from worksheets.print_sheet import PrintedSheet
from worksheets.workbook_data import DATA_PAGES, Plain
from worksheets.workbook_layout import write_layout
from worksheets.workbook_text import write_words

LAYOUT_NAME = "様式"
NO_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


def workbook_of(sheets: Sequence[PrintedSheet], *, only_data: bool = False) -> bytes:
    """One page in the layout of the paper for each sheet, and the data of all of them."""
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for sheet in () if only_data else sheets:
        write_layout(book.create_sheet(_page_name(sheet, taken)), sheet)
    for data in DATA_PAGES:
        page = book.create_sheet(data.name)
        page.freeze_panes = "A2"
        for row in (data.columns, *data.rows(sheets)):
            page.append([_plain_cell(page, value) for value in row])
    book.properties.creator = "つなぎ"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _page_name(sheet: PrintedSheet, taken: set[str]) -> str:
    """The center's code, or 様式; numbered where it stands twice."""
    center = sheet.content["center"]
    wanted = NO_NAME.sub("_", center["code"] if center else "自治体計")[: LONGEST_NAME - 4]
    name, number = wanted or LAYOUT_NAME, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add(name)
    return name


def _plain_cell(page: Page, value: Plain) -> Any:
    if not isinstance(value, str):
        return value
    return write_words(Cell(page), value)
