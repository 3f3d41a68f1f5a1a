"""Forms of centers and of the evidence kept about them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from centers.enums import FactKind, Operation
from centers.models import (
    ActivityPlan,
    Center,
    CenterDesignation,
    Closure,
    Contract,
    Document,
    ExtraOpening,
    Municipality,
    MunicipalityFact,
    NationalHolidayOpening,
    OutreachSession,
)
from shared.decimal_field import FullWidthDecimalField, NumberInput
from shared.fiscal_year import FiscalYear
from shared.form_fields import FullWidthIntegerField, PlainTextField
from shared.ledger_forms import LedgerEntryForm
from shared.model_forms import (
    CHOOSE,
    SeenValuesMixin,
    TypedModelForm,
    fiscal_year_choices,
)


class MunicipalityChoiceForm(forms.Form):
    """Which municipality a new center belongs to, when somebody works for several."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities  # type: ignore[attr-defined]  # a field or row of its own kind


class CenterForm(SeenValuesMixin, TypedModelForm):
    """Plain facts of a center; its type, hours and all that is dated are ledgers."""

    set_before = frozenset({"municipality"})

    class Meta(TypedModelForm.Meta):
        model = Center
        fields: ClassVar[list[str]] = [
            "code",
            "name",
            "operation",
            "contractor",
            "address",
            "phone",
            "opened_on",
            "closed_on",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("operation") == Operation.COMMISSIONED and cleaned.get("contractor") == "":
            self.add_error("contractor", "委託の場合は受託者を入力してください。")
        return cleaned


class CenterEntryForm(LedgerEntryForm):
    owner = "center"


class CenterDesignationForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = CenterDesignation
        fields: ClassVar[list[str]] = ["type", "subtype", "starts_on", "ends_on", "source"]


class ContractForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = Contract
        fields: ClassVar[list[str]] = [
            "contractor",
            "records_visible",
            "starts_on",
            "ends_on",
            "source",
        ]


class NationalHolidayOpeningForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = NationalHolidayOpening
        fields: ClassVar[list[str]] = ["is_open", "starts_on", "ends_on"]


class ClosureForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = Closure
        fields: ClassVar[list[str]] = ["starts_on", "ends_on", "reason"]


class ClockIntervalMixin(forms.ModelForm):
    """An opening and a closing time, the closing later."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at is not None and closes_at is not None and closes_at <= opens_at:
            self.add_error("closes_at", "終了時刻は開始時刻より後にしてください。")
        return cleaned


class ExtraOpeningForm(ClockIntervalMixin, CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = ExtraOpening
        fields: ClassVar[list[str]] = ["held_on", "opens_at", "closes_at", "reason"]


class ActivityPlanForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = ActivityPlan
        fields: ClassVar[list[str]] = ["fiscal_year", "kind", "is_carried_out", "note"]


class DocumentForm(CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = Document
        fields: ClassVar[list[str]] = [
            "fiscal_year",
            "kind",
            "exists",
            "title",
            "dated_on",
            "location",
        ]


class OutreachSessionForm(ClockIntervalMixin, CenterEntryForm):
    class Meta(CenterEntryForm.Meta):
        model = OutreachSession
        fields: ClassVar[list[str]] = [
            "held_on",
            "publicised_on",
            "opens_at",
            "closes_at",
            "place",
            "staff_names",
            "needs_reservation",
            "capacity",
            "attendance",
        ]


class MunicipalityFactForm(LedgerEntryForm):
    """One fact of a kind known beforehand; what is asked for follows from the kind."""

    owner = "municipality"
    set_before = frozenset({"superseded_at", "kind"})

    class Meta(LedgerEntryForm.Meta):
        model = MunicipalityFact
        fields: ClassVar[list[str]] = ["holds", "value", "starts_on", "ends_on", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = FactKind(self.instance.kind)
        del self.fields["value" if self.kind.is_yes_no else "holds"]
        if self.kind.is_yes_no:
            self._ask_whether()
        else:
            self.fields["value"] = self._number_field()
        if self.kind.is_on_one_day:
            self.fields["starts_on"].label = "基準日"
            del self.fields["ends_on"]
        elif self.kind.is_of_fiscal_year:
            self._ask_fiscal_year()
        else:
            self.fields["starts_on"].label = "開始日"
            self.fields["ends_on"].help_text = "継続中は空欄にします。"

    def _ask_whether(self) -> None:
        field: Any = self.fields["holds"]
        field.required = True
        field.choices = [(True, "該当する"), (False, "該当しない")]

    def _number_field(self) -> forms.Field:
        if self.kind == FactKind.FILL_RATE:
            return FullWidthDecimalField(
                label="値",
                min_value=0,
                max_digits=14,
                decimal_places=4,
                help_text="95%は 0.95 と入力してください。",
            )
        return FullWidthIntegerField(
            label=f"値（{self.kind.unit}）", min_value=0, widget=NumberInput
        )

    def _ask_fiscal_year(self) -> None:
        del self.fields["starts_on"], self.fields["ends_on"]
        self.fields["fiscal_year"] = forms.TypedChoiceField(
            label="年度", choices=[*CHOOSE, *fiscal_year_choices()], coerce=int
        )
        if self.instance.starts_on:
            self.initial["fiscal_year"] = FiscalYear.of(self.instance.starts_on).year
        self.order_fields(["fiscal_year", "value", "source"])

    def _get_validation_exclusions(self) -> set[str]:
        """The period follows from one day or from the year: it is checked all the same."""
        found = super()._get_validation_exclusions()
        if "ends_on" not in self.fields:
            found -= {"ends_on"}
        return found - {"starts_on"} if self.cleaned_data.get("fiscal_year") else found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.kind.is_on_one_day:
            self.instance.ends_on = cleaned.get("starts_on")
        elif cleaned.get("fiscal_year"):
            year = FiscalYear(cleaned["fiscal_year"])
            self.instance.starts_on, self.instance.ends_on = year.starts_on, year.ends_on
        return cleaned


class OpenDaysForm(forms.Form):
    """Days of one month on which a center was open, or closed; the view says which may be given."""

    days = forms.MultipleChoiceField(
        label="日",
        error_messages={
            "required": "日を1日以上選んでください。",
            "invalid_choice": "記録できない日が含まれています（今日までの開設中の日を選べます）。",
        },
    )
    is_open = forms.TypedChoiceField(
        label="開所の有無",
        choices=[("True", "開所した"), ("False", "閉所した")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": "開所の有無を選んでください。"},
    )
    note = PlainTextField(label="備考", max_length=100, required=False)

    def __init__(self, *args: Any, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(day, day) for day in allowed]  # type: ignore[attr-defined]  # a field or row of its own kind

    @property
    def days_chosen(self) -> list[str]:
        """As sent, for showing the same boxes ticked again."""
        return list(self["days"].value() or [])
