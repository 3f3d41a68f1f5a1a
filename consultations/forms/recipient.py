"""Whom something is told: asked alike for a consent and for a referral."""

from typing import Any

from django import forms

from centers.models import Center
from consultations.consent_enums import RecipientKind
from shared.form_fields import PlainTextField

NAMED_BY = {RecipientKind.CENTER: "recipient_center", RecipientKind.AGENCY: "agency_name"}
MISSING = {
    "recipient_center": "提供先のセンターを選んでください。",
    "agency_name": "関係機関の名称を入力してください。",
}
NOT_FITTING = {
    "recipient_center": "提供先の種別が「ほかのセンター」のときだけ選びます。",
    "agency_name": "提供先の種別が「関係機関」のときだけ入力します。",
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


def agency_field(label: str) -> PlainTextField:
    return PlainTextField(label=label, required=False, max_length=200)


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
        if name == wanted and not cleaned.get(name):
            form.add_error(name, MISSING[name])
        elif name != wanted and cleaned.get(name):
            form.add_error(name, NOT_FITTING[name])
