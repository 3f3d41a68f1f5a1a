"""The forms of case work that keep drafts."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from casework.models import Case, SupportNote
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register

NOTIFICATION, NOTE, NOTE_CORRECTION = "case-notification", "case-note-", "case-note-correct-"
TRANSFER = "case-transfer-"
NOTE_READY = frozenset({"submission_key", "occurred_on", "occurred_time", "kind", "version"})
# A notification is worth keeping from its first word on; the rest stands in the form already.
NOTIFICATION_READY = frozenset(
    {
        "submission_key",
        "occurred_on",
        "occurred_time",
        "received_by_name",
        "function",
        "attention_level",
        "category",
        "center",
        "main_worker",
    }
)


def register_forms() -> None:
    from casework.forms.notes import NoteCorrectionForm, NoteForm  # noqa: PLC0415 -- models are loaded
    from casework.forms.opening import NotificationForm  # noqa: PLC0415 -- likewise
    from casework.forms.transfers import TransferForm  # noqa: PLC0415 -- likewise

    register(
        DraftForm(
            prefix=NOTIFICATION,
            label=lambda _: "通告の受付",
            address=lambda *_: reverse("cases:notification_create"),
            fields=lambda _: NotificationForm.base_fields,
            ready=NOTIFICATION_READY,
            may=lambda user: bool(user.reach(Capability.CASE_WRITE)),
            is_saved=_is_opened,
            saved_words="この通告は受付済みです。",
        )
    )
    register(
        DraftForm(
            prefix=NOTE,
            label=lambda _: "支援記録",
            address=lambda number, _: reverse("cases:note_create", args=[number]),
            fields=lambda _: NoteForm.base_fields,
            ready=NOTE_READY,
            rows=_cases,
            may=lambda user: bool(user.reach(Capability.CASE_WRITE)),
            is_saved=_is_noted,
            saved_words="この支援記録は保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=NOTE_CORRECTION,
            label=lambda _: "支援記録の訂正",
            address=lambda number, _: reverse("cases:note_correct", args=[number]),
            fields=lambda _: NoteCorrectionForm.base_fields,
            ready=NOTE_READY,
            rows=_notes,
            may=lambda user: bool(user.reach(Capability.CASE_WRITE)),
        )
    )
    register(
        DraftForm(
            prefix=TRANSFER,
            label=lambda _: "ケース移管",
            address=lambda number, _: reverse("cases:transfer_create", args=[number]),
            fields=lambda _: TransferForm.base_fields,
            ready=frozenset({"version", "on"}),
            rows=_cases_to_decide,
            may=lambda user: bool(user.reach(Capability.CASE_DECIDE)),
        )
    )


def _cases(user: Any, numbers: Collection[int]) -> Rows:
    cases = Case.objects.visible_to(user, Capability.CASE_WRITE)
    return cases.only("pk", "municipality").in_bulk(list(numbers))


def _cases_to_decide(user: Any, numbers: Collection[int]) -> Rows:
    cases = Case.objects.visible_to(user, Capability.CASE_DECIDE)
    return cases.only("pk", "municipality").in_bulk(list(numbers))


def _notes(user: Any, numbers: Collection[int]) -> Rows:
    notes = SupportNote.objects.visible_to(user, Capability.CASE_WRITE)
    return notes.only("pk", "municipality").in_bulk(list(numbers))


def _is_opened(user: Any, submission_key: str) -> bool:
    return _is_saved(Case, user, submission_key)


def _is_noted(user: Any, submission_key: str) -> bool:
    return _is_saved(SupportNote, user, submission_key)


def _is_saved(model: Any, user: Any, submission_key: str) -> bool:
    municipalities = {grant.municipality_id for grant in user.roles_held}
    try:
        found = model.objects.filter(municipality__in=municipalities, submission_key=submission_key)
        return bool(found.exists())
    except (ValueError, ValidationError):
        return False
