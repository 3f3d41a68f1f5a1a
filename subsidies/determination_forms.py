from typing import Any

from django import forms

from shared.fiscal_year import FiscalYear
from shared.form_fields import PlainTextField
from subsidies.enums import Stage
from subsidies.forms import JudgementForm
from subsidies.models import Determination


class DeterminationForm(JudgementForm):
    """What is to be recorded, and why it replaces what was recorded before."""

    type = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = PlainTextField(
        label="判定をやり直す理由",
        required=False,
        max_length=500,
        help_text="個人の名前や相談の内容は入力しないでください。",
        widget=forms.TextInput(attrs={"size": 60}),
    )


class DeterminationFilterForm(forms.Form):
    """年度, 段階 and 一致しないもの alone, all optional."""

    fiscal_year = forms.TypedChoiceField(label="年度", required=False, empty_value=None, coerce=int)
    stage = forms.ChoiceField(
        label="段階", required=False, choices=[("", "すべての段階"), *Stage.choices]
    )
    mismatched = forms.BooleanField(label="記録と一致しないものだけ", required=False)

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["fiscal_year"].choices = [  # type: ignore[attr-defined]  # a field of its own kind
            ("", "すべての年度"),
            *((year, FiscalYear(year).label) for year in years),
        ]


class HistoryForm(forms.Form):
    """Any two determinations of one subject."""

    before = forms.TypedChoiceField(label="比べる判定", coerce=int)
    after = forms.TypedChoiceField(label="この判定と", coerce=int)

    def __init__(self, data: Any, *, history: list[Determination]) -> None:
        super().__init__(data)
        choices = [(row.pk, str(row)) for row in history]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of its own kind
