"""The moment of acceptance, put right with a reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime

from consultations.forms.intake import _MomentForm
from consultations.intake_corrections import deadline_of
from consultations.models import AbuseIntake
from shared.form_fields import PlainTextField
from shared.idempotency import FORM_TOO_OLD


class AcceptanceForm(_MomentForm):
    """受理日時の訂正. `seen` is the moment that stood when the form was opened."""

    reason = PlainTextField(
        label="訂正の理由",
        max_length=300,
        error_messages={"required": "訂正の理由を入力してください。"},
    )
    missed_reason = PlainTextField(
        label="期限を過ぎた理由",
        required=False,
        max_length=500,
        help_text="訂正後の期限より後に安全を確認しているときだけ入力します。",
    )
    seen = forms.CharField(
        label="開いたときの内容",
        widget=forms.HiddenInput,
        error_messages={"required": FORM_TOO_OLD},
    )

    def __init__(self, *args: Any, intake: AbuseIntake, **kwargs: Any) -> None:
        self.intake = intake
        super().__init__(*args, **kwargs)
        accepted = localtime(intake.accepted_at)
        self.initial |= {  # type: ignore[operator]  # a dict: `_MomentForm` has set it
            "day": accepted.date(),
            "clock": accepted.time(),
            "seen": intake.accepted_at.isoformat(),
            "missed_reason": intake.missed_reason,
        }
        self.fields["day"].label, self.fields["clock"].label = "受理した日", "受理した時刻"

    def clean_seen(self) -> datetime:
        try:
            seen = datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError(FORM_TOO_OLD) from error
        if seen.tzinfo is None:
            raise forms.ValidationError(FORM_TOO_OLD)
        return seen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moment = cleaned["accepted_at"] = self.moment(cleaned)
        if moment is None:
            return cleaned
        confirmed_at = self.intake.safety_confirmed_at
        if moment < self.intake.consultation.occurred_at:
            self.add_error("day", "相談より前の日時です。確かめてください。")
        elif moment == self.intake.accepted_at.replace(second=0, microsecond=0):
            self.add_error("clock", "受理日時が変わっていません。")
        elif confirmed_at and moment > confirmed_at:
            self.add_error("day", "安全を確認した日時より後です。確かめてください。")
        elif confirmed_at and confirmed_at > deadline_of(self.intake, moment)[1]:
            self._require_missed_reason(cleaned)
        return cleaned

    def _require_missed_reason(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("missed_reason") and not self.has_error("missed_reason"):
            self.add_error(
                "missed_reason",
                "訂正後の期限より後に安全を確認しています。期限を過ぎた理由を入力してください。",
            )
