"""An interview and a pregnancy in the vocabulary of `docs/scenario.md`, for 4(4) of the guideline.

Only what is recorded is told; what nobody knows is left out, and never false.
"""

from datetime import date
from typing import Any

from django.utils.timezone import localtime

from casework.interviewers import courses_on
from casework.maternity_data import settings
from casework.maternity_enums import IntervieweeKind, InterviewMode, InterviewStage
from casework.models import Pregnancy, PregnancyInterview
from staffing.enums import LicenceKind
from staffing.models import Licence

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
    known = _interviewer(interview)
    return facts | ({"interviewer": known} if known else {})


def _interviewer(interview: PregnancyInterview) -> dict[str, Any]:
    if interview.interviewer is None:
        return {}
    day = localtime(interview.occurred_at).date()
    licence = (
        Licence.objects.current()
        .filter(
            staff_member=interview.interviewer,
            kind__in=settings()["interviewer"]["licences"],
            acquired_on__lte=day,
        )
        .order_by("acquired_on", "pk")
        .first()
    )
    told: dict[str, Any] = {}
    if licence is not None:
        told["licence"] = str(LicenceKind(licence.kind).label)
    courses = courses_on(interview.interviewer, day)
    return told | ({"training": courses} if courses else {})


def facts_of_pregnancy(pregnancy: Pregnancy) -> dict[str, Any]:
    """For `pregnancy_support.timing`: the first interview of each stage. One query."""
    held: dict[str, date] = {}
    rows = pregnancy.interviews.standing().filter(stage__in=STAGES).order_by("occurred_at")
    for stage, moment in rows.values_list("stage", "occurred_at"):
        held.setdefault(STAGES[InterviewStage(stage)], localtime(moment).date())
    facts: dict[str, Any] = {"expected_birth": pregnancy.due_on.isoformat()}
    if held:
        facts["interviews"] = {name: day.isoformat() for name, day in held.items()}
    if pregnancy.delivered_on is not None:
        facts["birth_date"] = pregnancy.delivered_on.isoformat()
    return facts
