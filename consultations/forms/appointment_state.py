"""What became of an appointment, and reminding."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from consultations.appointment_enums import AppointmentState, ReminderMeans, ReminderResult
from consultations.models import Appointment
from shared.form_fields import PlainTextField, WarekiDateField, name_what_is_missing

WORDS = {
    AppointmentState.ATTENDED: "来所・対応済みにする（相談記録は後で）",
    AppointmentState.NO_SHOW: "来なかった（無断キャンセル）",
    AppointmentState.CANCELLED: "取り消す（連絡があった）",
    AppointmentState.BOOKED: "予約に戻す（記録の誤り）",
}


class StateForm(forms.Form):
    """Only what may follow is offered."""

    state = forms.ChoiceField(label="どうなりましたか", widget=forms.RadioSelect)
    reason = PlainTextField(
        label="理由",
        required=False,
        max_length=300,
        help_text="取消のとき、記録を直すときは必ず入力してください。",
    )
    follow_up_on = WarekiDateField(
        label="連絡する日",
        required=False,
        earliest=localdate,
        help_text="来なかった人に連絡する場合だけ。「きょう」に表示します。",
    )

    def __init__(self, *args: Any, appointment: Appointment, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.appointment, self.now = appointment.standing_in, appointment, now
        field: Any = self.fields["state"]
        field.choices = [(each.value, WORDS[each]) for each in self.before.may_become]
        field.error_messages["required"] = "どうなったかを選んでください。"
        if AppointmentState.NO_SHOW not in self.before.may_become:
            del self.fields["follow_up_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "state" not in cleaned:
            return cleaned
        state = AppointmentState(cleaned["state"])
        if (
            state.asks_why(self.before)
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "理由を入力してください。")
        if state != AppointmentState.NO_SHOW and cleaned.get("follow_up_on"):
            self.add_error("follow_up_on", "「来なかった」を選んだときだけ入力します。")
        is_ahead = self.appointment.starts_at > self.now
        if is_ahead and state in (AppointmentState.NO_SHOW, AppointmentState.ATTENDED):
            day = localdate(self.appointment.starts_at)
            if state == AppointmentState.NO_SHOW or day > localdate(self.now):
                self.add_error("state", "まだ来ていない時刻の予約です。")
        return cleaned


class ReminderForm(forms.Form):
    """連絡済み: how, and whether they were reached."""

    means = forms.ChoiceField(label="連絡の方法", choices=ReminderMeans.choices)
    result = forms.ChoiceField(
        label="連絡の結果", choices=ReminderResult.choices, initial=ReminderResult.REACHED
    )
    note = PlainTextField(label="備考", required=False, max_length=200)

    def __init__(self, data: Any = None, *, appointment: Appointment) -> None:
        super().__init__(data, auto_id=f"id_{appointment.pk}_%s")
        if appointment.reminder_wish in ReminderMeans.values:
            self.initial.setdefault("means", appointment.reminder_wish)
        name_what_is_missing(self.fields)
