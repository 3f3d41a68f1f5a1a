"""What became of a planned step: done, postponed, dropped."""

from datetime import date
from typing import Any

from django import forms

from consultations.desk_enums import FollowUpState
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import VersionField

ONLY_POSTPONED = (
    "新しい予定日は、延期するときだけ入力します。"
    "次の対応が続くときは「延期する」を選び、結果・理由に済んだことを書いてください。"
)


class FollowUpForm(forms.Form):
    outcome = forms.ChoiceField(
        label="どうなりましたか",
        choices=[
            (state.value, f"{number} {label}")
            for number, (state, label) in enumerate(
                [
                    (FollowUpState.DONE, "済ませた"),
                    (FollowUpState.POSTPONED, "延期する"),
                    (FollowUpState.DROPPED, "取りやめる"),
                ],
                start=1,
            )
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "どうなったかを選んでください。"},
    )
    next_on = WarekiDateField(
        label="新しい予定日", required=False, help_text="延期するときだけ入力します。"
    )
    reason = PlainTextField(
        label="結果・理由",
        max_length=300,
        error_messages={"required": "結果・理由を入力してください。"},
    )
    version = VersionField()

    def __init__(self, *args: Any, day: date, planned: date, **kwargs: Any) -> None:
        self.day, self.planned = day, planned
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        next_on = cleaned.get("next_on")
        if cleaned.get("outcome") != FollowUpState.POSTPONED:
            if next_on and cleaned.get("outcome"):
                self.add_error("next_on", ONLY_POSTPONED)
            cleaned["next_on"] = None
        elif "next_on" in cleaned:
            if next_on is None:
                self.add_error("next_on", "新しい予定日を入力してください。")
            elif next_on < self.day or next_on == self.planned:
                self.add_error("next_on", "きょう以後の、今の予定日とは別の日を入力してください。")
        return cleaned
