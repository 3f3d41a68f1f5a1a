"""地域課題: gathered in words of one's own, taken up in a conference, answered."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from casework.models import CommunityIssue, IssueChange
from casework.task_actions import one_at_a_time
from centers.models import Center


class IssueSavedBeforeError(Exception):
    """The same form came twice."""


class IssueChangedMeanwhileError(Exception):
    """Somebody else changed the issue after the page was opened."""


@transaction.atomic
def note_issue(
    center: Center, said: Mapping[str, Any], *, submission_key: uuid.UUID, on: date
) -> CommunityIssue:
    """Without a case and without its author. Raises IssueSavedBeforeError."""
    one_at_a_time(center)
    saved = CommunityIssue.objects.filter(
        municipality=center.municipality_id, submission_key=submission_key
    )
    if saved.exists():
        raise IssueSavedBeforeError
    return CommunityIssue.objects.create(
        center=center, submission_key=submission_key, recorded_on=on, **said
    )


@transaction.atomic
def change_issue(
    issue: CommunityIssue, state: str, response: str, *, version: int, by: User, at: datetime
) -> IssueChange | None:
    """None if nothing differs. Raises IssueChangedMeanwhileError."""
    locked = CommunityIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if locked.version != version:
        raise IssueChangedMeanwhileError(locked)
    before = locked.state
    if (before, locked.response) == (state, response):
        return None
    locked.state, locked.response, locked.version = state, response, version + 1
    locked.save(update_fields=["state", "response", "version"])
    return IssueChange.objects.create(
        issue=locked,
        before=before,
        after=state,
        response=response,
        changed_at=at,
        changed_by=by,
    )
