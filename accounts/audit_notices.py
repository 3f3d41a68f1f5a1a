"""Numbers that the auditor's page shows, told by the apps above `accounts`.

`consultations` says how many accesses await their review; `accounts` knows no consultations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import User


@dataclass(frozen=True)
class Notice:
    """One line with the page that it leads to."""

    text: str
    url: str


Notices = Callable[[User, date], list[Notice]]
_told: list[Notices] = []


def register(notices: Notices) -> Notices:
    _told.append(notices)
    return notices


def notices_for(user: User, day: date) -> list[Notice]:
    return [notice for notices in _told for notice in notices(user, day)]
