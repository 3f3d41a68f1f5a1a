"""The printed sheet: the screen's own HTML as A4 PDF."""

from django.conf import settings
from django.template.loader import render_to_string

from shared.pdf import print_pdf
from subsidies.models import Worksheet

STYLESHEET = settings.BASE_DIR / "static/css/worksheet_print.css"


def worksheet_html(worksheet: Worksheet) -> str:
    return render_to_string("subsidies/worksheet_print.html", {"worksheet": worksheet})


def worksheet_pdf(worksheet: Worksheet) -> bytes:
    """The same sheet gives the same pages each time. Raises what `print_pdf` raises."""
    return print_pdf(worksheet_html(worksheet), STYLESHEET.read_text(encoding="utf-8"))
