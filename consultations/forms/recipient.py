"""Whom something is told: asked alike for a consent and for a referral."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from centers.models import Center, PartnerAgency
from consultations.consent_enums import RecipientKind

NAMED_BY = {RecipientKind.CENTER: "recipient_center", RecipientKind.AGENCY: "agency"}
NOT_AN_AGENCY = "提供先の種別が「関係機関」のときだけ入力します。"
MISSING = {
    "recipient_center": "提供先のセンターを選んでください。",
    "agency": "関係機関を選んでください。",
}
NOT_FITTING = {
    "recipient_center": "提供先の種別が「ほかのセンター」のときだけ選びます。",
    "agency": NOT_AN_AGENCY,
}
CHOOSE = [("", "選んでください")]


def center_field(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Center.objects.none(),
        required=False,
        empty_label="選ばない",
        error_messages={"invalid_choice": "センターを選び直してください。"},
    )


class AgencyField(forms.ModelChoiceField):
    """Agencies by kind and name; the kind tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{obj.get_kind_display()}）"


def agency_field(label: str) -> AgencyField:
    return AgencyField(
        label=label,
        queryset=PartnerAgency.objects.none(),
        required=False,
        empty_label="選ばない",
        error_messages={"invalid_choice": "関係機関を選び直してください。"},
    )


def offer_agencies(form: forms.BaseForm, own: Center) -> None:
    """Those of the register that have not closed."""
    field: Any = form.fields["agency"]
    standing = PartnerAgency.objects.filter(municipality=own.municipality_id)
    field.queryset = standing.standing_on(localdate()).for_listing()


def offer_centers(form: forms.BaseForm, own: Center) -> None:
    """The other centers of the same municipality; nobody shares across municipalities."""
    field: Any = form.fields["recipient_center"]
    others = Center.objects.filter(municipality=own.municipality_id).exclude(pk=own.pk)
    field.queryset = others.order_by("code", "pk")


def check_recipient(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """Exactly what belongs to the kind is named."""
    kind = cleaned.get("recipient_kind", "")
    wanted = NAMED_BY.get(kind)
    for name in NAMED_BY.values():
        if name in form.errors:
            continue
        if name == wanted and not (cleaned.get(name) or cleaned.get(f"new_{name}_name")):
            form.add_error(name, MISSING[name])
        elif name != wanted and cleaned.get(name):
            form.add_error(name, NOT_FITTING[name])
    if kind != RecipientKind.AGENCY and cleaned.get("new_agency_name"):
        form.add_error("new_agency_name", NOT_AN_AGENCY)
