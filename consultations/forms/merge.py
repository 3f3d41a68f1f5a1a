"""Whether two records are one person, and why; taking that back."""

from typing import Any

from django import forms

from consultations.forms.protection import ReasonField
from shared.form_fields import name_what_is_missing

SAME, DIFFERENT = "same", "different"
DECISIONS = [(SAME, "同一人物（統合する）"), (DIFFERENT, "別人（今後この2件を示さない）")]


class PairDecisionForm(forms.Form):
    """「同一人物」 or 「別人」, with a reason."""

    other = forms.IntegerField(label="もう一方の記録", widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="判断", choices=DECISIONS, widget=forms.RadioSelect)
    keeps_other = forms.TypedChoiceField(
        label="統合後に使う記録",
        coerce=lambda value: value == "True",
        choices=[("False", "左の記録"), ("True", "右の記録")],
        widget=forms.RadioSelect,
        initial="False",
        required=False,
        empty_value=None,
        help_text="「同一人物」のときだけ使います。もう一方の記録も消えません。",
    )
    reason = ReasonField(label="理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)

    @property
    def is_same(self) -> bool:
        return bool(self.cleaned_data["decision"] == SAME)


class UndoForm(forms.Form):
    reason = ReasonField(label="取り消す理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)
