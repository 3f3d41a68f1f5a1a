"""Consents with a withdrawal, referrals with what came of them, suggestions, waiting children."""

import uuid
from datetime import date
from typing import Any

from accounts.models import User
from centers.models import PartnerAgency
from consultations.consent_actions import record_consent
from consultations.consent_enums import RecipientKind
from consultations.consents import Subject
from consultations.models import (
    Consent,
    Household,
    Person,
    Referral,
    Suggestion,
    WaitingListContact,
    WaitingListFollowUp,
)
from consultations.referral_actions import (
    add_contact,
    add_step,
    record_choice,
    send_referral,
    start_follow_up,
    suggest,
)
from consultations.referral_enums import ReferralStepKind
from consultations.referral_settings import reply_due
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import moment
from demo.world import World


def build_sharing(world: World) -> str:
    data = read("sharing")
    households = _households()
    for row in data["consent"]:
        _consent(world, row, households[row["household"]])
    for row in data["referral"]:
        _referral(world, row, households[row["household"]])
    for row in data["suggestion"]:
        _suggestion(world, row, households[row["household"]])
    for row in data["follow_up"]:
        _follow_up(world, row)
    return (
        f"承諾{len(data['consent'])}件、つなぎ{len(data['referral'])}件、"
        f"提案{len(data['suggestion'])}件、入所保留児{len(data['follow_up'])}人"
    )


def _households() -> dict[str, Household]:
    """By the name of each member."""
    rows = Household.objects.select_related("center").prefetch_related("memberships__person")
    return {
        member.person.registered_name: household
        for household in rows.order_by("pk")
        for member in household.memberships.all()
    }


def _by(world: World, household: Household, day: date) -> User:
    key = next(key for key, center in world.centers.items() if center == household.center)
    [(account, _), *_] = world.recorders(key, day)
    return world.users[account]


def _recipient(world: World, row: dict[str, Any], household: Household) -> dict[str, Any]:
    if "center" in row:
        center = world.centers[row["center"]]
        return {"recipient_kind": RecipientKind.CENTER, "recipient_center": center}
    if "recipient" in row:
        agency = agency_of(household, row["recipient"])
        return {"recipient_kind": RecipientKind.AGENCY, "agency": agency}
    return {}


def agency_of(household: Household, name: str) -> PartnerAgency:
    """Raises DoesNotExist for one that the register of the household's municipality lacks."""
    return PartnerAgency.objects.get(municipality=household.municipality_id, name=name)


def _consent(world: World, row: dict[str, Any], household: Household) -> None:
    by = _by(world, household, row["on"])
    told = ("purpose", "answer", "manner", "scope", "document", "basis", "basis_text")
    consent = Consent(
        household=household,
        answered_on=row["on"],
        taken_by_name=by.name,
        **{name: row[name] for name in told if name in row},
        **_recipient(world, row, household),
    )
    record_consent(consent, by=by, at=moment(row["on"]))


def _referral(world: World, row: dict[str, Any], household: Household) -> None:
    day, by = row["on"], _by(world, household, row["on"])
    told = ("letter_kind", "secrecy", "contact_person", "handed_over", "summary", "request")
    referral = send_referral(
        Referral(
            sent_on=day,
            reply_due_on=reply_due(day),
            **{name: row[name] for name in told if name in row},
            **_recipient(world, row, household),
        ),
        list(Person.objects.filter(registered_name__in=row["people"]).order_by("pk")),
        subject=Subject(household=household),
        submission_key=uuid.uuid5(KEYS, f"referral/{row['household']}/{day}"),
        by=by,
        at=moment(day),
    )
    for step in row["steps"]:
        add_step(
            referral,
            kind=ReferralStepKind(step["kind"]),
            happened_on=step["on"],
            counterpart=step.get("counterpart", ""),
            note=step.get("note", ""),
            as_recipient=False,
            by=by,
            at=moment(step["on"]),
        )


def _suggestion(world: World, row: dict[str, Any], household: Household) -> None:
    by = _by(world, household, row["on"])
    suggestion = Suggestion(household=household, suggested_on=row["on"], suggested=row["suggested"])
    suggest(suggestion, by=by, at=moment(row["on"]))
    if "choice" in row:
        suggestion.choice, suggestion.chosen_on = row["choice"], row["chosen_on"]
        suggestion.choice_words = row["choice_words"]
        record_choice(suggestion, by=by, at=moment(row["chosen_on"]))


def _follow_up(world: World, row: dict[str, Any]) -> None:
    child = Person.objects.get(registered_name=row["child"])
    household = child.memberships.select_related("household__center").get().household
    held_since = row["held_since"]
    follow_up = WaitingListFollowUp(
        child=child,
        desired_nurseries=row["desired_nurseries"],
        held_since=held_since,
        wishes=row.get("wishes", ""),
        next_contact_on=row.get("next_contact_on"),
    )
    start_follow_up(follow_up, by=_by(world, household, held_since), at=moment(held_since))
    for contact in row["contacts"]:
        is_last = contact == row["contacts"][-1]
        add_contact(
            WaitingListContact(
                follow_up=follow_up,
                contacted_on=contact["on"],
                method=contact["method"],
                note=contact["note"],
            ),
            next_contact_on=row.get("next_contact_on"),
            outcome=row.get("outcome", "") if is_last else "",
            outcome_note=row.get("outcome_note", "") if is_last else "",
            by=_by(world, household, contact["on"]),
            at=moment(contact["on"]),
        )
