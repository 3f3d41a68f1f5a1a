"""登録内容の変更: what a case says of itself, and the household once it is known."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from accounts.models import User
from casework.enums import CaseCodeKind, CaseFunction
from casework.forms.fields import NamedForm, reason_field, text_area
from casework.forms.household_number import OF_ANOTHER_CENTER, household_numbered
from casework.models import CaseCode
from consultations.models import Household
from shared.form_fields import PlainTextField


class AmendForm(NamedForm):
    """登録内容の変更."""

    function = forms.ChoiceField(label="主となる機能", choices=CaseFunction.choices)
    category = forms.ModelChoiceField(
        label="相談種別", queryset=CaseCode.objects.none(), empty_label=None
    )
    route = forms.ModelChoiceField(
        label="相談経路", queryset=CaseCode.objects.none(), empty_label=None
    )
    concern = text_area("主訴・概要", rows=5, longest=4000)
    weight = forms.IntegerField(
        label="業務量の重み",
        min_value=1,
        max_value=9,
        help_text="担当件数を重みで比べるときに使います。",
    )
    household_number = PlainTextField(
        label="世帯の番号",
        required=False,
        max_length=30,
        help_text="仮の呼び名で受け付けた家庭が分かったとき。例：世帯12。登録すると、対象者を選べます。",
    )
    reason = reason_field("変更の理由")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    COLUMNS = ("function", "category", "route", "concern", "weight")

    def __init__(self, *args: Any, case: Any, user: User, with_route: bool, **kwargs: Any) -> None:
        self.case, self.user = case, user
        self.household: Household | None = None
        columns = {"category": case.category_id, "route": case.route_id}
        told = {name: getattr(case, name) for name in ("function", "concern", "weight", "version")}
        super().__init__(*args, initial={**columns, **told}, **kwargs)
        for name, kind in (("category", CaseCodeKind.CATEGORY), ("route", CaseCodeKind.ROUTE)):
            field: Any = self.fields[name]
            in_use = CaseCode.objects.in_use_on(localdate(), kind)
            chosen = [each.pk for each in in_use] + [columns[name]]
            field.queryset = CaseCode.objects.filter(pk__in=chosen).order_by("position", "code")
        if not with_route:
            del self.fields["route"]
        if case.household_id is not None:
            del self.fields["household_number"]

    def clean_household_number(self) -> str:
        self.household = household_numbered(self.cleaned_data["household_number"], self.user)
        if self.household and self.household.center_id != self.case.center_id:
            raise ValidationError(OF_ANOTHER_CENTER)
        return str(self.household.pk) if self.household else ""

    def columns(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.fields}
        return said | ({"household": self.household} if self.household else {})
