"""Values of a local resource as lists tell them: text, whole numbers and lists, as JSON keeps them."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from centers.directory.ages import age_text
from centers.enums import FeeKind, ResourceKind
from centers.models import LocalResource
from shared.clock_time import format_clock
from shared.wareki import format_wareki

FIELDS = (
    "name", "name_kana", "kind", "kind_text", "operator", "area", "area_code", "postal_code",
    "address", "building", "town", "latitude", "longitude", "phone", "weekdays", "opens_at",
    "closes_at", "hours_note", "age_from", "age_to", "ages_note", "fee_kind", "fee", "content",
    "capacity", "opened_on", "closed_on", "url", "remarks", "extras", "source_id",
)  # fmt: skip
LABELS = {each.name: str(each.verbose_name) for each in LocalResource._meta.concrete_fields}
DATES, TIMES = {"opened_on", "closed_on"}, {"opens_at", "closes_at"}
NUMBERS = {"latitude", "longitude"}
NOTHING_TOLD: dict[str, Any] = {
    "kind": ResourceKind.OTHER.value,
    "fee_kind": FeeKind.UNKNOWN.value,
}


def plain(resource: LocalResource, name: str) -> Any:
    """What the row says in the words of a list."""
    value = getattr(resource, name)
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case time():
            return format_clock(value)
        case date():
            return value.isoformat()
        case str():
            return str(value)
    return value


def restored(name: str, value: Any) -> Any:
    """What the model keeps of a list's value."""
    if value is None:
        return None
    if name in DATES:
        return date.fromisoformat(value)
    if name in TIMES:
        hour, minute = value.split(":")
        return time(int(hour), int(minute))
    return Decimal(value) if name in NUMBERS else value


def is_blank(name: str, value: Any) -> bool:
    return value in (None, "", []) or value == NOTHING_TOLD.get(name)


def shown(name: str, value: Any) -> str:
    """For the eye; empty for nothing."""
    if value in (None, "", []):
        return ""
    return _SHOWN.get(name, str)(value)


def _day(value: str) -> str:
    return format_wareki(date.fromisoformat(value))


def _pairs(value: list[list[str]]) -> str:
    return "、".join(f"{title}：{text}" for title, text in value)


_SHOWN: dict[str, Callable[[Any], str]] = {
    "kind": lambda value: str(ResourceKind(value).label),
    "fee_kind": lambda value: str(FeeKind(value).label),
    "age_from": age_text,
    "age_to": age_text,
    "opened_on": _day,
    "closed_on": _day,
    "extras": _pairs,
}
