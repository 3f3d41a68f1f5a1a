"""会議資料: what a recipient reads of each item. Contacts, consultations and 通告 are never in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.agenda import flag_labels
from casework.enums import PackPart
from casework.models import Conference, ConferenceItem
from casework.packs import Pack, pack_of

# The text of a 通告 may tell who made it; an address may tell where somebody is hiding.
PARTS = (PackPart.SUMMARY, PackPart.NAMES, PackPart.HISTORY, PackPart.OPEN_MATTERS)


@dataclass(frozen=True)
class PackItem:
    """One item; `case` is empty for an issue of the community and for a free matter."""

    item: ConferenceItem
    flags: Sequence[str]
    case: Pack | None


@dataclass(frozen=True)
class ConferencePack:
    conference: Conference
    items: Sequence[PackItem]

    @property
    def tells_cases(self) -> bool:
        return any(each.case for each in self.items)


def conference_pack_of(
    conference: Conference, items: Sequence[ConferenceItem], user: Any, *, day: date
) -> ConferencePack:
    """As `user` may read it; `items` are those open to the user."""
    return ConferencePack(
        conference,
        [
            PackItem(
                item,
                flag_labels(item.flags),
                pack_of(item.case, user, PARTS, day=day) if item.case else None,
            )
            for item in items
        ],
    )
