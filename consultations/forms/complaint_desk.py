"""Forms of the complaints desk itself: who serves there, and how long things may take."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from accounts.models import RoleGrant, User
from centers.models import Municipality
from consultations.complaint_enums import ComplaintRole
from consultations.models import ComplaintClock, ComplaintOfficer
from consultations.models.complaint_clock import MOST_DAYS
from shared.access import Actor, Capability
from shared.form_fields import FullWidthIntegerField, NameField, PlainTextField, WarekiDateField
from shared.ledger_forms import LedgerEntryForm
from shared.model_forms import TypedModelForm

OUTSIDER = "第三者委員は外部の人です。利用者アカウントは選ばないでください。"


class ComplaintOfficerForm(LedgerEntryForm):
    """苦情対応の担当: of a colleague the account is enough."""

    owner = "center"
    account = forms.ModelChoiceField(
        label="利用者アカウント",
        queryset=User.objects.none(),
        required=False,
        empty_label="なし",
        help_text="選ばれた人は、このセンターの苦情を見て、対応を記録できます（自分についてのものを除く）。",
    )
    name = NameField(
        label="氏名",
        required=False,
        help_text="利用者アカウントを選んだときは、空欄のままにできます。",
    )
    affiliation = PlainTextField(label="所属・職名", required=False, max_length=100)
    contact = PlainTextField(
        label="連絡先",
        required=False,
        max_length=200,
        help_text="第三者委員では必ず入力します。受付書に載り、申出人に知らせます。",
    )

    class Meta(LedgerEntryForm.Meta):
        model = ComplaintOfficer
        fields: ClassVar[list[str]] = [
            "role",
            "account",
            "name",
            "affiliation",
            "contact",
            "starts_on",
            "ends_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts: Any = self.fields["account"]
        held = RoleGrant.objects.in_force_on(localdate()).filter(center=self.instance.center)
        accounts.queryset = User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, account = cleaned.get("role"), cleaned.get("account")
        if role == ComplaintRole.THIRD_PARTY:
            self._check_outsider(cleaned)
        elif account and not cleaned.get("name") and "name" not in self.errors:
            cleaned["name"] = account.name
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "氏名を入力してください。")
        return cleaned

    def _check_outsider(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("account"):
            self.add_error("account", OUTSIDER)
        for name in ("affiliation", "contact"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"第三者委員の{self.fields[name].label}を入力してください。")


class ComplaintClockForm(TypedModelForm):
    """How many days, from which day on, and why; both empty means that no day is set."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label=None
    )
    answer_days = FullWidthIntegerField(
        label="最初の回答までの日数",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="受付の日の翌日から数えます。空欄にすると、期限を定めません。",
    )
    closure_days = FullWidthIntegerField(
        label="終結までの日数", required=False, min_value=1, max_value=MOST_DAYS
    )
    starts_on = WarekiDateField(label="適用開始日")
    reason = PlainTextField(
        label="理由・根拠", max_length=300, help_text="例：市の苦情解決要領の題名と条項。"
    )

    class Meta(TypedModelForm.Meta):
        model = ComplaintClock
        fields: ClassVar[list[str]] = [
            "municipality",
            "answer_days",
            "closure_days",
            "counts_working_days",
            "starts_on",
            "reason",
        ]

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["starts_on"] = localdate()
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
                "きょうより前の日からは変えられません。受付済みの苦情の期限は変わりません。"
            )
        return day
