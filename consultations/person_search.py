"""Finding persons by what a caller says: a name or reading, a number, a day, an address.

Whoever is covered by a protection is found by name, date of birth and number of the record only;
whom the user may see at all is decided by `visible_to`, not here.
"""

import contextlib
import re
import unicodedata
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from consultations.models import Person
from shared.wareki import DateTextError, parse_date

_NUMBERED = re.compile(r"(?P<kind>世帯|個人)\s*(?P<number>\d{1,18})")


def people_found_by(
    words: str, day: date, *, municipality_ids: Collection[int]
) -> QuerySet[Person]:
    """Persons of these municipalities, by any of their names or by anything else they tell."""
    people = Person.objects.filter(municipality__in=municipality_ids)
    found = people.found_by(words, day)
    with contextlib.suppress(DateTextError):
        found |= people.filter(date_of_birth=parse_date(words))
    numbered = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if numbered:
        key = "memberships__household" if numbered["kind"] == "世帯" else "pk"
        found |= people.filter(pk__in=people.filter(**{key: int(numbered["number"])}).values("pk"))
    return found
