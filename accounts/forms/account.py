"""Accounts and role grants, as a system administrator gives them."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.policy import is_held_at_a_center
from centers.models import Center, Municipality
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.form_fields import NameField, WarekiDateField
from shared.model_forms import TypedModelForm


class AccountForm(TypedModelForm):
    name = NameField(label="氏名")

    class Meta(TypedModelForm.Meta):
        model = User
        fields: ClassVar[list[str]] = ["username", "name"]


class AccountNameForm(TypedModelForm):
    name = NameField(label="氏名")

    class Meta(TypedModelForm.Meta):
        model = User
        fields: ClassVar[list[str]] = ["name"]


class RoleGrantForm(TypedModelForm):
    """A role in the administrator's own municipality, until the end of the fiscal year."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label="選んでください"
    )
    center = forms.ModelChoiceField(
        label="センター",
        queryset=Center.objects.none(),
        required=False,
        empty_label="センターを限らない",
        help_text="相談員、センター長・統括支援員、受託者では必ず選んでください。",
    )
    ends_on = WarekiDateField(label="終了日", widget=forms.DateInput)

    class Meta(TypedModelForm.Meta):
        model = RoleGrant
        fields: ClassVar[list[str]] = ["role", "municipality", "center", "starts_on", "ends_on"]

    set_before: frozenset[str] = frozenset()  # type: ignore[misc]  # of this form, not of all

    def __init__(self, *args: Any, administrator: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            # An overlap is told beside the form.
            self.set_before = frozenset({"user", "revoked_at", "revoked_by"})
        reach = administrator.reach(Capability.ACCOUNT_MANAGE).municipality_ids
        municipalities = Municipality.objects.filter(pk__in=reach).order_by("code")
        centers = Center.objects.filter(municipality__in=reach).order_by("code")
        self.fields["municipality"].queryset = municipalities  # type: ignore[attr-defined]  # a field of choices
        self.fields["center"].queryset = centers  # type: ignore[attr-defined]  # a field of choices
        today = timezone.localdate()
        self.initial.setdefault("starts_on", today)
        self.initial.setdefault("ends_on", FiscalYear.of(today).ends_on)
        if len(municipalities) == 1:
            self.initial.setdefault("municipality", municipalities[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, center = cleaned.get("role"), cleaned.get("center")
        municipality = cleaned.get("municipality")
        if role and is_held_at_a_center(role) and not center:
            self.add_error("center", "この役割では、センターを選んでください。")
        if role and center and not is_held_at_a_center(role):
            self.add_error("center", "この役割では、センターを限ることはできません。")
        if center and municipality and center.municipality_id != municipality.pk:
            self.add_error("center", "選んだ自治体のセンターではありません。")
        return cleaned
