"""The filter of the dashboard, and the condition that its links carry."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from centers.models import Center
from consultations.enums import Method
from consultations.models import Topic
from consultations.selection import NO_TOPIC, NO_TOPIC_LABEL, Selection
from shared.fiscal_year import FiscalYear
from shared.form_fields import LinkedDateField, WarekiDateField


class SelectionForm(forms.Form):
    """年度, センター and 基準日, all optional; the centers offered are those within reach."""

    fiscal_year = forms.TypedChoiceField(label="年度", required=False, empty_value=None, coerce=int)
    center = forms.TypedChoiceField(label="センター", required=False, empty_value=None, coerce=int)
    as_of = LinkedDateField(label="基準日（この日まで）", required=False)

    def __init__(self, data: Any, *, centers: Sequence[Center], today: date) -> None:
        super().__init__(data)
        self.today = today
        this_year = FiscalYear.of(today)
        opened = [FiscalYear.of(center.opened_on).year for center in centers]
        self._choice("fiscal_year").choices = [
            (year, FiscalYear(year).label)
            for year in range(this_year.year, min([this_year.year, *opened]) - 2, -1)
        ]
        self._choice("center").choices = [
            ("", "すべてのセンター"),
            *((center.pk, center.name) for center in centers),
        ]
        cast("WarekiDateField", self.fields["as_of"]).latest = today

    def _choice(self, field: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[field])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        year, as_of = self._fiscal_year, cleaned.get("as_of")
        if as_of and as_of < year.starts_on:
            self.add_error(
                "as_of", f"{year.label}の集計です。基準日は4月1日以後の日付を入力してください。"
            )
        return cleaned

    @property
    def _fiscal_year(self) -> FiscalYear:
        year = self.cleaned_data.get("fiscal_year")
        return FiscalYear(year) if year else FiscalYear.of(self.today)

    @property
    def selection(self) -> Selection:
        year = self._fiscal_year
        as_of = self.cleaned_data["as_of"] or self.today
        return Selection(
            fiscal_year=year,
            as_of=min(as_of, year.ends_on),
            center_pk=self.cleaned_data["center"],
        )


class CountListForm(SelectionForm):
    """The condition of one number of the dashboard, as `Selection.query` writes it."""

    month = forms.CharField(required=False)
    method = forms.ChoiceField(choices=[("", ""), *Method.choices], required=False)
    topic = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, centers: Sequence[Center], today: date) -> None:
        super().__init__(data, centers=centers, today=today)
        labels = Topic.objects.order_by("code").values_list("code", "label")
        self._choice("topic").choices = [("", ""), *labels, (NO_TOPIC, NO_TOPIC_LABEL)]

    def label_of(self, field: str) -> str:
        """The words of what was chosen in `field`."""
        choices = cast("list[tuple[object, str]]", self._choice(field).choices)
        return dict(choices)[self.cleaned_data[field]]

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"]
        try:
            return date.fromisoformat(f"{text}-01") if text else None
        except ValueError as error:
            raise ValidationError("月は 2025-04 の形です。") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        month = cleaned.get("month")
        if month and month not in self._fiscal_year:
            self.add_error("month", "年度に含まれない月です。")
        return cleaned

    @property
    def selection(self) -> Selection:
        return super().selection.narrowed(
            month=self.cleaned_data["month"],
            method=self.cleaned_data["method"],
            topic=self.cleaned_data["topic"],
        )
