"""Looking at who notified the office: written down first, shown once."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from casework.models import Notification, NotifierReveal


class NotifierRevealedBeforeError(Exception):
    """The same form was sent again; it shows nothing."""


def write_notifier_reveal(
    notification: Notification, *, reason: str, submission_key: uuid.UUID, by: User, at: datetime
) -> NotifierReveal:
    """Raises NotifierRevealedBeforeError."""
    try:
        with transaction.atomic():
            return NotifierReveal.objects.create(
                notification=notification,
                submission_key=submission_key,
                reason=reason,
                revealed_at=at,
                revealed_by=by,
            )
    except IntegrityError as error:
        if "notifier_reveal_shows_once" not in str(error):
            raise
        raise NotifierRevealedBeforeError(submission_key) from error
