"""The printed sheet: the screen's own HTML through WeasyPrint, with nothing fetched from anywhere."""

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from subsidies.models import Worksheet

STYLESHEET = settings.BASE_DIR / "static/css/worksheet_print.css"


def worksheet_html(worksheet: Worksheet) -> str:
    return render_to_string("subsidies/worksheet_print.html", {"worksheet": worksheet})


def worksheet_pdf(worksheet: Worksheet) -> bytes:
    """The sheet as A4 PDF; the same sheet gives the same pages each time."""
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()
    document = HTML(string=worksheet_html(worksheet), url_fetcher=fetcher)
    stylesheet = CSS(string=STYLESHEET.read_text(encoding="utf-8"), font_config=fonts)
    pdf: bytes = document.write_pdf(stylesheets=[stylesheet], font_config=fonts)
    return pdf
