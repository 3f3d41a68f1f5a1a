"""引継資料: what a hand-over pack says. Only what was chosen; contacts and notifier masked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from casework.enums import PackPart
from casework.identity import CaseIdentity, ShownSubject, identities_of
from casework.losses import STOPPED
from casework.masking import telling_route
from casework.models import (
    AttentionChange,
    Case,
    CaseRecord,
    CaseStatusChange,
    Notification,
    SupportNote,
)
from casework.open_matters import OpenMatter, open_matters_by_case
from consultations.enums import ContactKind
from consultations.masking import ShownContact, contacts_of
from consultations.models import Consultation
from shared.wareki import format_wareki

TOLD_CONTACTS = (ContactKind.POSTAL_CODE, ContactKind.ADDRESS, ContactKind.PHONE)
MOST_NOTES = 200


@dataclass(frozen=True)
class PackPerson:
    """One subject as label and text of each thing handed over."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pack:
    """One case. A part that was not chosen is empty."""

    identity: CaseIdentity
    parts: frozenset[str]
    people: Sequence[PackPerson] = ()
    history: Sequence[CaseStatusChange | AttentionChange] = ()
    notes: Sequence[SupportNote] = ()
    records: Sequence[Consultation] = ()
    notification: Notification | None = None
    open_matters: Sequence[OpenMatter] = ()
    leaves_out_restricted: int = 0
    tells_route: bool = True  # by which way it came says who told of it
    caution: str = ""  # of a family that lost a child

    @property
    def case(self) -> Case:
        return self.identity.case

    @property
    def tells_summary(self) -> bool:
        return PackPart.SUMMARY in self.parts


def pack_of(case: Case, user: Any, parts: Collection[str], *, day: date) -> Pack:
    """As the user may read it, on `day`. Restricted consultations are left out and counted."""
    return packs_of([case], user, parts, day=day)[0]


def packs_of(cases: Sequence[Case], user: Any, parts: Collection[str], *, day: date) -> list[Pack]:
    """One for each case, in their order; the number of queries does not depend on how many.

    Of a family that lost a child nothing is told of what was planned: the pack cautions.
    """
    chosen, numbers = frozenset(parts), [case.pk for case in cases]
    identities = identities_of(cases, day)
    matters = open_matters_by_case(cases, user) if PackPart.OPEN_MATTERS in chosen else {}
    stopped = set(Case.objects.stopped().filter(pk__in=numbers).values_list("pk", flat=True))
    people = _people(identities, chosen, day)
    history = _history(numbers) if PackPart.HISTORY in chosen else {}
    notes = _notes(numbers) if PackPart.NOTES in chosen else {}
    records = _records(numbers, user) if PackPart.CONSULTATIONS in chosen else {}
    told = {}
    if PackPart.NOTIFICATION in chosen:
        told = {each.case_id: each for each in Notification.objects.filter(case__in=numbers)}
    telling = telling_route(cases)
    return [
        Pack(
            identities[case.pk],
            chosen,
            people=people.get(case.pk, ()),
            history=history.get(case.pk, ()),
            notes=notes.get(case.pk, ()),
            records=[each for each in records.get(case.pk, ()) if not each.is_restricted],
            notification=told.get(case.pk),
            open_matters=() if case.pk in stopped else matters.get(case.pk, ()),
            leaves_out_restricted=sum(each.is_restricted for each in records.get(case.pk, ())),
            tells_route=case.pk in telling,
            caution=STOPPED if case.pk in stopped else "",
        )
        for case in cases
    ]


def _records(numbers: Collection[int], user: Any) -> dict[int, list[Consultation]]:
    attached = CaseRecord.objects.filter(case__in=numbers).standing().visible_to(user)
    rows = attached.select_related("consultation__recorded_by")
    found: dict[int, list[Consultation]] = defaultdict(list)
    for each in rows.order_by("consultation__occurred_at", "pk"):
        found[each.case_id].append(each.consultation)
    return found


def _history(
    numbers: Collection[int],
) -> dict[int, list[CaseStatusChange | AttentionChange]]:
    """Both kinds of change in the order in which they were noted."""
    statuses = CaseStatusChange.objects.filter(case__in=numbers).order_by("pk")
    levels = AttentionChange.objects.filter(case__in=numbers).order_by("pk")
    found: dict[int, list[CaseStatusChange | AttentionChange]] = defaultdict(list)
    changes: list[CaseStatusChange | AttentionChange] = [*statuses, *levels]
    for each in sorted(changes, key=lambda change: (change.changed_on, change.changed_at)):
        found[each.case_id].append(each)
    return found


def _notes(numbers: Collection[int]) -> dict[int, list[SupportNote]]:
    """The latest ones of each case, in the order of what happened."""
    place = Window(
        RowNumber(),
        partition_by=[F("case")],
        order_by=[F("occurred_at").desc(), F("pk").desc()],
    )
    rows = SupportNote.objects.filter(case__in=numbers).standing().annotate(place=place)
    found: dict[int, list[SupportNote]] = defaultdict(list)
    latest = rows.filter(place__lte=MOST_NOTES).select_related("recorded_by")
    for each in latest.order_by("occurred_at", "pk"):
        found[each.case_id].append(each)
    return found


def _people(
    identities: Mapping[int, CaseIdentity], parts: frozenset[str], day: date
) -> dict[int, list[PackPerson]]:
    """By case. Whoever is masked in it is told nothing of."""
    if not parts & {PackPart.NAMES, PackPart.CONTACTS}:
        return {}
    told = {
        number: [each for each in identity.subjects if not each.is_masked]
        for number, identity in identities.items()
    }
    people = {each.subject.person for subjects in told.values() for each in subjects}
    contacts = contacts_of(people, day=day) if PackPart.CONTACTS in parts else {}
    return {
        number: [_person(each, parts, contacts) for each in subjects]
        for number, subjects in told.items()
    }


def _person(
    each: ShownSubject, parts: frozenset[str], contacts: Mapping[int, Sequence[ShownContact]]
) -> PackPerson:
    person, lines = each.subject.person, [("立場", each.role)]
    if PackPart.NAMES in parts:
        born = person.date_of_birth
        lines += [
            ("氏名", person.registered_name),
            ("フリガナ", person.registered_kana),
            ("生年月日", f"{format_wareki(born)}（{each.age}）" if born else each.age),
        ]
    if PackPart.CONTACTS in parts:
        lines += [
            (contact.label, contact.text)
            for contact in contacts[person.pk]
            if contact.kind in TOLD_CONTACTS
        ]
    return PackPerson([(label, text) for label, text in lines if text])
