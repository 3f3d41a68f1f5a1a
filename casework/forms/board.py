"""進行管理の目安: the days that a municipality sets."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.forms.fields import NamedForm
from casework.task_enums import ThresholdKind
from centers.models import Municipality
from shared.access import Actor, Capability
from shared.form_fields import FullWidthIntegerField, PlainTextField, WarekiDateField


class ThresholdForm(NamedForm):
    """How many days, from which day on, and why; nothing is overwritten."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(
        label="目安の種類",
        choices=ThresholdKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "目安の種類を選んでください。"},
    )
    days = FullWidthIntegerField(label="日数", min_value=1, max_value=366)
    starts_on = WarekiDateField(label="適用開始日", initial=localdate)
    reason = PlainTextField(
        label="理由・根拠", max_length=300, help_text="例：市の進行管理の手順書、会議での申合せ"
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        reach = user.reach(Capability.MUNICIPALITY_EDIT)
        field.queryset = Municipality.objects.filter(pk__in=reach.municipality_ids).order_by("code")

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < localdate():
            raise forms.ValidationError("きょうより前の日からは変えられません。")
        return day
