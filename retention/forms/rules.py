from typing import Any

from django import forms
from django.utils.timezone import localdate

from retention.enums import CountedFrom
from retention.forms.fields import NamedForm, line
from retention.models.rule import MOST_YEARS
from shared.form_fields import FullWidthIntegerField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin
from shared.retention import RecordKind


class RuleForm(SubmissionKeyMixin, NamedForm):
    """保存期間の定め of one kind of record."""

    is_unset = forms.BooleanField(
        label="保存期間を定めない（この種別の記録は廃棄しない）", required=False
    )
    years = FullWidthIntegerField(
        label="保存年数", min_value=1, max_value=MOST_YEARS, required=False, help_text="年"
    )
    event = forms.ChoiceField(label="起算の事由", required=False, widget=forms.RadioSelect)
    counted_from = forms.ChoiceField(
        label="起算", choices=CountedFrom.choices, widget=forms.RadioSelect
    )
    ordinance = line(
        "根拠の条例・規程と条項",
        help_text="例：○○市文書管理規程第12条及び別表第2。決裁の文書番号も書けます。",
    )
    starts_on = WarekiDateField(label="適用開始日")

    def __init__(self, *args: Any, kind: RecordKind, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "event": kind.events[0].code,
            "counted_from": CountedFrom.NEXT_FISCAL_YEAR,
            "starts_on": localdate(),
        }
        super().__init__(*args, **kwargs)
        field: Any = self.fields["event"]
        field.choices = [(event.code, event.label) for event in kind.events]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_unset"):
            if cleaned.get("years") and not self.has_error("years"):
                self.add_error("years", "保存期間を定めない場合は、年数を空欄にしてください。")
            return cleaned
        if not cleaned.get("years") and not self.has_error("years"):
            self.add_error("years", "保存年数を入力してください。")
        if not cleaned.get("event") and not self.has_error("event"):
            self.add_error("event", "起算の事由を選んでください。")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """The columns of the rule."""
        cleaned = self.cleaned_data
        is_unset = cleaned["is_unset"]
        return {
            "years": None if is_unset else cleaned["years"],
            "event": "" if is_unset else cleaned["event"],
            "counted_from": cleaned["counted_from"],
            "ordinance": cleaned["ordinance"],
            "starts_on": cleaned["starts_on"],
        }
