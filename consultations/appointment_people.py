"""Whom an appointment is for, as somebody at the screen may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.appointment_enums import ReminderWish
from consultations.enums import ContactKind
from consultations.masking import ShownContact, contacts_of, covered_among, typed_contact
from consultations.models import Appointment, Person
from shared.access import Actor

ANONYMOUS, OUT_OF_REACH = "匿名", "登録された人"
REGISTERED_KINDS = (ContactKind.PHONE, ContactKind.EMAIL)


@dataclass(frozen=True)
class Whom:
    """A name, an alias, 匿名; of a registered person beyond one's reach only that there is one."""

    text: str
    person: Person | None = None
    is_covered: bool = False


def whom_of(appointments: Collection[Appointment], user: Actor, day: date) -> dict[int, Whom]:
    """By the appointment's number; two queries however many there are."""
    named = {each.person.pk: each.person for each in appointments if each.person is not None}
    reached = set(Person.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    covered = covered_among(list(named.values()), day)
    found = {}
    for each in appointments:
        person = each.person
        if person is None:
            found[each.pk] = Whom(each.alias or ANONYMOUS)
        elif person.pk in reached:
            found[each.pk] = Whom(person.registered_name, person, person.pk in covered)
        else:
            found[each.pk] = Whom(OUT_OF_REACH, None, person.pk in covered)
    return found


def how_to_reach(
    appointments: Collection[Appointment], whom: dict[int, Whom], day: date
) -> dict[int, list[ShownContact]]:
    """What the registry knows of a registered person, masked; else what was told when booking."""
    people = {each.person for each in whom.values() if each.person is not None}
    known = contacts_of(people, day=day)
    found: dict[int, list[ShownContact]] = {}
    for each in appointments:
        person = whom[each.pk].person
        if person is not None:
            contacts = known[person.pk]
            found[each.pk] = [
                contact for contact in contacts if contact.kind in REGISTERED_KINDS and contact.text
            ]
        elif each.person_id is None and each.reminder_contact:
            kind = ContactKind.EMAIL if _is_email(each) else ContactKind.PHONE
            told: Any = each.reminder_contact
            found[each.pk] = [typed_contact(kind, told)]
        else:
            found[each.pk] = []
    return found


def _is_email(appointment: Appointment) -> bool:
    return appointment.reminder_wish == ReminderWish.EMAIL
