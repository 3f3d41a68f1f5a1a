"""ケース移管: a case handed to another center, municipality or agency, and taken over there."""

import uuid
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework.actions import Opening, change_status, open_case
from casework.amendment_actions import link_cases
from casework.enums import CaseLinkKind, CaseStatus, NotifierKind
from casework.models import Case, CaseTransfer, Notification
from shared.access import Confidentiality


class ReceivedBeforeError(Exception):
    """Somebody else has noted the receipt."""


@transaction.atomic
def transfer_case(
    case: Case, transfer: CaseTransfer, *, version: int, by: User, at: datetime
) -> CaseTransfer:
    """End the case here and note what went where.

    Raises IllegalTransitionError, CaseChangedMeanwhileError.
    """
    change_status(
        case,
        CaseStatus.TRANSFERRED,
        version=version,
        on=transfer.transferred_on,
        reason=transfer.basis,
        by=by,
        at=at,
    )
    transfer.case, transfer.recorded_by, transfer.recorded_at = case, by, at
    transfer.save(force_insert=True)
    return transfer


@transaction.atomic
def note_receipt(transfer: CaseTransfer, *, on: date, by_name: str) -> None:
    """Another municipality or agency has it. Raises ReceivedBeforeError.

    A center of the municipality says so itself, by taking the case over.
    """
    if transfer.recipient_center_id is not None:
        raise ValueError("the receiving center takes the case over")
    _receive(transfer, on=on, by_name=by_name)


def _receive(transfer: CaseTransfer, *, on: date, by_name: str) -> None:
    locked = CaseTransfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if locked.received_on is not None:
        raise ReceivedBeforeError(locked)
    locked.received_on, locked.received_by_name = on, by_name
    locked.save(update_fields=["received_on", "received_by_name"])


@transaction.atomic
def take_over(
    transfer: CaseTransfer,
    *,
    on: date,
    main_worker: User,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> Case:
    """Open the case anew at the receiving center; no name comes along but what the message says.

    A safety clock that runs goes on running there.

    Raises ReceivedBeforeError.
    """
    if transfer.recipient_center is None:
        raise ValueError("sent to nobody of the municipality")
    old = transfer.case
    running = Notification.objects.unconfirmed().filter(case=old).first()
    _receive(transfer, on=on, by_name=by.name)
    case = open_case(
        Opening(
            center=transfer.recipient_center,
            opened_on=on,
            function=old.function,
            attention_level=old.attention_level,
            category=old.category,
            route=old.route,
            concern=transfer.message,
            alias=f"移管された{old}",
            confidentiality=Confidentiality(old.confidentiality),
            main_worker=main_worker,
        ),
        submission_key=submission_key,
        by=by,
        at=at,
    )
    link_cases(case, old, CaseLinkKind.TRANSFERRED, by=by, at=at)
    if running is not None:
        _go_on_with_clock(case, running, transfer.message, by=by, at=at)
    return case


def _go_on_with_clock(
    case: Case, running: Notification, message: str, *, by: User, at: datetime
) -> None:
    """The same end as before; neither who notified nor their words, but what was written for us."""
    Notification.objects.create(
        case=case,
        received_at=running.received_at,
        received_by_name=running.received_by_name,
        notifier_kind=NotifierKind.AGENCY,
        content=message,
        clock_hours=running.clock_hours,
        confirm_until=running.confirm_until,
        missed_reason=running.missed_reason,
        recorded_at=at,
        recorded_by=by,
    )
