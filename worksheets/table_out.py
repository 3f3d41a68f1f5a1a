"""A list as a file: one value in each cell, words never a formula."""

import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from shared.csv_safety import write_csv

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_answer(
    rows: Iterable[Iterable[Any]], *, file_format: str, name: str, title: str
) -> HttpResponse:
    """The rows as a file to keep; `name` holds numbers and codes only."""
    content = write_csv(rows) if file_format == CSV else write_xlsx(rows, title=title)
    return HttpResponse(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}.{file_format}"'},
    )


def write_xlsx(rows: Iterable[Iterable[Any]], *, title: str) -> bytes:
    """One sheet, headings first; words are words even if they begin like a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for row in rows:
        page.append([_cell(page, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = True  # also after somebody has edited it
    return cell
