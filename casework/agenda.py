"""議題の候補: which cases a conference may look at, and why. A person chooses.

The number of queries does not depend on the number of cases.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework.conference_enums import AgendaFlag
from casework.due_reviews import past_review
from casework.enums import CaseFunction, CaseStatus, WorkerRole
from casework.identity import names_in_list
from casework.interview_due import DueKind, due_rows, dues
from casework.losses import next_steps
from casework.maternity_enums import RiskLevel
from casework.models import (
    AttentionChange,
    Case,
    CaseRecord,
    CaseWorker,
    Conference,
    ConferenceItem,
    CouncilRegistration,
    Notification,
    Pregnancy,
    Task,
)
from shared.access import Capability

_ORDER = list(AgendaFlag)
INTERVIEWS = (DueKind.APPLICATION, DueKind.BEFORE_BIRTH, DueKind.AFTER_BIRTH)


@dataclass(frozen=True)
class Candidate:
    """A case that may be put on the agenda. `flags` are those that speak for it."""

    case: Case
    names: str
    flags: Sequence[AgendaFlag]

    @property
    def needs_council_check(self) -> bool:
        return AgendaFlag.COUNCIL in self.flags

    @property
    def labels(self) -> list[str]:
        return [str(flag.label) for flag in self.flags]

    @property
    def reason(self) -> str:
        """What stands in the form until somebody writes another."""
        return "、".join(str(flag.label) for flag in self.flags)


def flag_labels(flags: Sequence[str]) -> list[str]:
    """A code that no longer exists is left out."""
    return [str(AgendaFlag(flag).label) for flag in flags if flag in AgendaFlag.values]


def ranking_for(conference: Conference, user: Any, day: date) -> dict[int, list[AgendaFlag]]:
    """The flags of every case that may be put on the agenda, by its number; the most flags first.

    These are the standing cases of the center that are not on it yet, without those of families
    to whom nothing more goes out. All are asked about, however many: the ones that were opened
    long ago are those that are easily forgotten.
    """
    on_it = ConferenceItem.objects.standing().filter(conference=conference, case__isnull=False)
    cases = (
        Case.objects.visible_to(user, Capability.CASE_DECIDE)
        .standing()
        .next_steps()
        .filter(center=conference.center_id)
        .exclude(pk__in=on_it.values("case"))
        .only("pk", "function", "status", "household")
        .order_by("-fiscal_year", "-serial")
    )
    flags = flags_of(list(cases), user, day)
    return dict(sorted(flags.items(), key=lambda each: -len(each[1])))


def candidates_of(
    ranking: Mapping[int, Sequence[AgendaFlag]], numbers: Collection[int], day: date
) -> list[Candidate]:
    """Those of the ranking that are asked for, in its order, as a person reads them."""
    cases = {case.pk: case for case in Case.objects.filter(pk__in=numbers).for_listing()}
    names = names_in_list(cases.values(), day)
    return [Candidate(cases[pk], names[pk], ranking[pk]) for pk in ranking if pk in cases]


def flags_of(cases: Sequence[Case], user: Any, day: date) -> dict[int, list[AgendaFlag]]:
    """By the number of the case. Eleven queries, and those of the plans."""
    numbers = [case.pk for case in cases]
    sets = _facts(Case.objects.filter(pk__in=numbers), numbers, day)
    sets |= _maternal_side(cases, user, day)
    for case in cases:
        if case.function == CaseFunction.BOTH:
            sets[AgendaFlag.BOTH_FUNCTIONS].add(case.pk)
        if case.status == CaseStatus.CONFERRING:
            sets[AgendaFlag.CONFERRING].add(case.pk)
    return {pk: [flag for flag in _ORDER if pk in sets[flag]] for pk in numbers}


def _facts(
    cases: QuerySet[Case], numbers: Collection[int], day: date
) -> dict[AgendaFlag, set[int]]:
    sets: dict[AgendaFlag, set[int]] = defaultdict(set)
    tasks = Task.objects.overdue(day).filter(case__in=numbers)
    sets[AgendaFlag.OVERDUE_TASK] = set(tasks.values_list("case", flat=True))
    sets[AgendaFlag.SAFETY_CLOCK] = with_safety_clock(numbers)
    mains = CaseWorker.objects.on(day).filter(case__in=numbers, role=WorkerRole.MAIN)
    sets[AgendaFlag.NO_MAIN_WORKER] = {*numbers} - set(mains.values_list("case", flat=True))
    registered = CouncilRegistration.objects.on(day).filter(case__in=numbers)
    sets[AgendaFlag.COUNCIL] = set(registered.values_list("case", flat=True))
    plans = past_review(cases, day)
    if plans is not None:
        sets[AgendaFlag.PLAN_REVIEW] = set(plans.values_list("pk", flat=True))
    last = _last_conferences(numbers, day)
    sets[AgendaFlag.REVIEW_DUE] = {
        pk for pk, (_held_on, review_on) in last.items() if review_on and review_on <= day
    }
    levels = AttentionChange.objects.filter(case__in=numbers).exclude(before="")
    sets[AgendaFlag.LEVEL_CHANGED] = {
        pk
        for pk, changed_on in levels.values_list("case", "changed_on")
        if pk in last and changed_on > last[pk][0]
    }
    return sets


def _maternal_side(cases: Sequence[Case], user: Any, day: date) -> dict[AgendaFlag, set[int]]:
    """What the ledger says of the household of a case, to whom may read the ledger."""
    of_household: dict[int, set[int]] = defaultdict(set)
    for case in cases:
        if case.household_id is not None:
            of_household[case.household_id].add(case.pk)
    rows = Pregnancy.objects.visible_to(user).filter(household__in=list(of_household))
    in_need = {row.household_id for row in next_steps(rows).with_latest() if _needs_support(row)}
    late = {
        each.pregnancy.household_id
        for kind in INTERVIEWS
        for each in dues(due_rows(rows, kind, day), kind, day)
        if each.is_overdue
    }
    return {
        flag: {pk for number in households for pk in of_household[number]}
        for flag, households in (
            (AgendaFlag.MATERNITY_RISK, in_need),
            (AgendaFlag.INTERVIEW_OVERDUE, late),
        )
    }


def _needs_support(row: Any) -> bool:
    """By the latest judgement of a person."""
    return row.risk_level in {RiskLevel.SUPPORT, RiskLevel.SPECIFIED}


def with_safety_clock(numbers: Collection[int]) -> set[int]:
    """Those of the cases with a child not yet seen safe, told of by consultation or 通告."""
    running = CaseRecord.objects.standing().filter(
        case__in=numbers,
        consultation__withdrawn_at=None,
        consultation__abuse_intake__isnull=False,
        consultation__abuse_intake__withdrawn_at=None,
        consultation__abuse_intake__safety_confirmed_at=None,
    )
    notified = Notification.objects.unconfirmed().filter(case__in=numbers)
    return {
        *running.values_list("case", flat=True),
        *notified.values_list("case", flat=True),
    }


def _last_conferences(numbers: Collection[int], day: date) -> dict[int, tuple[date, date | None]]:
    """By case, the day of its latest conference and the day on which it was to be looked at."""
    items = ConferenceItem.objects.standing().filter(
        case__in=numbers,
        conference__in=Conference.objects.standing().filter(held_on__lte=day).values("pk"),
    )
    rows = items.order_by("conference__held_on", "pk")
    return {
        case: (held_on, review_on)
        for case, held_on, review_on in rows.values_list("case", "conference__held_on", "review_on")
    }
