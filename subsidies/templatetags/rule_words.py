"""Words of rule files in templates: highlighted hits of a search."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from subsidies.rule_search import parts_of

register = template.Library()


@register.filter
def highlighted(text: str, words: tuple[str, ...]) -> SafeString:
    """The text with each hit marked; without words as it is."""
    return format_html_join(
        "",
        "{}{}{}",
        (
            (SafeString("<mark>"), part, SafeString("</mark>")) if is_hit else ("", part, "")
            for part, is_hit in parts_of(str(text), words)
        ),
    )
