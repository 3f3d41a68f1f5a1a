"""What a letter says: only what was chosen, of those who may still be named, with masked contacts.

The letter is composed from the registry whenever it is printed: a protection registered later
covers it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.enums import ContactKind
from consultations.masking import ShownContact, contacts_of
from consultations.models import HouseholdMembership, Referral
from consultations.referral_enums import HandedOver
from shared.wareki import format_wareki

TOLD_CONTACTS = (ContactKind.POSTAL_CODE, ContactKind.ADDRESS, ContactKind.PHONE)


@dataclass(frozen=True)
class LetterPerson:
    """One person of the letter: label and text of each thing handed over."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    people: Sequence[LetterPerson]
    has_left: int
    summary: str


def letter_of(referral: Referral, day: date) -> Letter:
    """`has_left` counts those chosen then who can no longer be named as of this household."""
    chosen = list(referral.people.order_by("pk"))
    members = list(
        HouseholdMembership.objects.filter(household=referral.household_id, person__in=chosen)
        .current(day)
        .not_cut(day)
        .in_order()
    )
    contacts = contacts_of([each.person for each in members], day=day)
    return Letter(
        [_person(each, contacts[each.person_id], referral.handed_over) for each in members],
        len(chosen) - len(members),
        referral.summary if HandedOver.SUMMARY in referral.handed_over else "",
    )


def _person(
    member: HouseholdMembership, contacts: Sequence[ShownContact], handed_over: Sequence[str]
) -> LetterPerson:
    person = member.person
    lines: list[tuple[str, str]] = []
    if HandedOver.NAME in handed_over:
        lines += [("氏名", person.registered_name), ("フリガナ", person.registered_kana)]
    if HandedOver.FAMILY in handed_over:
        lines.append(("続柄", member.get_relationship_display()))
    if HandedOver.BIRTH in handed_over:
        born = person.date_of_birth
        lines.append(("生年月日", format_wareki(born) if born else ""))
    if HandedOver.CONTACT in handed_over:
        lines += [(each.label, each.text) for each in contacts if each.kind in TOLD_CONTACTS]
    return LetterPerson([(label, text) for label, text in lines if text])
