"""The forms of conferences that keep drafts on the server."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from casework.models import Case, CommunityIssue, Conference, MinutesSection
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register

MINUTES, ISSUE, ISSUE_OF_CASE = "conference-minutes-", "community-issue", "community-issue-of-case-"
ISSUE_READY = frozenset({"submission_key", "center", "field", "extent"})


def register_forms() -> None:
    from casework.forms.issues import IssueForm  # noqa: PLC0415 -- models are loaded

    register(
        DraftForm(
            prefix=MINUTES,
            label=lambda number: f"会議 {number}の議事録",
            address=lambda number, _: reverse("cases:minutes_edit", args=[number]),
            fields=_fields_of_minutes,
            rows=_conferences,
            may=_may_write,
        )
    )
    register(
        DraftForm(
            prefix=ISSUE,
            label=lambda _: "地域課題",
            address=lambda *_: reverse("cases:issue_create"),
            fields=lambda _: IssueForm.base_fields,
            ready=ISSUE_READY,
            may=_may_write,
            is_saved=_is_noted,
            saved_words="この地域課題は登録済みです。",
        )
    )
    register(
        DraftForm(
            prefix=ISSUE_OF_CASE,
            label=lambda _: "地域課題",
            address=lambda number, _: reverse("cases:issue_of_case_create", args=[number]),
            fields=lambda _: IssueForm.base_fields,
            ready=ISSUE_READY,
            rows=_cases,
            may=_may_write,
            is_saved=_is_noted,
            saved_words="この地域課題は登録済みです。",
        )
    )


def _fields_of_minutes(number: int) -> Mapping[str, forms.Field]:
    from casework.forms.minutes import minutes_fields  # noqa: PLC0415 -- models are loaded

    # Also of items taken off the agenda: what was typed about them waits like everything else.
    sections = MinutesSection.objects.filter(conference=number)
    return minutes_fields(list(sections.for_reading()))


def _may_write(user: Any) -> bool:
    return bool(user.reach(Capability.CASE_WRITE))


def _conferences(user: Any, numbers: Collection[int]) -> Rows:
    conferences = Conference.objects.visible_to(user, Capability.CASE_WRITE)
    return conferences.only("pk", "municipality").in_bulk(list(numbers))


def _cases(user: Any, numbers: Collection[int]) -> Rows:
    cases = Case.objects.visible_to(user, Capability.CASE_WRITE)
    return cases.only("pk", "municipality").in_bulk(list(numbers))


def _is_noted(user: Any, submission_key: str) -> bool:
    municipalities = {grant.municipality_id for grant in user.roles_held}
    issues = CommunityIssue.objects.filter(municipality__in=municipalities)
    try:
        return issues.filter(submission_key=submission_key).exists()
    except (ValueError, ValidationError):
        return False
