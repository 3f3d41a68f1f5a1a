"""Workbooks of sheets, read again."""

import io

from openpyxl import load_workbook

from worksheets.printable import sheet_of_document
from worksheets.workbook import workbook_of


def book_of(*documents, layout=None):
    sheets = [
        sheet_of_document(each | ({"layout": layout.plain()} if layout else {}))
        for each in documents
    ]
    return load_workbook(io.BytesIO(workbook_of(sheets)))


def rows_of(page):
    headings = [cell.value for cell in page[1]]
    return [
        dict(zip(headings, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)
    ]
