from datetime import date
from typing import Any

from django import forms

from retention.forms.fields import NamedForm, line
from shared.fiscal_year import FiscalYear
from shared.idempotency import SubmissionKeyMixin

EARLIEST = 2000


class YearForm(forms.Form):
    """Which yearly list; the kind whose records are shown."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running = FiscalYear.of(today)
        years = [self.running.next, self.running, self.running.previous]
        field: Any = self.fields["fiscal_year"]
        field.choices = [(year.year, year.label) for year in years]
        field.initial = self.running.year

    @property
    def chosen(self) -> FiscalYear:
        """The one chosen, or the running one."""
        year = self.cleaned_data.get("fiscal_year") if self.is_valid() else None
        return FiscalYear(year) if year else self.running


class ProposalForm(SubmissionKeyMixin, NamedForm):
    """廃棄の起案, from the list of a fiscal year."""

    fiscal_year = forms.IntegerField(widget=forms.HiddenInput, min_value=EARLIEST)
    note = line(
        "伺いの文書番号・備考", required=False, help_text="決裁の文書番号など。氏名は書きません。"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = FiscalYear.of(today).year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("fiscal_year", 0) > self.latest:
            self.add_error(None, "保存期間がまだ満了していない年度です。")
        return cleaned
