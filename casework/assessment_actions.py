"""アセスメント: forms published as they are, answers kept with the version they were given to."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.models import User
from casework.models import Assessment, AssessmentForm, Case
from casework.sheets import answers_by_question
from centers.models import Municipality
from consultations.models import Person

PUBLISHING = 7310312  # the key of the lock under which a municipality's forms are published


class FormPublishedMeanwhileError(Exception):
    """Somebody else published another version after the page was shown."""


class AssessmentSavedBeforeError(Exception):
    """The same form came twice; `assessment` is what it made the first time."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(assessment)
        self.assessment = assessment


class AssessmentChangedMeanwhileError(Exception):
    """It has been corrected or withdrawn since the page was shown."""


@dataclass(frozen=True, kw_only=True)
class AssessmentText:
    """All that an assessment says, as one form gives it; answers by number of the question."""

    form: AssessmentForm
    assessed_on: date
    answers: Mapping[str, str]
    summary: str
    person: Person | None = None
    strengths: str = ""
    needs: str = ""
    child_wishes: str = ""
    parent_wishes: str = ""


@transaction.atomic
def publish_form(
    municipality: Municipality,
    *,
    code: str,
    kind: str,
    title: str,
    notice: str,
    body: str,
    is_in_use: bool,
    reason: str,
    after: int,
    by: User,
    at: datetime,
) -> AssessmentForm:
    """Publish the version that follows on number `after` (0: none). Nothing published changes.

    Raises FormPublishedMeanwhileError.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PUBLISHING, municipality.pk])
    standing = AssessmentForm.objects.filter(municipality=municipality, code=code)
    last: int = standing.aggregate(last=Coalesce(Max("number"), 0))["last"]
    if last != after:
        raise FormPublishedMeanwhileError(code)
    return AssessmentForm.objects.create(
        municipality=municipality,
        code=code,
        number=last + 1,
        kind=kind,
        title=title,
        notice=notice,
        body=body,
        is_in_use=is_in_use,
        reason=reason,
        published_at=at,
        published_by=by,
    )


def write_assessment(
    case: Case,
    text: AssessmentText,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    replaces: Assessment | None = None,
    reason: str = "",
) -> Assessment:
    """Save once; with `replaces` as its correction.

    Raises AssessmentSavedBeforeError, AssessmentChangedMeanwhileError.
    """
    saved = Assessment.objects.filter(
        municipality=case.municipality_id, submission_key=submission_key
    )
    if found := saved.first():
        raise AssessmentSavedBeforeError(found)
    try:
        with transaction.atomic():
            if replaces is not None:
                _locked(replaces)
            return Assessment.objects.create(
                case=case,
                form=text.form,
                person=text.person,
                submission_key=submission_key,
                assessed_on=text.assessed_on,
                answers=dict(text.answers),
                strengths=text.strengths,
                needs=text.needs,
                child_wishes=text.child_wishes,
                parent_wishes=text.parent_wishes,
                summary=text.summary,
                replaces=replaces,
                reason=reason,
                recorded_at=at,
                recorded_by=by,
            )
    except IntegrityError as error:
        if "assessment_is_saved_once" not in str(error):
            raise
        raise AssessmentSavedBeforeError(saved.get()) from error


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, reason: str, by: User, at: datetime) -> None:
    """Written by mistake; it stays readable, with the reason.

    Raises AssessmentChangedMeanwhileError.
    """
    locked = _locked(assessment)
    locked.withdrawn_at, locked.withdrawn_by, locked.reason = at, by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])


def _locked(assessment: Assessment) -> Assessment:
    locked = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    followed = Assessment.objects.filter(replaces=locked).exists()
    if followed or locked.withdrawn_at is not None:
        raise AssessmentChangedMeanwhileError(locked)
    return locked


def previous_of(
    case: Case, form: AssessmentForm, *, person: int | None = None, before: Assessment | None = None
) -> Assessment | None:
    """The last one with any version of this form, of the same person if one is named."""
    found = Assessment.objects.standing().filter(case=case, form__code=form.code)
    if person is not None:
        found = found.filter(person=person)
    if before is not None:
        found = found.filter(assessed_on__lte=before.assessed_on).exclude(pk=before.pk)
        found = found.exclude(assessed_on=before.assessed_on, pk__gt=before.pk)
    return found.select_related("form").newest_first().first()


def answers_before(previous: Assessment | None) -> dict[str, str]:
    """By the wording of the question."""
    return {} if previous is None else answers_by_question(previous.form.body, previous.answers)
