from collections.abc import Iterable
from typing import Any

from django import forms

from shared.form_fields import PlainTextField, TextField
from subsidies.judge.rulebook import Scheme, Version


class SearchForm(forms.Form):
    """Words to look for in a version."""

    q = PlainTextField(
        label="語句で探す",
        help_text="名称・条項・条件・根拠とする記録から探します。空白で区切った語をすべて含むものを示します。",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"size": 30}),
    )


def comparable(versions: Iterable[Version]) -> list[Version]:
    """The versions of the national guideline whose text is held."""
    return [each for each in versions if each.text_held and each.scheme is Scheme.NATIONAL]


class ComparisonForm(forms.Form):
    """Two versions whose text is held."""

    old = forms.ChoiceField(label="改正前")
    new = forms.ChoiceField(label="改正後")

    def __init__(self, *args: Any, versions: Iterable[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.code: version for version in comparable(versions)}
        choices = [(code, f"{code}　{each.title}") for code, each in self.versions.items()]
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field or row of its own kind

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("old") and cleaned.get("old") == cleaned.get("new"):
            self.add_error("new", "改正前とは別の版を選んでください。")
        return cleaned

    @property
    def chosen(self) -> tuple[Version, Version]:
        """The older and the newer side, as chosen."""
        return self.versions[self.cleaned_data["old"]], self.versions[self.cleaned_data["new"]]


class RejectionForm(forms.Form):
    """Why a proposal is not published."""

    reason = TextField(label="却下の理由", max_length=500)
