import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

from shared.plain_text import without_surrogates


class NumberInput(forms.TextInput):
    """Looks like a number and takes any text: digits of either width are read by the field."""


class FullWidthDecimalField(forms.DecimalField):
    """A number that may have decimals, in digits of either width, with or without commas."""

    widget = NumberInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off", "inputmode": "decimal"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().replace(",", "")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return without_surrogates(value) if isinstance(value, str) else value
