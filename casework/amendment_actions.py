"""What else is changed in a case: its people, links, records, registration, and who may read it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from casework.actions import locked_at, set_columns
from casework.enums import CaseLinkKind, SubjectRole
from casework.models import (
    Case,
    CaseAmendment,
    CaseLink,
    CaseRecord,
    CaseSubject,
    CouncilRegistration,
)
from casework.models.notification import NOTIFIER
from consultations.models import Consultation, Person
from shared.access import Confidentiality
from shared.wareki import format_wareki

Words = Mapping[str, str]
A_DAY = timedelta(days=1)


def change(label: str, before: str, after: str) -> dict[str, str]:
    return {"label": label, "before": before, "after": after}


def note_amendment(
    case: Case, changes: Mapping[str, Words], *, reason: str, by: User, at: datetime
) -> CaseAmendment:
    """Keep what stood before; no name of a person of the registry belongs in `changes`."""
    return CaseAmendment.objects.create(
        case=case, changes=dict(changes), reason=reason, changed_at=at, changed_by=by
    )


@transaction.atomic
def amend_case(
    case: Case,
    columns: Mapping[str, Any],
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    masked: Collection[str] = (),
) -> CaseAmendment | None:
    """Set what differs; None if nothing does. What is masked is kept without its words.

    Raises CaseChangedMeanwhileError.
    """
    locked = locked_at(case, version)
    different = {name: value for name, value in columns.items() if getattr(locked, name) != value}
    if not different:
        return None
    before = {name: _text(locked, name, masked) for name in different}
    set_columns(case, locked, different)
    changes = {
        name: change(_label(name), before[name], _text(locked, name, masked)) for name in different
    }
    return note_amendment(case, changes, reason=reason, by=by, at=at)


def _label(name: str) -> str:
    return str(Case._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column


def _text(case: Case, name: str, masked: Collection[str]) -> str:
    if name in masked:
        return NOTIFIER
    shown = getattr(case, f"get_{name}_display", None)
    value = shown() if shown else getattr(case, name)
    return format_wareki(value) if isinstance(value, date) else "" if value is None else str(value)


def restrict_case(
    case: Case, *, version: int, reason: str, by: User, at: datetime
) -> CaseAmendment | None:
    """From now on its workers and supervisors alone read it. Raises CaseChangedMeanwhileError."""
    columns = {"confidentiality": Confidentiality.RESTRICTED}
    return amend_case(case, columns, version=version, reason=reason, by=by, at=at)


def lift_case(
    case: Case, *, version: int, reason: str, by: User, at: datetime
) -> CaseAmendment | None:
    """The colleagues of the center read it again. Raises CaseChangedMeanwhileError."""
    columns = {"confidentiality": Confidentiality.ORDINARY}
    return amend_case(case, columns, version=version, reason=reason, by=by, at=at)


@transaction.atomic
def link_cases(case: Case, other: Case, kind: CaseLinkKind, *, by: User, at: datetime) -> CaseLink:
    """Raises IntegrityError where the two are linked already."""
    return CaseLink.objects.create(
        case=case, other=other, kind=kind, recorded_at=at, recorded_by=by
    )


@transaction.atomic
def remove_link(link: CaseLink, *, reason: str, by: User, at: datetime) -> None:
    """A link made by mistake; both cases keep that it stood."""
    link.removed_at, link.removed_by = at, by
    link.save(update_fields=["removed_at", "removed_by"])
    for case, other in ((link.case, link.other), (link.other, link.case)):
        words = {"link": change("関連するケース", str(other), "")}
        note_amendment(case, words, reason=reason, by=by, at=at)


def attach_record(
    case: Case, record: Consultation, *, by: User, at: datetime
) -> tuple[CaseRecord, bool]:
    """Put a consultation into a case; one that is in it already stays as it is (False)."""
    return CaseRecord.objects.get_or_create(
        case=case,
        consultation=record,
        detached_at=None,
        defaults={"attached_at": at, "attached_by": by},
    )


@transaction.atomic
def detach_record(attached: CaseRecord, *, reason: str, by: User, at: datetime) -> None:
    attached.detached_at, attached.detached_by = at, by
    attached.save(update_fields=["detached_at", "detached_by"])
    words = {"record": change("相談記録", str(attached.consultation), "")}
    note_amendment(attached.case, words, reason=reason, by=by, at=at)


@transaction.atomic
def set_subjects(
    case: Case,
    wanted: Sequence[tuple[Person, str]],
    *,
    on: date,
    reason: str,
    by: User,
    at: datetime,
) -> CaseAmendment | None:
    """These are the subjects from `on`; who left stays with the day before. None if nothing differs."""
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    standing = {each.person_id: each for each in case.subjects.filter(ends_on=None)}
    roles = {person.pk: role for person, role in wanted}
    gone = [each for pk, each in standing.items() if roles.get(pk) != each.role]
    came = {pk: role for pk, role in roles.items() if pk not in standing or standing[pk] in gone}
    if not gone and not came:
        return None
    for each in gone:
        _end_before(each, on)
    CaseSubject.objects.bulk_create(
        CaseSubject(case=case, person_id=pk, role=role, starts_on=on) for pk, role in came.items()
    )
    changes = {
        f"subject{pk}": change(
            f"対象者 個人 {pk}",
            _role(standing[pk].role) if pk in standing else "",
            _role(came[pk]) if pk in came else "",
        )
        for pk in sorted({*came, *(each.person_id for each in gone)})
    }
    return note_amendment(case, changes, reason=reason, by=by, at=at)


def _end_before(subject: CaseSubject, day: date) -> None:
    """Whoever was put down that very day never was one; the amendment keeps it."""
    if subject.starts_on >= day:
        subject.delete()
        return
    subject.ends_on = day - A_DAY
    subject.save(update_fields=["ends_on"])


def _role(role: str) -> str:
    return str(SubjectRole(role).label)


@transaction.atomic
def register_with_council(
    case: Case, *, on: date, lead_agency: str, reason: str, by: User, at: datetime
) -> CouncilRegistration:
    """Raises IntegrityError where a registration stands."""
    return CouncilRegistration.objects.create(
        case=case,
        starts_on=on,
        lead_agency=lead_agency,
        reason=reason,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def end_registration(
    registration: CouncilRegistration, *, on: date, reason: str, by: User, at: datetime
) -> None:
    registration.ends_on = on
    registration.save(update_fields=["ends_on"])
    words = {"council": change("要対協の登録", "登録", f"{format_wareki(on)}まで")}
    note_amendment(registration.case, words, reason=reason, by=by, at=at)
