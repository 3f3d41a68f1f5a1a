"""What the answers of a family come to today, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from centers.models import Center
from consultations.consent_enums import CLOSED, ConsentPurpose, RecipientKind
from consultations.models import (
    Consent,
    Consultation,
    Household,
    HouseholdMembership,
    Referral,
)
from consultations.models.recipient import ANYONE
from shared.access import Actor, Capability


@dataclass(frozen=True)
class Subject:
    """Whom answers are about: a household, or one record that belongs to none within reach."""

    household: Household | None = None
    record: Consultation | None = None

    @classmethod
    def of_record(cls, record: Consultation, user: Actor) -> Self:
        """The household of the record speaks for it where the user keeps that household."""
        kept = Household.objects.visible_to(user, Capability.CONSENT_RECORD)
        household = kept.filter(pk=record.household_id or 0).select_related("center").first()
        return cls(household, record)

    @property
    def ledger(self) -> list[Consent]:
        """Every answer, the latest first."""
        about = Consent.objects.about(
            household_id=self.household.pk if self.household else None,
            record_id=self.record.pk if self.record else None,
        )
        return list(about.newest_first().for_listing())

    @property
    def center(self) -> Center:
        """That keeps the household, or made the record."""
        owner: Any = self.household or self.record
        center: Center = owner.center
        return center


@dataclass(frozen=True)
class State:
    """What holds today for one purpose and recipient: the latest answer that bears on it."""

    asked: Consent
    decided_by: Consent

    @property
    def is_standing(self) -> bool:
        return self.decided_by.is_standing


def states_of(ledger: Iterable[Consent]) -> list[State]:
    """One for each purpose and recipient, of the household and of each single record.

    `ledger` has the latest first. What was answered for all recipients bears on each of them.
    """
    latest: dict[tuple[int | None, str, str], Consent] = {}
    for row in ledger:
        latest.setdefault((_level(row), row.purpose, row.recipient_key), row)
    order = list(ConsentPurpose)
    states = [
        State(row, _later(row, latest.get((level, purpose, ANYONE))))
        for (level, purpose, _), row in latest.items()
    ]
    return sorted(states, key=lambda each: (order.index(each.asked.purpose), -each.asked.pk))  # type: ignore[arg-type]  # a stored value


def _level(row: Consent) -> int | None:
    return None if row.household_id else row.consultation_id


def _later(row: Consent, general: Consent | None) -> Consent:
    if general is None:
        return row
    return max(row, general, key=lambda each: (each.answered_on, each.pk))


@dataclass(frozen=True)
class Ground:
    """May this recipient be told? `allowed_by` is the answer to rest on, `closed_by` what forbids."""

    allowed_by: Consent | None = None
    closed_by: Consent | None = None


def ground_for(subject: Subject, recipient_key: str) -> Ground:
    """Asked at the moment of sending: a refusal of the household or for the record forbids."""
    record_id = subject.record.pk if subject.record else None
    household_id = subject.household.pk if subject.household else None
    if household_id is None and subject.record is not None:
        household_id = subject.record.household_id  # kept elsewhere: its refusal counts here too
    rows = Consent.objects.filter(
        purpose=ConsentPurpose.SHARE, recipient_key__in=[recipient_key, ANYONE]
    ).about(household_id=household_id, record_id=record_id)
    decisive: dict[int | None, Consent] = {}
    for row in rows.newest_first():
        if row.household_id or row.consultation_id == record_id:
            decisive.setdefault(_level(row), row)
    closed = next((each for each in decisive.values() if each.answer in CLOSED), None)
    if closed is not None:
        return Ground(closed_by=closed)
    own = [each for each in decisive.values() if each.household_id is None or subject.household]
    return Ground(allowed_by=own[0] if own else None)


def closed_since(referral: Referral) -> Consent | None:
    """The refusal or withdrawal because of which the recipient may no longer be told."""
    subject = Subject(referral.household, referral.consultation)
    return ground_for(subject, referral.recipient_key).closed_by


@dataclass(frozen=True)
class Effect:
    """What a withdrawal changes at once: who stops reading how many records."""

    who: str
    records: int


def effect_of_withdrawal(consent: Consent) -> Effect | None:
    """None where nobody reads by this answer."""
    if consent.purpose == ConsentPurpose.MAKE:
        return None
    if consent.purpose == ConsentPurpose.SHARE and consent.recipient_kind != RecipientKind.CENTER:
        return None
    records = Consultation.objects.filter(
        **(
            {"household": consent.household_id}
            if consent.household_id
            else {"pk": consent.consultation_id}
        )
    )
    if consent.purpose == ConsentPurpose.VIEW:
        return Effect("記録者とセンター長・統括支援員のほかの職員", records.count())
    return Effect(f"{consent.recipient_center}の職員", records.count())


def names_in(household: Household | None, user: Actor) -> dict[int, str]:
    """By number, the present members that `user` may be told of; nobody of another's household."""
    if household is None:
        return {}
    members = HouseholdMembership.objects.visible_to(user, Capability.HOUSEHOLD_VIEW)
    return {
        each.person_id: each.person.registered_name
        for each in members.filter(household=household).in_order()
    }
