"""出席者: what binds somebody to secrecy, and whether they come, as last said."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from casework.models import ConferenceAttendee


class AttendeeChangedMeanwhileError(Exception):
    """Somebody else changed the entry since the page was shown; `attendee` is as it stands."""

    def __init__(self, attendee: ConferenceAttendee) -> None:
        super().__init__(attendee)
        self.attendee = attendee


@transaction.atomic
def change_attendee(
    attendee: ConferenceAttendee, columns: Mapping[str, Any], *, version: int
) -> ConferenceAttendee:
    """Raises AttendeeChangedMeanwhileError and changes nothing then."""
    locked = ConferenceAttendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    if locked.version != version:
        raise AttendeeChangedMeanwhileError(locked)
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save(update_fields=[*columns, "version"])
    return locked
