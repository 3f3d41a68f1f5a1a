"""Letters and sheets of the consultation desk as A4 PDF. All raise what `print_pdf` raises."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from shared.pdf import print_pdf

STYLE = settings.BASE_DIR / "static/css/letter_print.css"


def printed(
    template: str, context: Mapping[str, Any], *, name: str, style: Path = STYLE
) -> HttpResponse:
    """The PDF as an answer; `name` holds a number and never a person."""
    html = render_to_string(template, dict(context))
    pdf = print_pdf(html, style.read_text(encoding="utf-8"))
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
