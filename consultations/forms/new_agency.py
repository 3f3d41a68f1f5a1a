"""Entering an agency in passing, where it turns out that the register does not have it."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from centers.enums import AgencyKind
from centers.models import PartnerAgency
from consultations.agencies import agencies_named
from consultations.forms.recipient import CHOOSE
from shared.form_fields import NameField, PlainTextField

MOST_NAMED = 5
ONE_OF_BOTH = "一覧から選んだ関係機関があります。どちらか一方にしてください。"
SIMILAR = (
    "名簿に似た名称の関係機関があります：{}。同じ機関なら一覧から選び、"
    "別の機関なら、登録の欄にチェックを入れてください。"
)


def similar_message(agencies: Any) -> str:
    names = "、".join(f"「{each}」" for each in agencies[:MOST_NAMED])
    return SIMILAR.format(names)


class NewAgencyForm(forms.Form):
    """For a form with `agency` among its fields."""

    new_agency_name = NameField(
        label="名簿にない関係機関の名称",
        required=False,
        max_length=200,
        help_text="保存すると、関係機関の名簿にも登録されます。",
    )
    new_agency_kind = forms.ChoiceField(
        label="新しい関係機関の種別", required=False, choices=[*CHOOSE, *AgencyKind.choices]
    )
    new_agency_phone = PlainTextField(
        label="新しい関係機関の電話番号", required=False, max_length=100
    )
    new_agency_is_other = forms.BooleanField(
        label="似た名称の機関とは別の機関として登録する", required=False
    )

    def check_new_agency(self, cleaned: dict[str, Any], municipality_id: int) -> None:
        name = cleaned.get("new_agency_name")
        if not name:
            if cleaned.get("new_agency_kind") or cleaned.get("new_agency_phone"):
                self.add_error("new_agency_name", "関係機関の名称を入力してください。")
            return
        if cleaned.get("agency"):
            self.add_error("new_agency_name", ONE_OF_BOTH)
            return
        if not cleaned.get("new_agency_kind"):
            self.add_error("new_agency_kind", "関係機関の種別を選んでください。")
        same, alike = agencies_named(name, municipality_id, localdate())
        if (same or alike) and not cleaned.get("new_agency_is_other"):
            self.add_error("new_agency_name", similar_message([*same, *alike]))

    def new_agency(self) -> PartnerAgency | None:
        """What was typed, not yet saved."""
        name = self.cleaned_data.get("new_agency_name")
        if not name:
            return None
        return PartnerAgency(
            name=name,
            kind=self.cleaned_data["new_agency_kind"],
            phone=self.cleaned_data["new_agency_phone"],
        )
