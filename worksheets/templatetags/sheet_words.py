"""Amounts and answers of sheets in words."""

from typing import Any

from django import template

from shared.templatetags.status import LABELS
from worksheets.models.worksheet import seen_of
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
    """A sheet and what the page showed of it, as one box carries them."""
    return f"{sheet['pk']}:{seen_of(sheet['checksum'], sheet['answer'])}"
