"""Finding persons by what a caller says: a name however written, a number, a day, an address.

Whoever is covered by a protection is found by name, date of birth and number of the record only;
whom the user may see at all is decided by `visible_to`, not here.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from consultations.models import (
    ContactPart,
    HouseholdMembership,
    NamePart,
    Person,
    contact_key,
)
from consultations.models.household import SHORTEST_NUMBER, SHORTEST_PLACE
from shared.japanese_text import fold_key, kana_key
from shared.name_sound import sound_key
from shared.wareki import DateTextError, parse_date

_NUMBERED = re.compile(r"(?P<kind>世帯|個人)\s*(?P<number>\d{1,18})")


def people_found_by(
    words: str, day: date, *, municipality_ids: Collection[int]
) -> QuerySet[Person]:
    """Persons of these municipalities, by any of their names or by anything else they tell."""
    if not fold_key(words):
        return Person.objects.none()
    found: QuerySet[Any, Any] = _by_name(words, municipality_ids)
    others = (_by_day(words), _by_number(words), _by_contact(words, day, municipality_ids))
    found = found.union(*(people.values("pk") for people in others if people is not None))
    return Person.objects.filter(pk__in=found)


def members_found_by(
    user: Any, words: str, day: date, *, limit: int
) -> tuple[list[HouseholdMembership], bool]:
    """The first of those found within the user's reach, with their names, and whether more are."""
    held = {grant.municipality_id for grant in user.roles_held}
    people = people_found_by(words, day, municipality_ids=held)
    # In two steps: in one the planner walks all persons in the order of their readings, and asks of
    # each whether it was found (18 s among 200,000).
    numbers = list(people.values_list("pk", flat=True))
    listed = list(
        HouseholdMembership.objects.visible_to(user)
        .filter(person__in=numbers)
        .select_related("person", "household")
        .prefetch_related("person__other_names")
        .order_by("person__kana_key", "pk")[: limit + 1]
    )
    return listed[:limit], len(listed) > limit


def _by_name(words: str, municipality_ids: Collection[int]) -> QuerySet[Any, Any]:
    """The numbers of those of whom a name, a reading or a sound holds the words."""
    keys = {fold_key(words), kana_key(words), sound_key(words)} - {""}
    # Named though the context knows them: the index begins with the municipality.
    parts = NamePart.objects.filter(municipality__in=municipality_ids)
    return parts.beginning_with(sorted(keys)).values("person")


def _by_day(words: str) -> QuerySet[Person] | None:
    try:
        return Person.objects.filter(date_of_birth=parse_date(words))
    except DateTextError:
        return None


def _by_number(words: str) -> QuerySet[Person] | None:
    found = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None:
        return None
    number = int(found["number"])
    if found["kind"] == "世帯":
        return Person.objects.filter(memberships__household=number)
    return Person.objects.filter(pk=number)


def _by_contact(
    words: str, day: date, municipality_ids: Collection[int]
) -> QuerySet[Person] | None:
    contact = contact_key(words)
    if len(contact) < (SHORTEST_NUMBER if contact.isascii() else SHORTEST_PLACE):
        return None
    parts = ContactPart.objects.filter(municipality__in=municipality_ids)
    reached = parts.beginning_with(contact)
    covered = Person.objects.covered(day).values("pk")
    return Person.objects.filter(pk__in=reached.values("person")).exclude(pk__in=covered)
