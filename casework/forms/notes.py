"""支援記録: writing and correcting one."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.timezone import localtime

from casework.enums import NoteKind
from casework.forms.fields import MomentForm, NamedForm, moment_initial, text_area
from casework.models import Case, SupportNote
from casework.note_actions import NoteText
from consultations.conflicts import Conflict
from shared.form_fields import PlainTextField
from shared.idempotency import SubmissionKeyMixin

# What led to a case may be noted with it; an earlier day is a slip of the year.
BEFORE_THE_CASE = timedelta(days=366)


class NoteForm(SubmissionKeyMixin, MomentForm, NamedForm):
    """支援記録."""

    kind = forms.ChoiceField(label="種類", choices=NoteKind.choices, widget=forms.RadioSelect)
    counterpart = PlainTextField(
        label="相手", required=False, max_length=100, help_text="例：母、保育所の主任、児童相談所"
    )
    content = text_area(
        "内容",
        rows=10,
        longest=20_000,
        help_text="通告した人が分かることは書かないでください。",
    )

    def __init__(
        self, *args: Any, case: Case, now: datetime, typed: Any = None, **kwargs: Any
    ) -> None:
        self.case, self.now = case, now
        kwargs["initial"] = {**self.ready_answers(), **(typed or {})}
        super().__init__(*args, **kwargs)
        occurred_on: Any = self.fields["occurred_on"]
        occurred_on.earliest = self.earliest()
        self.order_fields(["reason", "kind", "occurred_on", "occurred_time"])

    def ready_answers(self) -> dict[str, Any]:
        return moment_initial(self.now)

    def earliest(self) -> date:
        return self.case.opened_on - BEFORE_THE_CASE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["occurred_at"] = moment = self.moment(cleaned, self.now)
        ended_on = self.case.ended_on
        if moment and ended_on and localtime(moment).date() > ended_on:
            self.add_error(
                "occurred_on", "ケースが終わった後の日付です。再開したケースに記録してください。"
            )
        return cleaned

    def note(self) -> NoteText:
        said = self.cleaned_data
        return NoteText(
            kind=said["kind"],
            occurred_at=said["occurred_at"],
            counterpart=said["counterpart"],
            content=said["content"],
        )


class NoteCorrectionForm(NoteForm):
    """支援記録の訂正."""

    submission_key = None  # type: ignore[assignment]  # the version tells whether it is saved
    reason = PlainTextField(
        label="訂正の理由",
        max_length=300,
        error_messages={"required": "訂正の理由を入力してください。"},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, note: SupportNote, **kwargs: Any) -> None:
        self.note_before = note
        super().__init__(*args, case=note.case, **kwargs)

    def earliest(self) -> date:
        """Another word of an old note is put right without its day."""
        return min(super().earliest(), localtime(self.note_before.occurred_at).date())

    def ready_answers(self) -> dict[str, Any]:
        note = self.note_before
        told = {name: getattr(note, name) for name in ("kind", "counterpart", "content", "version")}
        return moment_initial(note.occurred_at) | told

    def take_over(self, note: SupportNote, conflict: Conflict) -> None:
        """Show the newer text where nobody typed another; keep every typed word."""
        self.note_before = note
        newer = self.ready_answers()
        data = cast("QueryDict", self.data).copy()
        for field in conflict.fields:
            if not field.is_untouched_here:
                continue
            asked = (
                ("occurred_on", "occurred_time") if field.name == "occurred_at" else (field.name,)
            )
            for name in asked:
                data[name] = str(self.fields[name].prepare_value(newer[name]))
        data["version"] = str(note.version)
        self.data = data
