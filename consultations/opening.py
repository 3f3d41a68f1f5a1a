"""Opening one record for a while with a reason, and the review of it by somebody else."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from consultations.enums import AccessKind
from consultations.models import Consultation, RecordAccess


class OwnAccessError(Exception):
    """Nobody reviews what they opened themselves."""


class ReviewedMeanwhileError(Exception):
    """Somebody else has reviewed the access already."""


@transaction.atomic
def open_record(
    consultation: Consultation, *, reason_kind: str, reason: str, by: User, at: datetime
) -> tuple[RecordAccess, bool]:
    """The access, and whether it is new: while one stands, opening again gives that one."""
    Consultation.objects.select_for_update(of=("self",), no_key=True).get(pk=consultation.pk)
    kind = kind_for(consultation)
    # Of two presses at once, the one that waited may have begun before the other.
    found = consultation.accesses.of(by).filter(kind=kind, expires_at__gt=at).first()
    if found is not None:
        return found, False
    minutes = timedelta(minutes=settings.BREAK_GLASS_MINUTES)
    access = RecordAccess.objects.create(
        consultation=consultation,
        kind=kind,
        reason_kind=reason_kind,
        reason=reason,
        opened_by=by,
        opened_at=at,
        expires_at=at + minutes,
    )
    return access, True


def kind_for(consultation: Consultation) -> AccessKind:
    """What opening the record would be."""
    closed = Consultation.objects.in_emergency_only().filter(pk=consultation.pk).exists()
    return AccessKind.BREAK_GLASS if closed else AccessKind.REASONED


@transaction.atomic
def review_access(
    access: RecordAccess, *, outcome: str, note: str, by: User, at: datetime
) -> RecordAccess:
    """Close the access as justified or not, once and by another person.

    Raises OwnAccessError, or ReviewedMeanwhileError if it is closed already.
    """
    locked = RecordAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
    if locked.opened_by_id == by.pk:
        raise OwnAccessError(access)
    if locked.reviewed_at is not None:
        raise ReviewedMeanwhileError(access)
    locked.outcome, locked.review_note = outcome, note
    locked.reviewed_by, locked.reviewed_at = by, at
    locked.save(update_fields=["outcome", "review_note", "reviewed_by", "reviewed_at"])
    return locked
