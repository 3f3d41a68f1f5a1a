"""What the forms of retention ask for in the same way."""

from typing import Any

from django import forms

from shared.form_fields import PlainTextField, name_what_is_missing


def line(label: str, *, longest: int = 300, **kwargs: Any) -> PlainTextField:
    return PlainTextField(label=label, max_length=longest, **kwargs)


class NamedForm(forms.Form):
    """Says which field is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)


class ReasonForm(NamedForm):
    """Why a hold is lifted or a disposal rejected."""

    reason = line("理由")
