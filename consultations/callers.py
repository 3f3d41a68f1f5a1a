"""The caller of a consultation: somebody of the registry, somebody to be registered, or a name."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from accounts.models import User
from consultations.enums import Relationship
from consultations.household_actions import NewMember, attach_household, register_household
from consultations.models import Consultation, HouseholdMembership, Person

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fc\s]+")


@dataclass(frozen=True)
class NewCaller:
    """To be registered, with a household of their own, by the name in the one box."""

    name: str


Caller = HouseholdMembership | NewCaller | None


def attach_caller(record: Consultation, caller: Caller, *, by: User, at: datetime) -> Person | None:
    """Attach the record to the caller and their household; returns who was registered for it."""
    registered = None
    if isinstance(caller, NewCaller):
        caller = _register(record, caller, by=by, at=at)
        registered = caller.person
    if caller is not None:
        attach_household(record, caller.household, caller=caller.person, by=by, at=at)
    return registered


def _register(
    record: Consultation, caller: NewCaller, *, by: User, at: datetime
) -> HouseholdMembership:
    kana = caller.name if _KANA.fullmatch(caller.name) else ""
    member = NewMember(
        person=Person(registered_name=caller.name, registered_kana=kana),
        relationship=Relationship.SELF,
        starts_on=localdate(at),
        contacts={},
    )
    household = register_household(record.center, member, by=by, at=at)
    return household.memberships.select_related("household", "person").get(person=member.person)
