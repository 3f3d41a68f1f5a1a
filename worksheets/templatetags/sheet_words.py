"""Amounts and answers of sheets in words."""

from typing import Any

from django import template

from shared.templatetags.status import LABELS
from worksheets.words import CLAIM_LABELS, yen

register = template.Library()
register.filter("yen", yen)


@register.filter
def claim_label(status: str) -> str:
    return str(CLAIM_LABELS.get(status, status))


@register.filter
def is_judged_word(status: str) -> bool:
    """Whether the badge of judgements has a mark for it."""
    return status in LABELS


@register.filter
def seen_value(sheet: Any) -> str:
    """A sheet and the content that the page showed, as one box carries them."""
    return f"{sheet['pk']}:{sheet['checksum']}"
