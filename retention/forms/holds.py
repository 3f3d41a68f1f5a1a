from typing import Any

from django import forms
from django.utils.timezone import localdate

from retention.forms.fields import NamedForm, line
from shared.form_fields import FullWidthIntegerField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin
from shared.retention import find_kind, kinds

CHOOSE = [("", "選んでください")]


class HoldForm(SubmissionKeyMixin, NamedForm):
    """廃棄の停止: what is held, who asked, why, and how long."""

    kind = forms.ChoiceField(label="記録の種別")
    record_id = FullWidthIntegerField(
        label="記録番号",
        min_value=1,
        required=False,
        help_text="空欄にすると、この種別の記録をすべて停止します。世帯・個人・ケースを停止すると、その相談記録なども残ります。",
    )
    requested_by_name = line(
        "停止を求めた人・機関", longest=100, help_text="例：総務課 訴訟担当、○○家庭裁判所"
    )
    reason = line(
        "停止の理由", help_text="例：情報公開請求への対応、訴訟の証拠。氏名は書きません。"
    )
    starts_on = WarekiDateField(label="開始日")
    ends_on = WarekiDateField(
        label="終了日", required=False, help_text="決まっていない場合は空欄にします。"
    )

    def __init__(self, *args: Any, municipality_id: int, **kwargs: Any) -> None:
        self.municipality_id = municipality_id
        kwargs["initial"] = {"starts_on": localdate()}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [*CHOOSE, *((kind.code, kind.label) for kind in kinds())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "終了日は開始日以後の日付にしてください。")
        kind, number = find_kind(cleaned.get("kind", "")), cleaned.get("record_id")
        if kind and number:
            there = kind.standing.filter(municipality=self.municipality_id, pk=number)
            if not there.exists():
                self.add_error("record_id", f"この番号の{kind.label}はありません。")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        names = ("kind", "record_id", "requested_by_name", "reason", "starts_on", "ends_on")
        return {name: self.cleaned_data[name] for name in names}
