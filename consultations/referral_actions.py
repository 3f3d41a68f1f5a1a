"""What is done to referrals: sent, received, accepted, returned, answered; and helped along."""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from consultations.consent_actions import lock_answers
from consultations.consents import Ground, Subject, closed_since, ground_for
from consultations.models import (
    Person,
    Referral,
    ReferralPerson,
    ReferralStep,
    Suggestion,
    WaitingListContact,
    WaitingListFollowUp,
)
from consultations.models.recipient import recipient_key_of
from consultations.referral_enums import AWAITING, ReferralState, ReferralStepKind
from consultations.referral_settings import reply_due

# What may follow in which state, and the state that it leads to.
LEADS_TO = {
    ReferralStepKind.RECEIVED: ReferralState.RECEIVED,
    ReferralStepKind.ACCEPTED: ReferralState.ACCEPTED,
    ReferralStepKind.RETURNED: ReferralState.RETURNED,
    ReferralStepKind.RESULT: ReferralState.FINISHED,
}
_ANSWERS = (ReferralStepKind.ACCEPTED, ReferralStepKind.RETURNED, ReferralStepKind.RESULT)
FOLLOWS = {
    ReferralState.SENT: (ReferralStepKind.RECEIVED, *_ANSWERS, ReferralStepKind.REMINDED),
    ReferralState.RECEIVED: (*_ANSWERS, ReferralStepKind.REMINDED),
    ReferralState.ACCEPTED: (ReferralStepKind.RETURNED, ReferralStepKind.RESULT),
    ReferralState.RETURNED: (),
    ReferralState.FINISHED: (),
}
# 同行 and 申請の手伝い are the sender's own work, whatever the recipient answers.
HELP = (ReferralStepKind.ACCOMPANIED, ReferralStepKind.APPLICATION_HELPED)
BY_RECIPIENT = (ReferralStepKind.RECEIVED, *_ANSWERS)


class NoGroundError(Exception):
    """Neither a consent nor the law lets this recipient be told; `ground` says what forbids it."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground


class StepOutOfTurnError(Exception):
    """Somebody else has taken the referral further meanwhile."""


class ReferralSavedBeforeError(Exception):
    """The same form was sent again; `referral` is what it made, if it was this user's form."""

    def __init__(self, referral: Referral | None) -> None:
        super().__init__()
        self.referral = referral


@transaction.atomic
def send_referral(
    referral: Referral,
    people: Collection[Person],
    *,
    subject: Subject,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> Referral:
    """Raises NoGroundError at the moment of sending, ReferralSavedBeforeError when sent again."""
    key = recipient_key_of(
        referral.recipient_kind,
        center_id=referral.recipient_center_id,
        agency_id=referral.agency_id,
    )
    lock_answers(
        household_id=subject.household.pk if subject.household else None,
        record_id=subject.record.pk if subject.record else None,
    )
    ground = ground_for(subject, key)
    if ground.allowed_by is None:
        raise NoGroundError(ground)
    referral.consent = ground.allowed_by
    referral.household, referral.consultation = subject.household, subject.record
    referral.center, referral.submission_key = subject.center, submission_key
    referral.recorded_by, referral.recorded_at = by, at
    try:
        with transaction.atomic():
            referral.save()
            for person in people:
                ReferralPerson.objects.create(referral=referral, person=person)
    except IntegrityError as error:
        if "referral_is_saved_once" not in str(error):
            raise
        saved = Referral.objects.filter(
            municipality=subject.center.municipality_id, submission_key=submission_key
        )
        raise ReferralSavedBeforeError(saved.filter(recorded_by=by).first()) from error
    return referral


def steps_open_to(referral: Referral, *, as_recipient: bool) -> list[ReferralStepKind]:
    """What may be recorded now, by the sender or by the center that received it."""
    following = FOLLOWS[ReferralState(referral.state)]
    if not as_recipient and closed_since(referral) is not None:
        following = tuple(kind for kind in following if kind != ReferralStepKind.REMINDED)
    if as_recipient:
        return [kind for kind in following if kind in BY_RECIPIENT]
    return [*following, *HELP]


@transaction.atomic
def add_step(
    referral: Referral,
    *,
    kind: ReferralStepKind,
    happened_on: date,
    counterpart: str,
    note: str,
    as_recipient: bool,
    by: User,
    at: datetime,
) -> ReferralStep:
    """One more step; a reminder moves the day on which an answer is due.

    Raises StepOutOfTurnError where the state no longer admits it.
    """
    locked = Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)
    if kind not in steps_open_to(locked, as_recipient=as_recipient):
        raise StepOutOfTurnError(locked)
    if kind in LEADS_TO:
        locked.state = LEADS_TO[kind]
    if kind == ReferralStepKind.REMINDED and locked.state in AWAITING:
        locked.reply_due_on = max(locked.reply_due_on, reply_due(happened_on))
    locked.save(update_fields=["state", "reply_due_on"])
    return ReferralStep.objects.create(
        referral=locked,
        kind=kind,
        happened_on=happened_on,
        counterpart=counterpart,
        note=note,
        recorded_by=by,
        recorded_at=at,
    )


def suggest(suggestion: Suggestion, *, by: User, at: datetime) -> Suggestion:
    suggestion.recorded_by, suggestion.recorded_at = by, at
    suggestion.save()
    return suggestion


def record_choice(suggestion: Suggestion, *, by: User, at: datetime) -> Suggestion:
    """What the family chose, in its own words."""
    suggestion.choice_recorded_by, suggestion.choice_recorded_at = by, at
    suggestion.save()
    return suggestion


def start_follow_up(follow_up: WaitingListFollowUp, *, by: User, at: datetime) -> None:
    follow_up.recorded_by, follow_up.recorded_at = by, at
    follow_up.save()


@transaction.atomic
def add_contact(
    contact: WaitingListContact,
    *,
    next_contact_on: date | None,
    outcome: str,
    outcome_note: str,
    by: User,
    at: datetime,
) -> None:
    """What was heard; with an outcome the follow-up ends on the day of the contact.

    Raises StepOutOfTurnError if it has ended already.
    """
    follow_up = WaitingListFollowUp.objects.select_for_update(of=("self",), no_key=True).get(
        pk=contact.follow_up_id
    )
    if follow_up.outcome:
        raise StepOutOfTurnError(follow_up)
    contact.recorded_by, contact.recorded_at = by, at
    contact.save()
    follow_up.next_contact_on = None if outcome else next_contact_on
    follow_up.outcome, follow_up.outcome_note = outcome, outcome_note
    follow_up.outcome_on = contact.contacted_on if outcome else None
    follow_up.save(update_fields=["next_contact_on", "outcome", "outcome_on", "outcome_note"])
