"""Kinds of local resources and fees, as lists put them into words."""

from functools import cache

from centers.directory.cells import folded
from centers.directory.columns import kind_words
from centers.enums import FeeKind, ResourceKind

_FREE = ("無料", "0円", "不要", "かかりません")


@cache
def _labels() -> dict[str, str]:
    """The standard's own words are those of our labels."""
    return {folded(str(kind.label)): kind.value for kind in ResourceKind}


def kind_of(text: str) -> str | None:
    """The kind that a text names; None when none is known by that word."""
    tidy = "".join(folded(text).split())
    if not tidy:
        return None
    if tidy in _labels():
        return _labels()[tidy]
    for kind, ways in kind_words():
        if any(all(word in tidy for word in words) for words in ways):
            return kind
    return None


def fee_kind_of(text: str) -> str:
    """Free, charged, or unknown when nothing is said."""
    tidy = folded(text)
    if not tidy:
        return FeeKind.UNKNOWN
    return FeeKind.FREE if tidy.startswith(_FREE) or "無料" in tidy else FeeKind.CHARGED
