"""Pages of a long list."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict


def pagination(page: Page, query: QueryDict, *, unit: str) -> dict[str, str]:
    """The links to the pages around, with the conditions kept, for `components/pagination.html`."""
    kept = query.copy()
    kept.pop("page", None)

    def url(number: int) -> str:
        return f"?{urlencode([*pairs(kept), ('page', str(number))])}"

    first, last, total = page.start_index(), page.end_index(), page.paginator.count
    return {
        "range_text": f"{total:,}{unit}中 {first:,}～{last:,}{unit}目" if total else f"0{unit}",
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


def pairs(query: QueryDict) -> Iterable[tuple[str, str]]:
    """Every condition with each of its values."""
    return [(name, value) for name, values in query.lists() for value in values if value]
