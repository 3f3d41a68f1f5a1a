"""The one place that decides whether a contact may be shown, and that opens it.

Everything else in the product holds `Concealed` values and can only print the mask.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.enums import ContactKind
from consultations.models import (
    AddressProtection,
    AddressReveal,
    Consultation,
    ContactDetail,
    Household,
    HouseholdMembership,
    Person,
)
from shared.access import Actor
from shared.concealed import MASK, Concealed, disclosed


@dataclass(frozen=True)
class ShownContact:
    """One contact as a page may write it."""

    kind: str
    text: str
    is_masked: bool = False

    @property
    def label(self) -> str:
        return str(ContactKind(self.kind).label)


def covered_among(people: Collection[Person], day: date) -> set[int]:
    """The numbers of those whose whereabouts are hidden from everybody."""
    return set(
        Person.objects.covered(day)
        .filter(pk__in=[person.pk for person in people])
        .values_list("pk", flat=True)
    )


def contacts_of(people: Collection[Person], *, day: date) -> dict[int, list[ShownContact]]:
    """What stands today for each of `people`, every kind in its order; two queries in all."""
    covered = covered_among(people, day)
    rows = ContactDetail.objects.current().filter(person__in=people)
    known: dict[Any, Any] = {(row.person_id, row.kind): row.value for row in rows}
    return {
        person.pk: [
            _shown(kind, known.get((person.pk, kind)), is_covered=person.pk in covered)
            for kind in ContactKind
        ]
        for person in people
    }


def _shown(kind: str, value: Concealed | None, *, is_covered: bool) -> ShownContact:
    if not value:
        return ShownContact(kind, "")
    return (
        ShownContact(kind, MASK, is_masked=True)
        if is_covered
        else ShownContact(kind, disclosed(value))
    )


@dataclass(frozen=True)
class PastContact:
    """What a contact said for a while, as a page may write it."""

    shown: ShownContact
    starts_on: date | None
    ends_on: date | None


def past_contacts_of(person: Person, *, day: date) -> list[PastContact]:
    """What stood before, the latest first.

    Hidden if anybody with whom the person ever lived is protected: an address of then may be
    where that one lives now.
    """
    protected = AddressProtection.objects.standing().values("person__identity")
    lived_with = HouseholdMembership.objects.filter(person__identity__in=protected)
    homes = HouseholdMembership.objects.filter(person__identity=person.identity)
    is_hidden = (
        bool(covered_among([person], day))
        or homes.filter(household__in=lived_with.values("household")).exists()
    )
    rows = ContactDetail.objects.filter(person=person, ends_on__isnull=False)
    return [
        PastContact(_shown(row.kind, _value(row), is_covered=is_hidden), row.starts_on, row.ends_on)
        for row in rows.order_by("-ends_on", "-pk")
    ]


def _value(row: Any) -> Concealed:
    found: Concealed = row.value
    return found


def revealed(reveal: AddressReveal) -> list[ShownContact]:
    """What the person's contacts say, once the reveal is written down. Raises ValueError before."""
    if reveal.pk is None:
        raise ValueError("nobody has written down why")
    rows = ContactDetail.objects.current().filter(person=reveal.person_id)
    known: dict[str, Any] = {row.kind: row.value for row in rows}
    return [_shown(kind, known.get(kind), is_covered=False) for kind in ContactKind]


@dataclass(frozen=True)
class ShownHousehold:
    """The household of a record as its page may tell of it: by number, or only that there is one."""

    household: Household | None
    is_beyond_reach: bool = False
    caller: Person | None = None

    @property
    def text(self) -> str:
        return MASK if self.is_beyond_reach else str(self.household or "")


def household_of(record: Consultation, user: Actor) -> ShownHousehold:
    """Beyond the user's reach neither its number nor the center that keeps it."""
    if record.household_id is None:
        return ShownHousehold(None)
    found = Household.objects.visible_to(user).filter(pk=record.household_id).first()
    caller = None
    if found and record.caller_id is not None:
        caller = Person.objects.visible_to(user).filter(pk=record.caller_id).first()
    return ShownHousehold(found, is_beyond_reach=found is None, caller=caller)


def typed_contact(kind: str, value: Concealed) -> ShownContact:
    """What somebody who is not registered left for being reminded; nobody's protection is known."""
    return _shown(kind, value, is_covered=False)
