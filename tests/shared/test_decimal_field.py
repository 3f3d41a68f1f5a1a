from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from shared.decimal_field import FullWidthDecimalField

FIELD = FullWidthDecimalField(min_value=0, max_digits=6, decimal_places=2)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("38.75", "38.75"), ("３８．７５", "38.75"), ("1,234.5", "1234.5"), (" 0 ", "0")],  # noqa: RUF001 -- as an IME types
)
def test_number_is_read_in_either_width(typed, number):
    assert FIELD.clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["三十", "-1", "0.123", "NaN", "99999"])
def test_what_is_no_such_number_is_refused(typed):
    with pytest.raises(ValidationError):
        FIELD.clean(typed)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("38.7500"), "38.75"), (Decimal(40), "40"), ("４０時間", "４０時間")],
)
def test_number_is_shown_short_and_typed_text_as_typed(value, shown):
    assert FIELD.prepare_value(value) == shown
