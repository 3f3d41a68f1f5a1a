"""An interview and a pregnancy in the vocabulary of `docs/scenario.md`, for 4(4) of the guideline.

Only what is recorded is told; what nobody knows is left out, and never false.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from casework.maternity_data import settings
from casework.maternity_enums import IntervieweeKind, InterviewMode, InterviewStage
from casework.models import Pregnancy, PregnancyInterview
from staffing.enums import LicenceKind
from staffing.models import Licence, TrainingRecord

MODES = {
    InterviewMode.IN_PERSON: "対面",
    InterviewMode.DIGITAL: "デジタル",
    InterviewMode.PHONE: "電話",
}
INTERVIEWEES = {
    IntervieweeKind.EXPECTANT: "妊婦",
    IntervieweeKind.MOTHER: "出産した者",
    IntervieweeKind.SPOUSE: "配偶者",
}
STAGES = {
    InterviewStage.APPLICATION: "application",
    InterviewStage.BEFORE_BIRTH: "before_birth",
    InterviewStage.AFTER_BIRTH: "after_birth",
}


def facts_of_interview(interview: PregnancyInterview) -> dict[str, Any]:
    """For `pregnancy_support.interview`. At most two queries."""
    return facts_of_interviews([interview])[interview.pk]


def facts_of_interviews(interviews: Collection[PregnancyInterview]) -> dict[int, dict[str, Any]]:
    """The same of many, by their numbers, in the queries of one."""
    ledgers = _Ledgers({each.interviewer_id for each in interviews if each.interviewer_id})
    return {each.pk: _facts(each, ledgers) for each in interviews}


def _facts(interview: PregnancyInterview, ledgers: "_Ledgers") -> dict[str, Any]:
    mode = InterviewMode(interview.mode)
    facts: dict[str, Any] = {"mode": MODES[mode]}
    if mode == InterviewMode.DIGITAL:
        facts |= {"reason": interview.get_digital_ground_display(), "reason_recorded": True}
    if mode == InterviewMode.PHONE:
        facts["extremely_difficult_attested"] = bool(interview.attested_by_name)
    if interview.interviewee == IntervieweeKind.RECOGNISED:
        facts["municipality_recognises_interviewee"] = True
    else:
        facts["interviewee"] = INTERVIEWEES[IntervieweeKind(interview.interviewee)]
    known = ledgers.told_of(interview)
    return facts | ({"interviewer": known} if known else {})


class _Ledgers:
    """Licences and training of the interviewers, as the ledgers have them now. Two queries."""

    def __init__(self, members: Collection[int]) -> None:
        asked = settings()["interviewer"]
        self.licences: dict[int, list[Licence]] = defaultdict(list)
        self.training: dict[int, list[TrainingRecord]] = defaultdict(list)
        if not members:
            return
        licences = Licence.objects.current().filter(
            staff_member__in=members, kind__in=asked["licences"]
        )
        for licence in licences.order_by("acquired_on", "pk"):
            self.licences[licence.staff_member_id].append(licence)
        records = TrainingRecord.objects.current().filter(
            staff_member__in=members, course__in=asked["courses"]
        )
        for record in records.order_by("pk"):
            self.training[record.staff_member_id].append(record)

    def told_of(self, interview: PregnancyInterview) -> dict[str, Any]:
        """What they say of the day of the interview; empty if nothing."""
        member, day = interview.interviewer_id, localtime(interview.occurred_at).date()
        if member is None:
            return {}
        held = [each for each in self.licences.get(member, ()) if each.acquired_on <= day]
        told: dict[str, Any] = {}
        if held:
            told["licence"] = str(LicenceKind(held[0].kind).label)
        courses = {
            each.course: each.completed_on is not None and each.completed_on <= day
            for each in self.training.get(member, ())
        }
        return told | ({"training": courses} if courses else {})


def facts_of_pregnancy(pregnancy: Pregnancy) -> dict[str, Any]:
    """For `pregnancy_support.timing`: the first interview of each stage. One query."""
    return facts_of_pregnancies([pregnancy])[pregnancy.pk]


def facts_of_pregnancies(
    pregnancies: Collection[Pregnancy], known_at: datetime | None = None
) -> dict[int, dict[str, Any]]:
    """The same of many, by their numbers; of the interviews known then (None: now). One query."""
    rows = (
        PregnancyInterview.objects.known_at(known_at)
        .filter(pregnancy__in=[each.pk for each in pregnancies], stage__in=STAGES)
        .order_by("occurred_at")
    )
    held: dict[int, dict[str, date]] = defaultdict(dict)
    for pregnancy, stage, moment in rows.values_list("pregnancy", "stage", "occurred_at"):
        held[pregnancy].setdefault(STAGES[InterviewStage(stage)], localtime(moment).date())
    return {each.pk: _timing(each, held.get(each.pk, {})) for each in pregnancies}


def _timing(pregnancy: Pregnancy, held: Mapping[str, date]) -> dict[str, Any]:
    facts: dict[str, Any] = {"expected_birth": pregnancy.due_on.isoformat()}
    if held:
        facts["interviews"] = {name: day.isoformat() for name, day in held.items()}
    if pregnancy.delivered_on is not None:
        facts["birth_date"] = pregnancy.delivered_on.isoformat()
    return facts
