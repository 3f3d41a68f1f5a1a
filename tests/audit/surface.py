"""One surface that leaves an entry."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Surface:
    """`url` and `pk` name a page and what of the office it is about; `data` makes it a POST."""

    url: str
    role: str
    action: str
    kind: str
    pk: tuple[Any, ...] = ()
    ids: str = ""
    data: Any = None
    query: str = ""
    count: int | None = 1

    def __str__(self):
        return f"{self.url}{self.query}{' post' if self.data is not None else ''}"
