"""Words of rule files in templates: highlighted hits of a search."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from subsidies.judge.rulebook import Scheme, Version
from subsidies.judge.words import word
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


@register.filter
def is_draft(version: Version) -> bool:
    """Reading matter: never in force."""
    return version.scheme is Scheme.DRAFT


@register.filter
def beside_national(version: Version) -> str:
    """Whose text it is, where it is not the national guideline's."""
    return "" if version.scheme is Scheme.NATIONAL else word("scheme", version.scheme)
