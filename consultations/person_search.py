"""Finding persons by what a caller says: a name however written, a number, a day, an address.

Whoever is covered by a protection is found by name, date of birth and number of the record only;
whom the user may see at all is decided by `visible_to`, not here.
"""

import re
import unicodedata
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultations.enums import SEARCHED_CONTACTS
from consultations.models import ContactDetail, OtherName, Person, contact_key
from consultations.models.household import SHORTEST_NUMBER, SHORTEST_PLACE
from shared.japanese_text import fold_key, kana_key
from shared.name_sound import sound_key
from shared.wareki import DateTextError, parse_date

NOTHING = Q(pk__in=())
_NUMBERED = re.compile(r"(?P<kind>世帯|個人)\s*(?P<number>\d{1,18})")


def people_found_by(words: str, day: date) -> QuerySet[Person]:
    """Persons within the municipal context, by any of their names or by anything else they tell."""
    name = fold_key(words)
    if not name:
        return Person.objects.none()
    names = _names(words)
    matches = names | Q(Exists(OtherName.objects.filter(names, person=OuterRef("pk"))))
    matches |= _by_day(words) | _by_number(words) | _by_contact(words, day)
    return Person.objects.filter(matches)


def _names(words: str) -> Q:
    """By parts of the keys; of persons and of their other names alike."""
    matches = Q(name_key__contains=fold_key(words)) | Q(kana_key__contains=kana_key(words))
    sound = sound_key(words)
    return matches | Q(sound_key__contains=sound) if sound else matches


def _by_day(words: str) -> Q:
    try:
        return Q(date_of_birth=parse_date(words))
    except DateTextError:
        return NOTHING


def _by_number(words: str) -> Q:
    found = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None:
        return NOTHING
    number = int(found["number"])
    return Q(memberships__household=number) if found["kind"] == "世帯" else Q(pk=number)


def _by_contact(words: str, day: date) -> Q:
    contact = contact_key(words)
    if len(contact) < (SHORTEST_NUMBER if contact.isascii() else SHORTEST_PLACE):
        return NOTHING
    reached = ContactDetail.objects.current().filter(
        kind__in=SEARCHED_CONTACTS, value_key__contains=contact, person=OuterRef("pk")
    )
    return Q(Exists(reached)) & ~Q(pk__in=Person.objects.covered(day).values("pk"))
