"""Form fields of the directory: ages, days of the week, closing times, postal codes, vacancies."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from centers.directory.ages import BEFORE_SCHOOL, MONTHS, Span, age_text, parse_ages
from centers.directory.cells import (
    DAYS,
    CellError,
    ordered_days,
    read_closing,
    read_postal_code,
)
from shared.form_fields import ClockTimeField, FullWidthIntegerField, PlainTextField, TypedTextField

UNREADABLE_AGE = "年齢として読み取れません。6か月、1歳半、3歳、就学前 のように入力してください。"
UNKNOWN_WORDS = {"不明", "?", "？", "わからない", "確認中"}
MOST_VACANCIES = 1000


class AgeField(TypedTextField):
    """An age in months, typed as 「1歳6か月」; `is_upper` for the last month of a year of life."""

    def __init__(self, *, is_upper: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_upper = is_upper

    def read(self, text: str) -> int:
        span = _span_of(text)
        if not self.is_upper:
            return span[0]
        return span[0] if span[1] is None else span[1]

    def write(self, value: int | None) -> str | None:
        if value is None:
            return None
        if self.is_upper and value == BEFORE_SCHOOL:
            return "就学前"
        if self.is_upper and (value + 1) % MONTHS == 0:
            return f"{(value + 1) // MONTHS - 1}歳"
        return age_text(value)


class AgeSpanField(TypedTextField):
    """The months through which a child is as old as typed: 2歳 is 24 to 35, 6か月 is 6."""

    def read(self, text: str) -> tuple[int, int]:
        first, last = _span_of(text)
        return first, first if last is None else last

    def write(self, value: Any) -> str | None:
        return None if value is None else str(value)


def _span_of(text: str) -> Span:
    span = parse_ages(f"{text}歳" if text.strip().isdecimal() else text)
    if span is None:
        raise ValidationError(UNREADABLE_AGE, code="invalid")
    return span


class WeekdaysField(forms.MultipleChoiceField):
    """Days as one word in their order: 月火水."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        labels = [(day, "祝日" if day == DAYS[-1] else f"{day}曜日") for day in DAYS]
        super().__init__(choices=labels, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return ordered_days(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(list(initial or ""), data)


class ClosingTimeField(ClockTimeField):
    """Until when: 24:00 and 翌1:00 lie after midnight."""

    def read(self, text: str) -> time:
        try:
            found = read_closing(text)
        except CellError as error:
            raise ValidationError(str(error), code="invalid") from error
        return found if found is not None else super().read(text)


class PostalCodeField(PlainTextField):
    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return read_postal_code(text)
        except CellError as error:
            raise ValidationError(f"{error}例：123-4567", code="invalid") from error


class VacancyField(FullWidthIntegerField):
    """How many places are free; 「不明」 is an answer, and nothing typed is none at all."""

    UNKNOWN = -1

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=self.UNKNOWN, max_value=MOST_VACANCIES, **kwargs)
        self.error_messages["invalid"] = "空きは数字か「不明」で入力してください。"

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() in UNKNOWN_WORDS:
            return self.UNKNOWN
        found: int | None = super().to_python(value)
        if found is not None and found < 0:
            raise ValidationError("0以上の数字か「不明」で入力してください。", code="min_value")
        return found
