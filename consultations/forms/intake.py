"""Forms around the suspicion of abuse: raise, confirm, explain, withdraw; and its clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime, make_aware

from centers.models import Municipality
from consultations.desk_enums import SafetyCheck
from consultations.models import AbuseIntake, Consultation
from shared.access import Actor, Capability
from shared.clock_time import format_clock
from shared.form_fields import (
    ClockTimeField,
    FullWidthIntegerField,
    PlainTextField,
    WarekiDateField,
)

NOT_YET = "まだ来ていない日時です。確かめてください。"


class _MomentForm(forms.Form):
    """A day and a time of it, now unless something else is typed."""

    day = WarekiDateField(label="日付", error_messages={"required": "日付を入力してください。"})
    clock = ClockTimeField(label="時刻", error_messages={"required": "時刻を入力してください。"})

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = localtime(now)
        kwargs["initial"] = {"day": self.now.date(), "clock": self.now.time()}
        super().__init__(*args, **kwargs)

    def moment(self, cleaned: dict[str, Any]) -> datetime | None:
        day, clock = cleaned.get("day"), cleaned.get("clock")
        if not day or not clock:
            return None
        moment = make_aware(datetime.combine(day, clock))
        if moment > self.now:
            self.add_error("clock" if day == self.now.date() else "day", NOT_YET)
            return None
        return moment


class RaiseIntakeForm(_MomentForm):
    """虐待の疑いの受理. The clock runs from this moment."""

    def __init__(self, *args: Any, record: Consultation, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        self.fields["day"].label, self.fields["clock"].label = "受理した日", "受理した時刻"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moment = self.moment(cleaned)
        if moment and moment < self.record.occurred_at:
            self.add_error("day", "相談より前の日時です。確かめてください。")
        cleaned["accepted_at"] = moment
        return cleaned


@dataclass(frozen=True)
class SafetyClock:
    """What the form asks of a row with a clock that is no suspicion raised at the desk."""

    accepted_at: datetime
    confirm_until: datetime
    missed_reason: str


class SafetyForm(_MomentForm):
    """安全確認. Without a way of confirming, only the reason of the delay is kept."""

    safety_check = forms.ChoiceField(
        label="安全確認の方法",
        required=False,
        choices=[("", "まだ確認できていない"), *SafetyCheck.choices],
    )
    missed_reason = PlainTextField(label="期限を過ぎた理由", required=False, max_length=500)

    def __init__(self, *args: Any, intake: AbuseIntake | SafetyClock, **kwargs: Any) -> None:
        self.intake = intake
        super().__init__(*args, **kwargs)
        self.fields["day"].label, self.fields["clock"].label = "確認した日", "確認した時刻"
        self.fields["day"].required = self.fields["clock"].required = False
        if not intake.missed_reason and self.now <= intake.confirm_until:
            self.fields["missed_reason"].help_text = "期限内に確認できたときは空欄にします。"
        self.fields["missed_reason"].initial = intake.missed_reason

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_confirmed = bool(cleaned.get("safety_check"))
        late = self.now > self.intake.confirm_until
        if is_confirmed:
            for name in ("day", "clock"):
                if not cleaned.get(name) and not self.has_error(name):
                    self.add_error(name, "確認した日時を入力してください。")
            moment = self.moment(cleaned)
            if moment and moment < self.intake.accepted_at:
                self.add_error("day", f"受理（{_text(self.intake.accepted_at)}）より前の日時です。")
            cleaned["confirmed_at"] = moment
            late = moment is not None and moment > self.intake.confirm_until
        elif not late:
            self.add_error("safety_check", "安全確認の方法を選んでください。")
        if late and not cleaned.get("missed_reason") and not self.has_error("missed_reason"):
            self.add_error("missed_reason", "期限を過ぎた理由を入力してください。")
        return cleaned


def _text(moment: datetime) -> str:
    return format_clock(localtime(moment).time())


class WithdrawIntakeForm(forms.Form):
    reason = PlainTextField(
        label="取下げの理由",
        max_length=300,
        error_messages={"required": "取下げの理由を入力してください。"},
    )


class IntakeClockForm(forms.Form):
    """How many hours, from which day on, and why."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label=None
    )
    hours = FullWidthIntegerField(
        label="時間",
        min_value=1,
        max_value=168,
        error_messages={"required": "時間を入力してください。"},
    )
    starts_on = WarekiDateField(
        label="適用開始日", error_messages={"required": "適用開始日を入力してください。"}
    )
    reason = PlainTextField(
        label="理由・根拠",
        max_length=300,
        help_text="例：子ども虐待対応の手引き、市の要綱の題名。",
        error_messages={"required": "理由・根拠を入力してください。"},
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_on": localdate()}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        reach = user.reach(Capability.MUNICIPALITY_EDIT)
        field.queryset = Municipality.objects.filter(pk__in=reach.municipality_ids).order_by("code")
        if field.queryset.count() == 1:
            field.widget, field.initial = forms.HiddenInput(), field.queryset.get().pk
            field.required = False

    def clean_municipality(self) -> Municipality:
        chosen: Municipality | None = self.cleaned_data["municipality"]
        only: Any = self.fields["municipality"]
        return chosen or only.queryset.get()

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < localdate():
            raise forms.ValidationError(
                "きょうより前の日からは変えられません。受理済みのものの期限は変わりません。"
            )
        return day
