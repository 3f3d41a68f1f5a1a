"""会議資料: what a recipient reads of each item. Contacts, consultations and 通告 are never in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.agenda import flag_labels
from casework.enums import PackPart
from casework.models import CaseStatusChange, Conference, ConferenceItem
from casework.packs import Pack, packs_of

# The text of a 通告 may tell who made it, an address where somebody is hiding. The reasons in the
# history of a case were written for the office: only its steps are told.
PARTS = (PackPart.SUMMARY, PackPart.NAMES, PackPart.OPEN_MATTERS)


@dataclass(frozen=True)
class PackItem:
    """One item; `case` is empty for an issue of the community and for a free matter."""

    item: ConferenceItem
    flags: Sequence[str]
    case: Pack | None
    steps: Sequence[CaseStatusChange] = ()


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
    cases = [item.case_id for item in items if item.case_id]
    steps: dict[int, list[CaseStatusChange]] = {number: [] for number in cases}
    for step in CaseStatusChange.objects.filter(case__in=cases).order_by("changed_on", "pk"):
        steps[step.case_id].append(step)
    subjects = {item.case.pk: item.case for item in items if item.case}
    packs = packs_of(list(subjects.values()), user, PARTS, day=day)
    told = {pack.case.pk: pack for pack in packs}
    return ConferencePack(
        conference,
        [
            PackItem(
                item,
                flag_labels(item.flags),
                told.get(item.case_id or 0),
                steps.get(item.case_id or 0, ()),
            )
            for item in items
        ],
    )
