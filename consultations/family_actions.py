"""What is written down of a family: names, relations, children to be born, leaving a household."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from consultations.enums import Relationship
from consultations.family_enums import LeavingReason, RelationKind
from consultations.models import (
    ContactDetail,
    Household,
    HouseholdMembership,
    OtherName,
    Person,
    PersonChange,
    PersonRelation,
)
from shared.wareki import format_wareki

UNBORN = "（出生前）"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who leaves, when and why; with `own_household` they open one together."""

    ends_on: date
    reason: str
    own_household: bool = False


@transaction.atomic
def leave_household(
    memberships: Collection[HouseholdMembership],
    leaving: Leaving,
    *,
    covered: Collection[int],
    by: User,
    at: datetime,
) -> Household | None:
    """End these places in one household on a day; the household opened, if any.

    Whoever lived with somebody protected takes no address along: what was recorded of them is where
    the others still live. It ends with the place, and is asked for anew.
    """
    made = None
    if leaving.own_household:
        left = next(iter(memberships)).household
        made = Household.objects.create(
            municipality_id=left.municipality_id, center=left.center, recorded_by=by, recorded_at=at
        )
    for membership in memberships:
        membership.ends_on, membership.end_reason = leaving.ends_on, leaving.reason
        membership.save(update_fields=["ends_on", "end_reason"])
        if made is not None:
            HouseholdMembership.objects.create(
                household=made,
                person=membership.person,
                relationship=_relationship(membership, memberships),
                starts_on=leaving.ends_on,
            )
        if membership.person_id in covered:
            _end_contacts(membership.person, localdate(at))
        _keep(
            membership.person,
            {"世帯": (str(membership.household), _left(leaving))},
            by=by,
            at=at,
        )
    return made


@transaction.atomic
def return_to_household(membership: HouseholdMembership, *, by: User, at: datetime) -> bool:
    """Open a place again that was ended by mistake; False if the person stands there already.

    Contacts that ended with it do not come back: they are asked for anew.
    """
    again = membership.household.memberships.filter(
        person__identity=membership.person.identity, ends_on=None
    )
    if membership.ends_on is None or again.exists():
        return False
    left = _left(Leaving(ends_on=membership.ends_on, reason=membership.end_reason))
    membership.ends_on, membership.end_reason = None, ""
    membership.save(update_fields=["ends_on", "end_reason"])
    _keep(
        membership.person,
        {"世帯": (left, f"{membership.household}に戻した（記録の訂正）")},
        by=by,
        at=at,
    )
    return True


def _relationship(membership: HouseholdMembership, leaving: Collection[HouseholdMembership]) -> str:
    """Whoever leaves alone, or is named first, is the one with whom the new household is registered."""
    first = min(leaving, key=lambda each: each.pk)
    return Relationship.SELF if membership.pk == first.pk else membership.relationship


def _left(leaving: Leaving) -> str:
    return f"{format_wareki(leaving.ends_on)}に離れた（{LeavingReason(leaving.reason).label}）"


def _end_contacts(person: Person, day: date) -> None:
    ContactDetail.objects.current().filter(person=person).update(ends_on=day)


def add_other_name(name: OtherName, *, by: User, at: datetime) -> None:
    name.recorded_by, name.recorded_at = by, at
    name.save()


def end_other_name(name: OtherName, *, ends_on: date) -> None:
    name.ends_on = ends_on
    name.save(update_fields=["ends_on"])


def add_relation(relation: PersonRelation, *, by: User, at: datetime) -> None:
    relation.recorded_by, relation.recorded_at = by, at
    relation.save()


def end_relation(relation: PersonRelation, *, ends_on: date) -> None:
    relation.ends_on = ends_on
    relation.save(update_fields=["ends_on"])


@transaction.atomic
def expect_children(
    household: Household,
    mother: Person,
    *,
    number: int,
    expected_on: date,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> list[Person]:
    """Children to be born, with their mother and with each other; sent again, nothing is added."""
    keys = [_key_at(submission_key, position) for position in range(number)]
    saved = Person.objects.filter(municipality=household.municipality_id, submission_key__in=keys)
    if saved.exists():
        return list(saved.order_by("pk"))
    children = [
        _unborn(household, mother, position, of=number, expected_on=expected_on, key=key, at=at)
        for position, key in enumerate(keys, 1)
    ]
    known: dict[str, Any] = {"recorded_by": by, "recorded_at": at}
    relations = [
        PersonRelation(person=mother, other=child, kind=RelationKind.PARENT, **known)
        for child in children
    ]
    relations += [
        PersonRelation(person=first, other=second, kind=RelationKind.TWIN, **known)
        for position, first in enumerate(children)
        for second in children[position + 1 :]
    ]
    PersonRelation.objects.bulk_create(relations)
    return children


def first_key(submission_key: uuid.UUID) -> uuid.UUID:
    """Under which the first of the children of a form is saved."""
    return _key_at(submission_key, 0)


def _key_at(submission_key: uuid.UUID, position: int) -> uuid.UUID:
    return uuid.uuid5(submission_key, str(position))


def _unborn(
    household: Household,
    mother: Person,
    position: int,
    *,
    of: int,
    expected_on: date,
    key: uuid.UUID,
    at: datetime,
) -> Person:
    which = f" 第{position}児" if of > 1 else ""
    child = Person.objects.create(
        municipality_id=household.municipality_id,
        submission_key=key,
        registered_name=f"{mother.registered_name}の子{which}{UNBORN}"[-100:],
        expected_on=expected_on,
    )
    HouseholdMembership.objects.create(
        household=household, person=child, relationship=Relationship.CHILD, starts_on=localdate(at)
    )
    return child


@transaction.atomic
def record_birth(
    person: Person, *, name: str, kana: str, born_on: date, by: User, at: datetime
) -> None:
    """The child that was expected is born: the same person, under a name of its own."""
    before = person.registered_name
    expected = format_wareki(person.expected_on) if person.expected_on else ""
    person.registered_name, person.registered_kana, person.date_of_birth = name, kana, born_on
    person.save()
    told = {
        "氏名": (before, name),
        "フリガナ": ("", kana),
        "出生": (f"予定日 {expected}", format_wareki(born_on)),
    }
    _keep(person, told, by=by, at=at)


def _keep(person: Person, told: Mapping[str, tuple[str, str]], *, by: User, at: datetime) -> None:
    changes = {
        label: {"before": before, "after": after}
        for label, (before, after) in told.items()
        if before != after
    }
    PersonChange.objects.create(person=person, changes=changes, changed_by=by, changed_at=at)
