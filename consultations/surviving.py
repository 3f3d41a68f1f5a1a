"""Whom to offer of those found: of merged records the one that stands for the person (ADR 14)."""

from collections.abc import Sequence
from typing import Any

from consultations.models import HouseholdMembership


def surviving(user: Any, found: Sequence[HouseholdMembership]) -> list[HouseholdMembership]:
    """Each row of a merged record gives way to one of its survivor, each row once, in order.

    In the same household if the survivor is there. Without a survivor within the user's reach the
    merged record stays; its page says that it is merged.
    """
    wanted = {each.person.identity for each in found if each.person.merged_into_id is not None}
    if not wanted:
        return list(found)
    standing: dict[int, list[HouseholdMembership]] = {}
    reached = HouseholdMembership.objects.visible_to(user).filter(person__in=wanted)
    for each in reached.select_related("person", "household").order_by("pk"):
        standing.setdefault(each.person_id, []).append(each)
    offered: dict[int, HouseholdMembership] = {}
    for each in found:
        rows = standing.get(each.person.identity, []) if each.person.merged_into_id else []
        here = [row for row in rows if row.household_id == each.household_id]
        chosen = (here or rows or [each])[0]
        offered.setdefault(chosen.pk, chosen)
    return list(offered.values())
