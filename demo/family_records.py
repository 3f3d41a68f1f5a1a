"""The registry in depth: other names, relations, children to be born, somebody registered twice."""

import uuid
from typing import Any

from accounts.enums import Role
from accounts.models import RoleGrant, User
from consultations.enums import ContactKind, Relationship
from consultations.family_actions import Leaving, expect_children, leave_household
from consultations.merge_actions import merge_persons
from consultations.models import (
    ContactDetail,
    Household,
    HouseholdMembership,
    OtherName,
    Person,
    PersonRelation,
    contact_key,
)
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import FIRST_DAY, moment
from demo.world import World


def build_family_records(world: World) -> str:
    """After the households; what was built, in a word."""
    data = read("families")
    municipality = world.centers["tsunagi-01"].municipality
    people = {
        person.registered_name: person
        for person in Person.objects.filter(municipality=municipality).order_by("pk")
    }
    for row in data["other_name"]:
        _name(row, people[row["of"]])
    for row in data["relation"]:
        _relate(row, people)
    for row in data["expecting"]:
        _expect(row, people[row["mother"]])
    for row in data["leaving"]:
        _leave(row, people[row["name"]])
    for row in data["again"]:
        _again(world, row, people)
    return f"{len(data['again'])}件の重複と、氏名・家族関係・出生前・世帯の異動の例"


def _home(person: Person) -> HouseholdMembership:
    return person.memberships.select_related("household__center").get()


def _recorder(person: Person) -> User:
    recorder: User = _home(person).household.recorded_by
    return recorder


def _name(row: dict[str, Any], person: Person) -> None:
    OtherName.objects.create(
        person=person,
        kind=row["kind"],
        name=row["name"],
        kana=row["kana"],
        ends_on=row.get("ends_on"),
        recorded_by=_recorder(person),
        recorded_at=moment(FIRST_DAY),
    )


def _relate(row: dict[str, Any], people: dict[str, Person]) -> None:
    person = people[row["of"]]
    PersonRelation.objects.create(
        person=person,
        other=people[row["to"]],
        kind=row["kind"],
        starts_on=row["starts_on"],
        recorded_by=_recorder(person),
        recorded_at=moment(FIRST_DAY),
    )


def _expect(row: dict[str, Any], mother: Person) -> None:
    expect_children(
        _home(mother).household,
        mother,
        number=row["number"],
        expected_on=row["expected_on"],
        submission_key=uuid.uuid5(KEYS, f"expecting/{mother.registered_name}"),
        by=_recorder(mother),
        at=moment(row["on"]),
    )


def _leave(row: dict[str, Any], person: Person) -> None:
    leave_household(
        [_home(person)],
        Leaving(ends_on=row["on"], reason=row["reason"]),
        covered=(),
        by=_recorder(person),
        at=moment(row["on"]),
    )


def _again(world: World, row: dict[str, Any], people: dict[str, Person]) -> None:
    center, at = world.centers[row["center"]], moment(row["on"])
    [(account, _), *_] = world.recorders(row["center"], row["on"])
    household = Household.objects.create(
        municipality=center.municipality,
        center=center,
        recorded_by=world.users[account],
        recorded_at=at,
    )
    person = Person.objects.create(
        municipality=center.municipality,
        submission_key=uuid.uuid5(KEYS, f"again/{row['name']}"),
        registered_name=row["name"],
        registered_kana=row["kana"],
        date_of_birth=row["born"],
    )
    HouseholdMembership.objects.create(
        household=household, person=person, relationship=Relationship.SELF, starts_on=row["on"]
    )
    phone = row["phone"]
    ContactDetail.objects.create(
        person=person, kind=ContactKind.PHONE, value=phone, value_key=contact_key(phone)
    )
    if "of" in row:
        grants = RoleGrant.objects.filter(center=center, role=Role.CHIEF_COORDINATOR)
        chief = grants.select_related("user").order_by("pk")[0].user
        merge_persons(
            person, people[row["of"]], center=center, reason=row["reason"], by=chief, at=at
        )
