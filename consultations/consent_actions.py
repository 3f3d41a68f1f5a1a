"""What is done to the ledger of consents: an answer is added, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from consultations.actions import Entry, discard_draft, log_consultation
from consultations.agencies import register_agency
from consultations.consent_enums import ConsentAnswer, ConsentManner, ConsentPurpose
from consultations.models import NEW_FORM, Consent, Consultation, Household

COUNT_ONLY = "記録の作成の承諾がないため、件数だけを残しています。"


@dataclass(frozen=True)
class AskedAnswer:
    """One answer as the log form asks for it."""

    purpose: ConsentPurpose
    answer: ConsentAnswer
    recipient: dict[str, Any]


class SavedInFullError(Exception):
    """The same form was saved before with everything it says: `record` is what it made."""

    def __init__(self, record: Consultation) -> None:
        super().__init__(record)
        self.record = record


class AnsweredSinceError(Exception):
    """Something later was answered: a withdrawal of this one would change nothing."""


def record_consent(consent: Consent, *, by: User, at: datetime) -> Consent:
    """Add the answer; the municipality is that of whom it is about.

    An agency that is not in the register yet is entered with it.
    """
    owner: Any = consent.household or consent.consultation
    consent.municipality_id = owner.municipality_id
    if consent.agency is not None and consent.agency.pk is None:
        consent.agency.municipality_id = owner.municipality_id
        consent.agency = register_agency(consent.agency, by=by, at=at)
    consent.recorded_by, consent.recorded_at = by, at
    consent.save()
    return consent


def record_asked(
    record: Consultation, answers: Sequence[AskedAnswer], *, by: User, at: datetime
) -> list[Consent]:
    """The answers of a contact, by word of mouth, on the day of the contact."""
    return [
        record_consent(
            Consent(
                consultation=record,
                household=record.household,
                purpose=each.purpose,
                answer=each.answer,
                answered_on=localdate(record.occurred_at),
                manner=ConsentManner.ORAL,
                taken_by_name=by.name,
                **each.recipient,
            ),
            by=by,
            at=at,
        )
        for each in answers
    ]


def new_answers(record: Consultation, answers: Sequence[AskedAnswer]) -> list[AskedAnswer]:
    """Those that the ledger does not hold for this record yet, by purpose, answer and recipient."""
    held = {
        (each.purpose, each.answer, each.recipient_kind, each.recipient_center_id, each.agency_id)
        for each in Consent.objects.filter(consultation=record)
    }
    return [each for each in answers if _said(each) not in held]


def _said(asked: AskedAnswer) -> tuple[Any, ...]:
    center, agency = asked.recipient.get("recipient_center"), asked.recipient.get("agency")
    kind = asked.recipient.get("recipient_kind", "")
    return (asked.purpose, asked.answer, kind, center and center.pk, agency and agency.pk)


@transaction.atomic
def withdraw_consent(
    consent: Consent,
    *,
    answered_on: date,
    manner: str,
    taken_by_name: str,
    document: str,
    by: User,
    at: datetime,
) -> Consent:
    """A row of its own, and never of an earlier day: it must be the latest.

    Raises AnsweredSinceError if `consent` is not what holds for its purpose and recipient.
    """
    lock_answers(household_id=consent.household_id, record_id=consent.consultation_id)
    if latest_of(consent) != consent or not consent.is_standing:
        raise AnsweredSinceError(consent)
    return record_consent(
        Consent(
            household=consent.household,
            consultation=consent.consultation,
            person=consent.person,
            purpose=consent.purpose,
            recipient_kind=consent.recipient_kind,
            recipient_center=consent.recipient_center,
            agency=consent.agency,
            answer=ConsentAnswer.WITHDRAWN,
            scope=consent.scope,
            answered_on=max(answered_on, consent.answered_on),
            manner=manner,
            taken_by_name=taken_by_name,
            document=document,
        ),
        by=by,
        at=at,
    )


def lock_answers(*, household_id: int | None, record_id: int | None) -> None:
    """One answer or letter at a time: rows of the ledger themselves are never open for change."""
    owners: Any = Household.objects if household_id else Consultation.objects.only("pk")
    owners.select_for_update(of=("self",), no_key=True).get(pk=household_id or record_id)


def latest_of(consent: Consent) -> Consent | None:
    """The last answer of the same household or record, for the same purpose and recipient."""
    same = Consent.objects.filter(purpose=consent.purpose, recipient_key=consent.recipient_key)
    if consent.household_id:
        own = same.filter(household=consent.household_id)
    else:
        own = same.filter(household=None, consultation=consent.consultation_id)
    return own.newest_first().first()


@transaction.atomic
def keep_count_only(entry: Entry, *, submission_key: Any, by: User, at: datetime) -> Consultation:
    """The contact counts and nothing of the person is kept: no name, no child, no word, no draft.

    `entry` brings what is counted; everything else in it is dropped here, whatever it says.
    Raises SavedInFullError, and then nothing is dropped.
    """
    counted = Entry(
        center=entry.center,
        occurred_at=entry.occurred_at,
        method=entry.method,
        topics=entry.topics,
        duration_minutes=entry.duration_minutes,
        is_anonymous=True,
        content=COUNT_ONLY,
    )
    record = log_consultation(counted, submission_key=submission_key, by=by, at=at)
    if not is_count_only(record):
        raise SavedInFullError(record)
    if record.recorded_at == at:
        refused = AskedAnswer(ConsentPurpose.MAKE, ConsentAnswer.REFUSED, {})
        record_asked(record, [refused], by=by, at=at)
    discard_draft(NEW_FORM, by=by, submission_key=submission_key)
    return record


def is_count_only(record: Consultation) -> bool:
    """Kept for the count alone: nothing of a person may be added to it."""
    return record.is_anonymous and record.content == COUNT_ONLY
