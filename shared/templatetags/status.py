"""The words and marks of the four outcomes, the same on every screen and every printed sheet."""

from django import template

register = template.Library()

LABELS = {
    "met": "満たす",
    "not_met": "満たさない",
    "unknown": "要確認",
    "not_applicable": "対象外",
}
MARKS = {"met": "○", "not_met": "×", "unknown": "？", "not_applicable": "－"}


@register.filter
def status_label(status: str) -> str:
    return LABELS[status]


@register.filter
def status_mark(status: str) -> str:
    return MARKS[status]
