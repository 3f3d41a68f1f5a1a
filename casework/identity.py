"""Who and what a case is about, as the head of each of its pages says it. Six queries at most."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.enums import SubjectRole, WorkerRole
from casework.models import Case, CaseSubject, CaseWorker, CouncilRegistration
from consultations.masking import covered_among
from consultations.models import HouseholdMembership, Person
from shared.ages import age_label
from shared.concealed import MASK
from shared.date_ranges import holds_on

Link = tuple[int | None, int]


@dataclass(frozen=True)
class ShownSubject:
    """Somebody whom a case is about, by name unless a protection cuts the link."""

    subject: CaseSubject
    name: str
    age: str
    is_masked: bool

    @property
    def role(self) -> str:
        return str(SubjectRole(self.subject.role).label)


@dataclass(frozen=True)
class CaseIdentity:
    case: Case
    subjects: Sequence[ShownSubject]
    workers: Sequence[CaseWorker]
    council: CouncilRegistration | None
    is_protected: bool

    @property
    def main_worker(self) -> CaseWorker | None:
        return next((each for each in self.workers if each.role == WorkerRole.MAIN), None)

    @property
    def supporting(self) -> list[CaseWorker]:
        return [each for each in self.workers if each.role == WorkerRole.SUPPORT]


def identity_of(case: Case, day: date) -> CaseIdentity:
    """Of `day`; the subjects of an ended case are those of its last day."""
    return identities_of([case], day)[case.pk]


def identities_of(cases: Sequence[Case], day: date) -> dict[int, CaseIdentity]:
    """The same of many cases, by their numbers, in the queries of one."""
    days = {case.pk: case.ended_on or day for case in cases}
    subjects: dict[int, list[CaseSubject]] = {pk: [] for pk in days}
    for subject in (
        CaseSubject.objects.filter(case__in=days).select_related("person").order_by("role", "pk")
    ):
        if holds_on(subject, days[subject.case_id]):
            subjects[subject.case_id].append(subject)
    workers: dict[int, list[CaseWorker]] = {pk: [] for pk in days}
    for worker in (
        CaseWorker.objects.filter(case__in=days).select_related("user").order_by("role", "pk")
    ):
        if holds_on(worker, days[worker.case_id]):
            workers[worker.case_id].append(worker)
    registrations = CouncilRegistration.objects.filter(case__in=days).on(day).order_by("-pk")
    council = {each.case_id: each for each in registrations}
    people = [each.person for found in subjects.values() for each in found]
    covered = covered_among(people, day) if people else set()
    cut = cut_links(
        [(case.household_id, each.person_id) for case in cases for each in subjects[case.pk]], day
    )
    return {
        case.pk: CaseIdentity(
            case,
            [
                _shown(each, is_cut=(case.household_id, each.person_id) in cut, day=day)
                for each in subjects[case.pk]
            ],
            workers[case.pk],
            council.get(case.pk),
            any(each.person_id in covered for each in subjects[case.pk]),
        )
        for case in cases
    }


def _shown(subject: CaseSubject, *, is_cut: bool, day: date) -> ShownSubject:
    if is_cut:
        return ShownSubject(subject, MASK, "", is_masked=True)
    person = subject.person
    return ShownSubject(subject, person.registered_name, age_of(person, day), is_masked=False)


def names_in_list(cases: Collection[Any], day: date) -> dict[int, str]:
    """By the number of the case; the cases come from `for_listing()`. Two queries."""
    subjects: dict[int, list[CaseSubject]] = {case.pk: case.subjects_today for case in cases}
    cut = cut_links(
        [(case.household_id, each.person_id) for case in cases for each in subjects[case.pk]], day
    )
    return {
        case.pk: "、".join(
            _shown(each, is_cut=(case.household_id, each.person_id) in cut, day=day).name
            for each in subjects[case.pk]
        )
        or case.alias
        for case in cases
    }


def cut_links(links: Collection[Link], day: date) -> set[Link]:
    """Those of the pairs of household and person that a protection leaves out everywhere."""
    households = {household for household, _ in links if household is not None}
    if not households:
        return set()
    here = HouseholdMembership.objects.filter(
        household__in=households, person__in={person for _, person in links}
    )
    shown = set(here.not_cut(day).values_list("household", "person"))
    found = set(here.values_list("household", "person"))
    return {link for link in links if link in found and link not in shown}


def age_of(person: Person, day: date) -> str:
    if person.date_of_birth is not None:
        return age_label(person.date_of_birth, day)
    return "出生前" if person.expected_on else ""
