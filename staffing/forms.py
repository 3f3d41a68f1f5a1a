"""Forms of staff members and of the evidence kept about them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from centers.models import Center, Municipality
from shared.access import Actor, Capability
from shared.form_fields import NameField, WarekiDateField
from shared.japanese_text import fold_key
from shared.ledger import record
from shared.ledger_forms import LedgerEntryForm
from shared.model_forms import SeenValuesMixin, TypedModelForm, typed_field
from staffing.enums import PostingRole
from staffing.models import (
    CareerRecord,
    Licence,
    Posting,
    StaffMember,
    TrainingExemption,
    TrainingRecord,
)

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class StaffMemberForm(SeenValuesMixin, TypedModelForm):
    """Who somebody is; names are kept character for character."""

    set_before = frozenset({"municipality"})
    name = NameField(label="氏名")
    name_kana = NameField(label="フリガナ", help_text="カタカナで入力してください。")

    class Meta(TypedModelForm.Meta):
        model = StaffMember
        fields: ClassVar[list[str]] = ["number", "name", "name_kana"]

    def write(self) -> None:
        self.instance.renew_keys()
        super().write()


class StaffCreateForm(StaffMemberForm):
    """A new staff member, with the first posting: without one, a center's own people see nobody."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label="選んでください"
    )
    center = forms.ModelChoiceField(
        label="センター",
        queryset=Center.objects.none(),
        required=False,
        empty_label="まだ配置しない",
    )
    role = typed_field(Posting._meta.get_field("role"))
    is_dedicated = typed_field(Posting._meta.get_field("is_dedicated"))
    is_full_time = typed_field(Posting._meta.get_field("is_full_time"))
    posted_from = WarekiDateField(label="配置開始日", required=False, widget=forms.DateInput)
    posting_fields = ("center", "role", "is_dedicated", "is_full_time", "posted_from")

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipalities = list(Municipality.objects.visible_to(user, Capability.STAFF_EDIT))
        if len(municipalities) > 1:
            self._queryset("municipality", Municipality.objects, municipalities)
        else:
            del self.fields["municipality"]
            self.instance.municipality = municipalities[0] if municipalities else None
        centers = Center.objects.visible_to(user, Capability.STAFF_EDIT)
        self._queryset("center", centers, centers)
        if not municipalities:
            self.fields["center"].required = True
            self.fields["center"].empty_label = "選んでください"  # type: ignore[attr-defined]  # a field or row of its own kind
        self.fields["role"].required = False

    def _queryset(self, name: str, manager: Any, among: Any) -> None:
        rows = manager.filter(pk__in=[row.pk for row in among]).order_by("code", "pk")
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a field or row of its own kind

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        center = cleaned.get("center")
        municipality = cleaned.get("municipality") or (center and center.municipality)
        if municipality:
            self.instance.municipality = municipality
        if center and center.municipality_id != self.instance.municipality_id:
            self.add_error("center", "選んだ自治体のセンターを選んでください。")
        for name in ("role", "posted_from"):
            if center and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "配置する場合は必ず入力してください。")
            if cleaned.get(name) and not center and "center" not in self.errors:
                self.add_error("center", "配置を登録する場合はセンターも選んでください。")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Without a center there may be no municipality yet; the missing center is told."""
        found = super()._get_validation_exclusions()
        return found if self.instance.municipality_id else found | {"municipality"}

    def save_with_posting(self, *, by: "AbstractBaseUser", at: datetime) -> bool:
        self.by, self.at = by, at
        return self.save_or_explain()

    def write(self) -> None:
        super().write()
        if self.cleaned_data["center"] is None:
            return
        posting = Posting(
            staff_member=self.instance,
            starts_on=self.cleaned_data["posted_from"],
            **{name: self.cleaned_data[name] for name in self.posting_fields[:-1]},
        )
        record(posting, by=self.by, at=self.at)


class StaffEntryForm(LedgerEntryForm):
    owner = "staff_member"


class LicenceForm(StaffEntryForm):
    class Meta(StaffEntryForm.Meta):
        model = Licence
        fields: ClassVar[list[str]] = ["kind", "number", "acquired_on"]


class TrainingRecordForm(StaffEntryForm):
    class Meta(StaffEntryForm.Meta):
        model = TrainingRecord
        fields: ClassVar[list[str]] = ["course", "completed_on", "certificate_number"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lacks_day = "completed_on" in cleaned and cleaned["completed_on"] is None
        if cleaned.get("certificate_number") and lacks_day:
            self.add_error("completed_on", "修了証番号がある場合は修了日も入力してください。")
        return cleaned


class CareerRecordForm(StaffEntryForm):
    class Meta(StaffEntryForm.Meta):
        model = CareerRecord
        fields: ClassVar[list[str]] = ["business", "employer", "starts_on", "ends_on"]


class TrainingExemptionForm(StaffEntryForm):
    class Meta(StaffEntryForm.Meta):
        model = TrainingExemption
        fields: ClassVar[list[str]] = ["row", "engaged_from", "ground", "starts_on", "ends_on"]


class PostingForm(StaffEntryForm):
    """Centers on offer are those whose staff the user may edit, in the person's municipality."""

    class Meta(StaffEntryForm.Meta):
        model = Posting
        fields: ClassVar[list[str]] = [
            "center",
            "role",
            "is_dedicated",
            "is_full_time",
            "weekly_hours",
            "starts_on",
            "ends_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField", self.fields["center"])
        field.queryset = (
            Center.objects.visible_to(self.user, Capability.STAFF_EDIT)
            .filter(municipality=self.instance.staff_member.municipality_id)
            .order_by("code", "pk")
        )
        field.empty_label = "選んでください"


class StaffFilterForm(forms.Form):
    """Filters that name nobody, so that they may stand in an address."""

    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), required=False, empty_label="すべて"
    )
    role = forms.ChoiceField(
        label="配置の役割", choices=[("", "すべて"), *PostingRole.choices], required=False
    )
    dedicated = forms.ChoiceField(
        label="専任・兼務",
        choices=[("", "すべて"), ("yes", "専任"), ("no", "兼務"), ("unknown", "未確認")],
        required=False,
    )

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["center"].queryset = centers  # type: ignore[attr-defined]  # a field or row of its own kind

    @property
    def is_filtering(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def conditions(self) -> dict[str, Any]:
        dedicated = {"yes": True, "no": False, "unknown": None, "": ""}
        return {
            "center": self.cleaned_data["center"],
            "role": self.cleaned_data["role"],
            "is_dedicated": dedicated[self.cleaned_data["dedicated"]],
        }


class StaffSearchForm(forms.Form):
    """By name or reading, in part; sent by POST, because addresses are logged."""

    name = NameField(label="氏名・フリガナ", required=False)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not fold_key(name):
            raise forms.ValidationError("探す職員の氏名かフリガナを入力してください。")
        return name
