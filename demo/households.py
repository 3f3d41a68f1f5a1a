"""The registry: a dozen households, and the consultations of those who had called before."""

import uuid
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
    contact_key,
)
from consultations.postal_codes import Place, load_postal_codes
from demo.chance import dice
from demo.contacts import KEYS, Contact
from demo.data_files import read
from demo.period import FIRST_DAY, moment
from demo.world import World


def build_households(world: World, log: list[Contact]) -> int:
    """Saved before the log, which names them; the number of households."""
    people: dict[str, Person] = {}
    told = read("households")
    load_postal_codes(
        [Place(prefecture="見本県", city="つなぎ市", **place) for place in told["place"]]
    )
    rows = told["household"]
    for row in rows:
        household = _household(world, row)
        for member in row["members"]:
            people[member["name"]] = person = _member(household, row, member)
            if member.get("caller"):
                _attach(world, log, row["center"], household, person)
    for row in rows:
        if "protection" in row:
            _protect(world, row, people)
    return len(rows)


def _household(world: World, row: dict[str, Any]) -> Household:
    center = world.centers[row["center"]]
    day = FIRST_DAY
    [(account, _), *_] = world.recorders(row["center"], day)
    return Household.objects.create(
        municipality=center.municipality,
        center=center,
        recorded_by=world.users[account],
        recorded_at=moment(day),
    )


def _member(household: Household, row: dict[str, Any], member: dict[str, Any]) -> Person:
    person = Person(
        municipality=household.municipality,
        submission_key=uuid.uuid5(KEYS, f"person/{member['name']}"),
        registered_name=member["name"],
        registered_kana=member["kana"],
        date_of_birth=member["born"],
    )
    person.save()
    HouseholdMembership.objects.create(
        household=household,
        person=person,
        relationship=member["relationship"],
        starts_on=max(FIRST_DAY, member["born"]),
    )
    of_the_caller = row if member.get("caller") else {"address": row["address"]}
    values = {kind: (member | of_the_caller).get(kind) for kind in ContactKind}
    ContactDetail.objects.bulk_create(
        ContactDetail(person=person, kind=kind, value=value, value_key=contact_key(value))
        for kind, value in values.items()
        if value
    )
    return person


def _attach(
    world: World, log: list[Contact], center: str, household: Household, person: Person
) -> None:
    """One of the callers who called most often turns out to be this person."""
    of_center = [
        each.consultation
        for each in log
        if each.consultation.center == world.centers[center]
        and each.consultation.caller_name
        and each.consultation.household is None
    ]
    by_caller: dict[str, list[Consultation]] = {}
    for row in of_center:
        if " " in row.caller_name:  # an agency has no given name
            by_caller.setdefault(row.caller_name, []).append(row)
    if not by_caller:
        return
    often = sorted(by_caller, key=lambda name: (-len(by_caller[name]), name))[:10]
    chance = dice(world.seed, "households", person.registered_name)
    for row in by_caller[chance.choice(often)]:
        row.caller_name, row.household = person.registered_name, household


def _protect(world: World, row: dict[str, Any], people: dict[str, Person]) -> None:
    protection = dict(row["protection"])
    counter_party = people[protection.pop("counter_party")]
    person = people[row["members"][0]["name"]]
    [(account, _), *_] = world.recorders(row["center"], protection["starts_on"])
    AddressProtection.objects.create(
        person=person,
        counter_party=counter_party,
        counter_party_name=counter_party.registered_name,
        recorded_by=world.users[account],
        recorded_at=moment(protection["starts_on"]),
        **protection,
    )
    for reveal in row["reveals"]:
        [(account, _), *_] = world.recorders(row["center"], reveal["on"])
        AddressReveal.objects.create(
            household=person.memberships.get().household,
            person=person,
            submission_key=uuid.uuid5(KEYS, f"reveal/{person.registered_name}/{reveal['on']}"),
            reason=reveal["reason"],
            revealed_at=moment(reveal["on"]),
            revealed_by=world.users[account],
        )
