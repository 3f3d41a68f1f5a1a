"""Handing cases over: to another place, to a colleague, on paper."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.enums import PackPart, TransferRecipient
from casework.forms.fields import (
    DatedForm,
    NamedForm,
    UserChoiceField,
    VersionedForm,
    reason_field,
    text_area,
)
from casework.forms.steps import OPEN_MATTERS
from casework.models import Case, CaseTransfer
from centers.models import Center
from shared.form_fields import PlainTextField, WarekiDateField


class TransferForm(VersionedForm, DatedForm):
    """ケース移管."""

    recipient_kind = forms.ChoiceField(
        label="移管先の別", choices=TransferRecipient.choices, widget=forms.RadioSelect
    )
    recipient_center = forms.ModelChoiceField(
        label="移管先のセンター",
        queryset=Center.objects.none(),
        required=False,
        empty_label="選ばない",
    )
    recipient_name = PlainTextField(
        label="移管先の名称", required=False, max_length=100, help_text="ほかの市区町村・機関のとき"
    )
    contact_person = PlainTextField(label="移管先の担当者", required=False, max_length=100)
    on = WarekiDateField(label="移管日")
    handed_over = forms.MultipleChoiceField(
        label="渡した内容",
        choices=PackPart.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "渡した内容を選んでください。"},
    )
    basis = PlainTextField(
        label="よりどころ",
        max_length=300,
        help_text="例：保護者の承諾（令和8年11月20日）、児童福祉法第25条の7第1項第1号による送致",
    )
    message = text_area("申し送り", rows=6, longest=4000)
    has_seen_open_matters = forms.BooleanField(label="残っている対応を確かめた", required=False)

    def __init__(
        self,
        *args: Any,
        case: Case,
        since: date,
        has_open_matters: bool,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"version": case.version, **(typed or {})}
        super().__init__(*args, **kwargs)
        self.limit_day(label="移管日", earliest=since, latest=localdate())
        field: Any = self.fields["recipient_center"]
        field.queryset = (
            Center.objects.filter(municipality=case.municipality_id)
            .exclude(pk=case.center_id)
            .order_by("code", "pk")
        )
        if not has_open_matters:
            del self.fields["has_seen_open_matters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        to_center = cleaned.get("recipient_kind") == TransferRecipient.CENTER
        if to_center and not cleaned.get("recipient_center"):
            self.add_error("recipient_center", "移管先のセンターを選んでください。")
        if cleaned.get("recipient_kind") and not to_center and not cleaned.get("recipient_name"):
            self.add_error("recipient_name", "移管先の名称を入力してください。")
        if "has_seen_open_matters" in self.fields and not cleaned.get("has_seen_open_matters"):
            self.add_error("has_seen_open_matters", OPEN_MATTERS)
        return cleaned

    def transfer(self) -> CaseTransfer:
        said = self.cleaned_data
        to_center = said["recipient_kind"] == TransferRecipient.CENTER
        return CaseTransfer(
            transferred_on=said["on"],
            recipient_kind=said["recipient_kind"],
            recipient_center=said["recipient_center"] if to_center else None,
            recipient_name="" if to_center else said["recipient_name"],
            contact_person=said["contact_person"],
            handed_over=said["handed_over"],
            basis=said["basis"],
            message=said["message"],
        )


class ReceiptForm(NamedForm, DatedForm):
    """移管の受領."""

    on = WarekiDateField(label="受領日")
    by_name = PlainTextField(label="受領した人", max_length=100)

    def __init__(self, *args: Any, transferred_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="受領日", earliest=transferred_on, latest=localdate())


class PackForm(forms.Form):
    """引継資料の内容."""

    parts = forms.MultipleChoiceField(
        label="載せる内容",
        choices=PackPart.choices,
        initial=[PackPart.SUMMARY, PackPart.HISTORY, PackPart.OPEN_MATTERS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "載せる内容を選んでください。"},
    )


class HandOverForm(NamedForm):
    """担当の一括引継ぎ: the standing cases of one worker, to another from a day on."""

    to = UserChoiceField(label="新しい主担当")
    on = WarekiDateField(label="引継ぎの日", initial=localdate)
    reason = reason_field("引継ぎの理由", help_text="例：人事異動のため")
    cases = forms.ModelMultipleChoiceField(
        label="引き継ぐケース",
        queryset=Case.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "引き継ぐケースを選んでください。"},
    )

    def __init__(self, *args: Any, cases: Any, staff: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"cases": [case.pk for case in cases]}
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.offer(staff)
        field: Any = self.fields["cases"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on = cleaned.get("on")
        too_early = [case for case in cleaned.get("cases") or () if on and on < case.opened_on]
        if too_early:
            self.add_error("on", f"受付日より前の日付です：{too_early[0]}")
        return cleaned
