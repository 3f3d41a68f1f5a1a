"""妊婦等との面談: written once, corrected with a reason, withdrawn; the qualification is of the day."""

import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import User
from casework.interviewers import Checked, check_on
from casework.maternity_actions import add_once
from casework.maternity_enums import Qualification
from casework.models import InterviewCorrection, Pregnancy, PregnancyInterview
from consultations.conflicts import Conflict, FieldConflict, merged
from shared.clock_time import format_clock
from shared.wareki import format_wareki
from staffing.models import StaffMember


@dataclass(frozen=True, kw_only=True)
class InterviewText:
    """All that an interview says, as one form gives it."""

    stage: str
    occurred_at: datetime
    mode: str
    interviewee: str
    content: str
    interviewer: StaffMember | None = None
    held_elsewhere: str = ""
    digital_ground: str = ""
    mode_reason: str = ""
    attested_by_name: str = ""
    recognised_reason: str = ""
    plan_given: bool = False


TOLD = tuple(field.name for field in fields(InterviewText))


class InterviewChangedMeanwhileError(Exception):
    """Somebody else corrected or withdrew the interview after the form was opened."""


def checked(text: InterviewText) -> Checked:
    """The licence or training of who held it, on the day, as the ledgers have it now."""
    if text.interviewer is None:
        return Checked(Qualification.ELSEWHERE, text.held_elsewhere)
    return check_on(text.interviewer, localtime(text.occurred_at).date())


def record_interview(
    pregnancy: Pregnancy, text: InterviewText, *, submission_key: uuid.UUID, by: User, at: datetime
) -> tuple[PregnancyInterview, bool]:
    """Save once; whether it is new."""
    row = PregnancyInterview(
        pregnancy=pregnancy,
        submission_key=submission_key,
        **_columns(text, at),
    )
    return add_once(row, by=by, at=at)


def _columns(text: InterviewText, at: datetime) -> dict[str, Any]:
    found = checked(text)
    return {name: getattr(text, name) for name in TOLD} | {
        "qualification": found.qualification,
        "qualification_text": found.text,
        "checked_at": at,
    }


@transaction.atomic
def correct_interview(
    interview: PregnancyInterview,
    text: InterviewText,
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
) -> InterviewCorrection | None:
    """Change it and append what it said; the qualification is asked anew. None if nothing differs.

    Raises InterviewChangedMeanwhileError.
    """
    locked = _locked(interview, version)
    before = shown(text_of(locked)) | _qualification(locked)
    for name, value in _columns(text, at).items():
        setattr(locked, name, value)
    after = shown(text) | _qualification(locked)
    changes = {
        name: {"label": old["label"], "before": old["text"], "after": after[name]["text"]}
        for name, old in before.items()
        if old["text"] != after[name]["text"]
    }
    if not changes:
        return None
    locked.version += 1
    locked.save()
    return InterviewCorrection.objects.create(
        interview=locked, reason=reason, changes=changes, corrected_at=at, corrected_by=by
    )


@transaction.atomic
def withdraw_interview(
    interview: PregnancyInterview, *, version: int, reason: str, by: User, at: datetime
) -> InterviewCorrection:
    """Written by mistake; it stays readable. Raises InterviewChangedMeanwhileError."""
    locked = _locked(interview, version)
    locked.withdrawn_at, locked.withdrawn_by = at, by
    locked.version += 1
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])
    return InterviewCorrection.objects.create(
        interview=locked,
        reason=reason,
        changes={"withdrawn": {"label": "取消", "before": "", "after": "取消"}},
        corrected_at=at,
        corrected_by=by,
    )


def _locked(interview: PregnancyInterview, version: int) -> PregnancyInterview:
    rows = PregnancyInterview.objects.select_for_update(of=("self",))
    locked = rows.select_related("interviewer").get(pk=interview.pk)
    if locked.version != version or locked.withdrawn_at is not None:
        raise InterviewChangedMeanwhileError(locked)
    return locked


def text_of(interview: PregnancyInterview) -> InterviewText:
    return InterviewText(**{name: getattr(interview, name) for name in TOLD})


def shown(text: InterviewText) -> dict[str, dict[str, str]]:
    """Every field as label and text, the way the history shows it."""
    sample = PregnancyInterview(**{name: getattr(text, name) for name in TOLD})
    return {
        name: {
            "label": str(PregnancyInterview._meta.get_field(name).verbose_name),  # type: ignore[union-attr]  # a column
            "text": _text(sample, name),
        }
        for name in TOLD
    }


def _text(row: PregnancyInterview, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, datetime):
        local = localtime(value)
        return f"{format_wareki(local.date())} {format_clock(local.time())}"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    words = getattr(row, f"get_{name}_display", None)
    return str(words()) if words else "" if value is None else str(value)


def _qualification(row: PregnancyInterview) -> dict[str, dict[str, str]]:
    kind = str(Qualification(row.qualification).label)
    words = f"{kind}（{row.qualification_text}）" if row.qualification_text else kind
    return {"qualification": {"label": "実施者の資格等", "text": words}}


def conflict_of(interview: PregnancyInterview, text: InterviewText, *, version: int) -> Conflict:
    """What others changed since `version`, beside what was typed here."""
    rows = interview.corrections.select_related("corrected_by").order_by("pk")
    since = list(rows[max(0, version - 1) :])
    mine = shown(text)
    return Conflict(
        since,  # type: ignore[arg-type]  # the page reads who, when and why
        [
            FieldConflict(
                name=name,
                label=each["label"],
                before=each["before"],
                theirs=each["after"],
                mine=mine[name]["text"],
            )
            for name, each in merged(since).items()
            if name in mine
        ],
    )
