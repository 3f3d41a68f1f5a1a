"""What the office decides: rules, holds, and disposals that two people agree on."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from centers.models import Municipality
from retention.due import due_kinds
from retention.enums import DisposalStatus
from retention.models import Disposal, DisposalItem, LegalHold, RetentionRule
from shared.fiscal_year import FiscalYear


class SamePersonError(Exception):
    """Who proposed a disposal does not approve it."""


class DecidedError(Exception):
    """The disposal was decided, or the hold lifted, before."""


class NothingDueError(Exception):
    """No record has run out without being held back."""


class OpenDisposalError(Exception):
    """Another disposal of the municipality is not over; `disposal` is it."""

    def __init__(self, disposal: Disposal) -> None:
        super().__init__(disposal)
        self.disposal = disposal


def set_rule(
    municipality: Municipality,
    said: Mapping[str, Any],
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> tuple[RetentionRule, bool]:
    """The rule, and whether it is new: the same form may come twice."""
    return RetentionRule.objects.get_or_create(
        municipality=municipality,
        submission_key=submission_key,
        defaults={**said, "recorded_by": by, "recorded_at": at},
    )


def place_hold(
    municipality: Municipality,
    said: Mapping[str, Any],
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> tuple[LegalHold, bool]:
    """The hold, and whether it is new."""
    return LegalHold.objects.get_or_create(
        municipality=municipality,
        submission_key=submission_key,
        defaults={**said, "recorded_by": by, "recorded_at": at},
    )


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, by: User, at: datetime) -> None:
    """Raises DecidedError."""
    standing = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if standing.lifted_at is not None:
        raise DecidedError
    standing.lifted_at, standing.lifted_by, standing.lift_reason = at, by, reason
    standing.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])


@transaction.atomic
def propose_disposal(
    municipality: Municipality,
    *,
    fiscal_year: int,
    note: str,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    today: date,
) -> tuple[Disposal, bool]:
    """The disposal of everything on the list of `fiscal_year` that nothing holds back.

    Raises OpenDisposalError, NothingDueError.
    """
    Municipality.objects.select_for_update(of=("self",), no_key=True).get(pk=municipality.pk)
    own = Disposal.objects.filter(municipality=municipality)
    if saved := own.filter(submission_key=submission_key).first():
        return saved, False
    if standing := own.open().first():
        raise OpenDisposalError(standing)
    due = due_kinds(municipality.pk, until=FiscalYear(fiscal_year).starts_on, today=today)
    ready = [(each, record) for each in due for record in each.ready]
    if not ready:
        raise NothingDueError
    disposal = Disposal.objects.create(
        municipality=municipality,
        submission_key=submission_key,
        fiscal_year=fiscal_year,
        note=note,
        proposed_by=by,
        proposed_at=at,
    )
    DisposalItem.objects.bulk_create(
        [
            DisposalItem(
                disposal=disposal,
                rule=each.rule,
                kind=each.kind.code,
                record_id=record.record_id,
                event_on=record.event_on,
                kept_until=record.kept_until,
            )
            for each, record in ready
        ],
        batch_size=1000,
    )
    return disposal, True


@transaction.atomic
def approve_disposal(disposal: Disposal, *, by: User, at: datetime) -> None:
    """Raises SamePersonError, DecidedError. Nothing goes yet: the job carries it out."""
    standing = _standing(disposal)
    if standing.proposed_by_id == by.pk:
        raise SamePersonError
    _decide(standing, DisposalStatus.APPROVED, by=by, at=at)


@transaction.atomic
def reject_disposal(disposal: Disposal, *, reason: str, by: User, at: datetime) -> None:
    """Also by whoever proposed it, who takes it back so. Raises DecidedError."""
    _decide(_standing(disposal), DisposalStatus.REJECTED, by=by, at=at, reason=reason)


def _standing(disposal: Disposal) -> Disposal:
    standing = Disposal.objects.select_for_update(of=("self",)).get(pk=disposal.pk)
    if not standing.is_proposed:
        raise DecidedError
    return standing


def _decide(
    disposal: Disposal, status: DisposalStatus, *, by: User, at: datetime, reason: str = ""
) -> None:
    disposal.status, disposal.reason = status, reason
    disposal.decided_by, disposal.decided_at = by, at
    disposal.save(update_fields=["status", "reason", "decided_by", "decided_at"])
