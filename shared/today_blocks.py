"""Parts of 「きょう」 that come from the apps above the one that draws it; added at start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class TodayBlock:
    """One part of the page: a template and what it is given under the name `part`."""

    template: str
    told: Mapping[str, Any]
    is_urgent: bool = False  # stands above the work of the day


Source = Callable[[HttpRequest], TodayBlock | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source` answers None for whoever it does not concern."""
    _sources.append(source)


def blocks_for(request: HttpRequest) -> list[TodayBlock]:
    """In the order in which they registered."""
    found = [source(request) for source in _sources]
    return [block for block in found if block is not None]
