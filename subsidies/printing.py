"""What is printed: the screen's own HTML as A4 PDF. All raise what `print_pdf` raises."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from shared.pdf import print_pdf
from subsidies.models import JudgementSheet

STYLES = settings.BASE_DIR / "static/css"


def judgement_sheet_html(judgement_sheet: JudgementSheet) -> str:
    return render_to_string(
        "subsidies/judgement_sheet_print.html", {"judgement_sheet": judgement_sheet}
    )


def judgement_sheet_pdf(judgement_sheet: JudgementSheet) -> bytes:
    """The same sheet gives the same pages each time."""
    return print_pdf(judgement_sheet_html(judgement_sheet), _style("judgement_sheet_print.css"))


def comparison_pdf(context: Mapping[str, Any]) -> bytes:
    """新旧対照表: two columns, what differs underlined."""
    html = render_to_string("rules/comparison_print.html", dict(context))
    return print_pdf(html, _style("rules_print.css"))


def rule_book_pdf(context: Mapping[str, Any]) -> bytes:
    """A whole version in words."""
    html = render_to_string("rules/version_print.html", dict(context))
    return print_pdf(html, _style("rules_print.css"))


def _style(name: str) -> str:
    return str((STYLES / name).read_text(encoding="utf-8"))
