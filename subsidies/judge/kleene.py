"""Strong three-valued logic, with a fourth answer for what a text does not ask of a case."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def conjunction(statuses: Iterable[Status]) -> Status:
    """One failure settles it, even while others are unknown; what does not apply drops out."""
    return _strongest(statuses, (Status.NOT_MET, Status.UNKNOWN, Status.MET))


def disjunction(statuses: Iterable[Status]) -> Status:
    """One success settles it, even while others are unknown; what does not apply drops out."""
    return _strongest(statuses, (Status.MET, Status.UNKNOWN, Status.NOT_MET))


def negation(status: Status) -> Status:
    opposite = {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}
    return opposite.get(status, status)


def truth(value: bool | None) -> Status:  # noqa: FBT001 -- the value itself is the subject
    if value is None:
        return Status.UNKNOWN
    return Status.MET if value else Status.NOT_MET


def _strongest(statuses: Iterable[Status], order: tuple[Status, ...]) -> Status:
    seen = set(statuses)
    return next((status for status in order if status in seen), Status.NOT_APPLICABLE)
