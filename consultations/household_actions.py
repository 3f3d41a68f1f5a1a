"""What is done to the registry: register, change, attach, protect, reveal."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.models import User
from centers.models import Center
from consultations.amendments import amend
from consultations.enums import ContactKind, Relationship
from consultations.models import (
    AddressProtection,
    AddressReveal,
    Consultation,
    ContactDetail,
    Household,
    HouseholdMembership,
    Person,
    PersonChange,
    contact_key,
)
from shared.japanese_text import fold_key
from shared.wareki import format_wareki

A_DAY = timedelta(days=1)


class SavedBeforeError(Exception):
    """The same form was sent again: what it registers is registered."""


class RevealedBeforeError(Exception):
    """The same form was sent again: what it showed is shown once."""


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """Somebody not yet registered, as a filled-in form tells of them."""

    person: Person
    relationship: str
    starts_on: date
    contacts: Mapping[str, str]


def register_household(center: Center, member: NewMember, *, by: User, at: datetime) -> Household:
    """A household kept by `center`, with its first member.

    Raises SavedBeforeError when the form is sent again.
    """
    with _once(member, center.municipality_id):
        household = _new_household(center, by=by, at=at)
        _join(household, member, at=at)
    return household


def add_member(household: Household, member: NewMember, *, at: datetime) -> None:
    """One more member. Raises SavedBeforeError when the form is sent again."""
    with _once(member, household.municipality_id):
        _join(household, member, at=at)


@contextmanager
def _once(member: NewMember, municipality_id: int) -> Iterator[None]:
    """All of it or nothing."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "person_is_saved_once" not in str(error):
            raise
        raise SavedBeforeError(municipality_id, member.person.submission_key) from error


def _new_household(center: Center, *, by: User, at: datetime) -> Household:
    return Household.objects.create(
        municipality_id=center.municipality_id, center=center, recorded_by=by, recorded_at=at
    )


def _join(household: Household, member: NewMember, *, at: datetime) -> None:
    person = member.person
    person.municipality_id = household.municipality_id
    person.save()
    change_contacts(person, member.contacts, at=at)
    HouseholdMembership.objects.create(
        household=household,
        person=person,
        relationship=member.relationship,
        starts_on=member.starts_on,
    )


@transaction.atomic
def change_person(
    membership: HouseholdMembership,
    person: Person,
    *,
    relationship: str,
    contacts: Mapping[str, str],
    by: User,
    at: datetime,
) -> None:
    """Write what is told now; what stood before is kept beside it."""
    before = HouseholdMembership.objects.select_related("person").get(pk=membership.pk)
    person.save()
    membership.relationship = relationship
    membership.save(update_fields=["relationship"])
    change_contacts(person, contacts, at=at)
    changes = _changes(_told(before.person, before), _told(person, membership), contacts)
    if changes:
        PersonChange.objects.create(person=person, changes=changes, changed_by=by, changed_at=at)


def _told(person: Person, membership: HouseholdMembership) -> dict[str, str]:
    born = person.date_of_birth
    return {
        "氏名": person.registered_name,
        "フリガナ": person.registered_kana,
        "生年月日": format_wareki(born) if born else "",
        "続柄": str(Relationship(membership.relationship).label),
    }


def _changes(
    before: Mapping[str, str], after: Mapping[str, str], contacts: Collection[str]
) -> dict[str, dict[str, str]]:
    """By label. Of a contact only that it changed: what it says may be hidden."""
    told = {
        label: {"before": before[label], "after": after[label]}
        for label in before
        if before[label] != after[label]
    }
    if contacts:
        kinds = "、".join(str(kind.label) for kind in ContactKind if kind in contacts)
        told["連絡先等"] = {"before": "", "after": f"{kinds}を変更"}
    return told


def change_contacts(person: Person, contacts: Mapping[str, str], *, at: datetime) -> None:
    """End what stood for each kind named and begin what is given; an empty one only ends."""
    day = localdate(at)
    standing = ContactDetail.objects.current().filter(person=person, kind__in=contacts)
    standing.update(ends_on=day)
    ContactDetail.objects.bulk_create(
        ContactDetail(
            person=person, kind=kind, value=value, value_key=contact_key(value), starts_on=day
        )
        for kind, value in contacts.items()
        if value
    )


def attach_household(
    consultation: Consultation,
    household: Household | None,
    *,
    by: User,
    at: datetime,
    caller: Person | None = None,
) -> None:
    """None detaches. Who called is known from now on; what is counted stays what it was.

    The history says that it happened and not to whom: not every reader reaches the household.
    """
    if (consultation.household_id, consultation.caller_id) == (
        household and household.pk,
        caller and caller.pk,
    ):
        return
    amend(
        consultation,
        {
            "household": {
                "label": "世帯・相談者との結び付き",
                "before": "あり" if consultation.household_id else "なし",
                "after": ("あり（相談者）" if caller else "あり") if household else "なし",
            }
        },
        reason="結び付きの登録" if household else "結び付きの取りやめ",
        by=by,
        at=at,
        household=household,
        caller=caller,
    )


@transaction.atomic
def protect_person(
    protection: AddressProtection,
    *,
    companions: Collection[Person] = (),
    by: User,
    at: datetime,
) -> Household | None:
    """Register the protection; the household made for those it covers, if they had to part.

    Somebody who shares a household record with the counter-party is moved out of it together with
    `companions`, and the consultations that hung on the shared record go along, except for those in
    which the counter-party called: they must not lead there.
    """
    protection.recorded_by, protection.recorded_at = by, at
    if protection.counter_party is None:
        protection.counter_party = _namesake(protection, localdate(at))
    protection.save()
    if protection.counter_party is None:
        return None
    day = localdate(at)
    shared = _shared_households(protection)
    current = HouseholdMembership.objects.current(day).filter(
        person__identity=protection.person.identity
    )
    left = current.filter(household__in=shared).order_by("pk").first()
    made = None
    if left is not None:
        made = _new_household(left.household.center, by=by, at=at)
        moving = [person.identity for person in (protection.person, *companions)]
        for each in HouseholdMembership.objects.current(day).filter(
            household__in=shared, person__identity__in=moving
        ):
            _move(each, made, day)
    home = made or _home(protection.person, day)
    if home is not None:
        _take_along(shared, home, but_of=protection.counter_party)
    return made


def _take_along(shared: Collection[int], home: Household, *, but_of: Person) -> None:
    """The consultations of the shared records, but not those in which the counter-party called."""
    calls = (
        Consultation.objects.filter(household__in=shared)
        .exclude(caller__isnull=False, caller=but_of)
        .values_list("pk", "caller_name")
    )
    moving = [pk for pk, name in calls if fold_key(name) != but_of.name_key]
    Consultation.objects.filter(pk__in=moving).update(household=home)


def _namesake(protection: AddressProtection, day: date) -> Person | None:
    """Who in the same household records bears the name that was typed."""
    key = fold_key(protection.counter_party_name)
    if not key:
        return None
    among = possible_counter_parties(protection.person, day)
    return next((person for person in among if person.name_key == key), None)


def possible_counter_parties(person: Person, day: date) -> list[Person]:
    """Everybody who is or was in a household with `person`, but nobody who is hidden from them."""
    households = HouseholdMembership.objects.filter(person__identity=person.identity).values(
        "household"
    )
    together = HouseholdMembership.objects.filter(household__in=households).not_cut(day)
    found = Person.objects.filter(pk__in=together.values("person")).exclude(
        identity=person.identity
    )
    return list(found.order_by("pk"))


def _shared_households(protection: AddressProtection) -> list[int]:
    """Where both are or were members."""
    counter_party: Any = protection.counter_party
    both = HouseholdMembership.objects.filter(
        person__identity=protection.person.identity,
        household__memberships__person__identity=counter_party.identity,
    )
    return list(both.values_list("household", flat=True).distinct())


def _move(membership: HouseholdMembership, to: Household, day: date) -> None:
    if membership.starts_on >= day:  # begun today: it never stood, or those left behind would
        membership.household = to  # count as living with somebody protected
        membership.save(update_fields=["household"])
        return
    membership.ends_on = day - A_DAY
    membership.save(update_fields=["ends_on"])
    HouseholdMembership.objects.create(
        household=to,
        person_id=membership.person_id,
        relationship=membership.relationship,
        starts_on=day,
    )


def _home(person: Person, day: date) -> Household | None:
    membership = (
        HouseholdMembership.objects.current(day)
        .filter(person__identity=person.identity)
        .select_related("household")
        .order_by("-pk")
        .first()
    )
    return None if membership is None else membership.household


def end_protection(protection: AddressProtection, *, reason: str, by: User, at: datetime) -> None:
    protection.ended_on, protection.ended_by = localdate(at), by
    protection.end_reason = reason
    protection.save(update_fields=["ended_on", "ended_by", "end_reason"])


def write_reveal(
    person: Person,
    household: Household,
    *,
    reason: str,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> AddressReveal:
    """Write down who looks and why. Raises RevealedBeforeError when the form is sent again."""
    values: dict[str, Any] = {"reason": reason, "submission_key": submission_key}
    try:
        with transaction.atomic():
            return AddressReveal.objects.create(
                household=household, person=person, revealed_by=by, revealed_at=at, **values
            )
    except IntegrityError as error:
        if "address_reveal_shows_once" not in str(error):
            raise
        raise RevealedBeforeError(submission_key) from error
