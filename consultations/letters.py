"""What a letter says: only what was chosen, of those who may still be named, with masked contacts.

The letter is composed from the registry whenever it is printed: a protection registered later
covers it as well.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.child_parts import parts_for_outside
from consultations.desk_enums import PartVisibility
from consultations.enums import ContactKind
from consultations.masking import ShownContact, contacts_of
from consultations.models import Consultation, HouseholdMembership, Referral
from consultations.referral_enums import HandedOver
from shared.wareki import format_wareki

FEWEST_REPEATED = 8  # letters; a shorter line is no statement of its own
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
    parts: Sequence[tuple[str, str]]


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
        _parts(referral) if HandedOver.PARTS in referral.handed_over else [],
    )


def _parts(referral: Referral) -> list[tuple[str, str]]:
    """Of the record as it stands today: what was kept inside since then stays inside."""
    record = referral.consultation
    found = parts_for_outside(record) if record is not None else []
    return [(part.label, part.content) for part in found]


def kept_words_in(text: str, record: Consultation | None) -> bool:
    """Whether a text for outside repeats a line of what is kept at the center."""
    if record is None:
        return False
    told = _plain(text)
    kept = record.child_parts.filter(visibility=PartVisibility.OWN_CENTER)
    lines = (line for part in kept for line in part.content.splitlines())
    return any(len(_plain(line)) >= FEWEST_REPEATED and _plain(line) in told for line in lines)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


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
