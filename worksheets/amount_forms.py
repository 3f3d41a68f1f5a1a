"""The forms on which amounts, shares and handling of a year are entered and lists handed in."""

import re
import unicodedata
from datetime import datetime
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from centers.enums import CenterType
from shared.fiscal_year import FiscalYear
from shared.form_fields import TypedTextField, name_what_is_missing
from shared.model_forms import CHOOSE, TypedModelForm
from worksheets.amount_actions import NothingNewError, enter
from worksheets.components import Component, components_of
from worksheets.models import CostShare, HandlingChoice, StandardAmount
from worksheets.models.cost_share import LARGEST, MORE_THAN_ALL

ALREADY_THERE = "同じ内容が既に登録されています。"
STILL_WAITING = (
    "同じ内容が既に確認されています。ほかに確認待ちの登録があります。"
    "今の内容のままにするときは、その確認待ちの登録を取り消してください。"
)
NO_FRACTION = "分数（例：2/3）か、0、1で入力してください。"
SOURCE = ("source", "source_on")
_FRACTION = re.compile(r"(?P<upper>[0-9]{1,4})/(?P<lower>[0-9]{1,4})")
_SPOKEN = re.compile(r"(?P<lower>[0-9]{1,4})分の(?P<upper>[0-9]{1,4})")


class FractionField(TypedTextField):
    """A share from 0 to 1: 2/3, 3分の2, 0 or 1; the digits are kept as they were typed."""

    def read(self, text: str) -> tuple[int, int]:
        tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("\u2044", "/")
        match = _FRACTION.fullmatch(tidy) or _SPOKEN.fullmatch(tidy)
        upper, lower = (int(match["upper"]), int(match["lower"])) if match else (0, 0)
        if tidy in {"0", "1"}:
            upper, lower = int(tidy), 1
        if not 0 < lower <= LARGEST or upper > lower:
            raise ValidationError(NO_FRACTION, code="invalid")
        return upper, lower

    def write(self, value: tuple[int, int] | None) -> str | None:
        return None if value is None else f"{value[0]}/{value[1]}"


class EntryForm(TypedModelForm):
    """Enters a new row; what stands is never changed here, and what waits gives way to it."""

    def save_entry(self, *, by: Any, at: datetime) -> bool:
        """False, with the reason among the errors, if it cannot be entered."""
        self.by, self.at = by, at
        try:
            return self.save_or_explain()
        except NothingNewError as error:
            self.add_error(None, STILL_WAITING if error.waiting else ALREADY_THERE)
            return False

    def write(self) -> None:
        enter(self.instance, by=self.by, at=self.at)


class AmountForm(EntryForm):
    """基準額: of which component, for what, how much, from when."""

    what = forms.ChoiceField(label="類型・補助対象")

    class Meta(EntryForm.Meta):
        model = StandardAmount
        fields: ClassVar[list[str]] = [
            "size_class",
            "unit",
            "hours_from",
            "hours_below",
            "amount",
            "starts_on",
            *SOURCE,
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.fiscal_year
        known = {each.value: components_of(each.value, year) for each in CenterType}
        self.fields["what"] = forms.ChoiceField(
            label="類型・補助対象",
            choices=[
                *CHOOSE,
                *(
                    (CenterType(each).label, [(_word(c), c.label) for c in found])
                    for each, found in known.items()
                    if found
                ),
            ],
        )
        self.fields["size_class"] = forms.ChoiceField(
            label="規模等",
            required=False,
            choices=[("", "なし"), *_size_choices(known)],
            help_text="型や規模によって額が異なる補助対象のときに選びます。",
        )
        self.fields["hours_from"].help_text = "単位が「時間区分・年」のときだけ入力します。"
        self.fields["hours_below"].help_text = "上限のない区分は空欄にします。"
        if not self.initial.get("starts_on"):
            self.initial["starts_on"] = FiscalYear(year).starts_on
        self.order_fields(["what", *self.Meta.fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("what"):
            kind, _, code = cleaned["what"].partition(":")
            self.instance.center_type, self.instance.component = kind, code
        return cleaned

    def _post_clean(self) -> None:
        # Without the component nothing else can be judged.
        if "what" not in self.errors:
            super()._post_clean()  # type: ignore[misc]  # not in the stubs


def _word(component: Component) -> str:
    return f"{component.center_type}:{component.code}"


def _size_choices(known: dict[str, list[Component]]) -> list[tuple[str, str]]:
    return list(
        {
            code: f"{label}（{component.label}）"
            for found in known.values()
            for component in found
            for code, label in component.size_classes
        }.items()
    )


class ShareForm(EntryForm):
    """負担割合: the State's and the prefecture's as fractions; the rest is the municipality's."""

    national = FractionField(label="国の割合", help_text="例：2/3")
    prefectural = FractionField(label="都道府県の割合", help_text="例：1/6")

    class Meta(EntryForm.Meta):
        model = CostShare
        fields: ClassVar[list[str]] = ["center_type", *SOURCE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["center_type", "national", "prefectural", *SOURCE])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        national, prefectural = cleaned.get("national"), cleaned.get("prefectural")
        if national and prefectural:
            if Fraction(*national) + Fraction(*prefectural) > 1:
                self.add_error("prefectural", MORE_THAN_ALL)
            row = self.instance
            row.national_numerator, row.national_denominator = national
            row.prefectural_numerator, row.prefectural_denominator = prefectural
        return cleaned


class HandlingForm(EntryForm):
    """取扱い: the choice for one item, which the view has named."""

    class Meta(EntryForm.Meta):
        model = HandlingChoice
        fields: ClassVar[list[str]] = ["value", *SOURCE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance.item_found
        self.fields["value"] = forms.ChoiceField(
            label=item.name if item else "取扱い",
            choices=item.choices if item else [],
            widget=forms.RadioSelect,
            error_messages={"required": "取扱いを選んでください。"},
        )
        self.order_fields(self.Meta.fields)


class AmountUploadForm(forms.Form):
    """A list of amounts of one year, as CSV or XLSX."""

    file = forms.FileField(
        label="ファイル（CSV・XLSX）",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "ファイルを選んでください。",
            "empty": "ファイルが空です。",
        },
    )

    def full_clean(self) -> None:
        name_what_is_missing(self.fields)
        super().full_clean()
