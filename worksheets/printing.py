"""A sheet on paper: A4, as PDF. All raise what `shared.pdf` raises."""

from django.conf import settings
from django.template.loader import render_to_string

from shared.pdf import print_pdf, print_pdf_in_background
from shared.qr_code import qr_picture
from worksheets.print_sheet import PrintedSheet

STYLE = settings.BASE_DIR / "static/css/finance_print.css"


def sheet_html(sheet: PrintedSheet) -> str:
    """The same sheet gives the same words each time."""
    context = {"sheet": sheet, "picture": qr_picture(sheet.stamp.code)}
    return render_to_string("worksheets/sheet_print.html", context)


def sheet_pdf(sheet: PrintedSheet) -> bytes:
    """While somebody waits."""
    return print_pdf(sheet_html(sheet), _style())


def sheet_pdf_in_background(sheet: PrintedSheet) -> bytes:
    """For a print job, which nobody waits for."""
    return print_pdf_in_background(sheet_html(sheet), _style())


def _style() -> str:
    return str(STYLE.read_text(encoding="utf-8"))
