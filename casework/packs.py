"""引継資料: what a hand-over pack says. Only what was chosen; contacts and notifier masked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.enums import PackPart
from casework.identity import CaseIdentity, ShownSubject, identity_of
from casework.masking import tells_route
from casework.models import (
    AttentionChange,
    Case,
    CaseRecord,
    CaseStatusChange,
    Notification,
    SupportNote,
)
from casework.open_matters import OpenMatter, open_matters_of
from consultations.enums import ContactKind
from consultations.masking import contacts_of
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

    @property
    def case(self) -> Case:
        return self.identity.case

    @property
    def tells_summary(self) -> bool:
        return PackPart.SUMMARY in self.parts


def pack_of(case: Case, user: Any, parts: Collection[str], *, day: date) -> Pack:
    """As the user may read it, on `day`. Restricted consultations are left out and counted."""
    chosen, identity = frozenset(parts), identity_of(case, day)
    attached = [each.consultation for each in _records(case, user)]
    tells_records = PackPart.CONSULTATIONS in chosen
    notification = Notification.objects.filter(case=case).first()
    return Pack(
        identity,
        chosen,
        people=_people(identity.subjects, chosen, day),
        history=_history(case) if PackPart.HISTORY in chosen else (),
        notes=_notes(case) if PackPart.NOTES in chosen else (),
        records=[each for each in attached if not each.is_restricted] if tells_records else (),
        notification=notification if PackPart.NOTIFICATION in chosen else None,
        open_matters=open_matters_of(case, user) if PackPart.OPEN_MATTERS in chosen else (),
        leaves_out_restricted=sum(each.is_restricted for each in attached) if tells_records else 0,
        tells_route=tells_route(case),
    )


def _records(case: Case, user: Any) -> list[CaseRecord]:
    attached = CaseRecord.objects.filter(case=case).standing().visible_to(user)
    found = attached.select_related("consultation__recorded_by")
    return list(found.order_by("consultation__occurred_at", "pk"))


def _history(case: Case) -> list[CaseStatusChange | AttentionChange]:
    """Both kinds of change in the order in which they were noted."""
    statuses = CaseStatusChange.objects.filter(case=case).order_by("pk")
    levels = AttentionChange.objects.filter(case=case).order_by("pk")
    return sorted([*statuses, *levels], key=lambda each: (each.changed_on, each.changed_at))


def _notes(case: Case) -> list[SupportNote]:
    """The latest ones, in the order of what happened."""
    found = SupportNote.objects.filter(case=case).standing().select_related("recorded_by")
    return list(found.order_by("-occurred_at", "-pk")[:MOST_NOTES])[::-1]


def _people(subjects: Sequence[ShownSubject], parts: frozenset[str], day: date) -> list[PackPerson]:
    if not parts & {PackPart.NAMES, PackPart.CONTACTS}:
        return []
    told = [each for each in subjects if not each.is_masked]
    contacts = contacts_of([each.subject.person for each in told], day=day)
    found = []
    for each in told:
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
        found.append(PackPerson([(label, text) for label, text in lines if text]))
    return found
