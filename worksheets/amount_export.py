"""A table of amounts as an xlsx file: one cell one value, no merged cells, units in the headings."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

DAY, YEN = "yyyy-mm-dd", "#,##0"
WIDTH = 18


def xlsx_of(table: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """The table as the only sheet of a workbook; words are never taken for formulas."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for at, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(row=at, column=column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTH
    sheet.freeze_panes = "A2"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _write(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also what begins with an equals sign,
        cell.quotePrefix = True  # and after somebody has edited it
    elif isinstance(value, date):
        cell.number_format = DAY
    elif isinstance(value, int):
        cell.number_format = YEN
