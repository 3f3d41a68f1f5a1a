"""Form fields for what people type here: era dates, clock times, names, notes, numbers.

All are text inputs. What was typed is shown again as it was typed, with the reason beside it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from shared.clock_time import TimeTextError, format_clock, parse_time
from shared.plain_text import MaxCharacters, validate_plain_text, without_surrogates
from shared.wareki import DateTextError, format_wareki, parse_date

LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
WHOLE_NUMBER = re.compile(
    r"(?P<minus>[-−△▲])?"  # noqa: RUF001 -- the minus sign an IME offers
    r"(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
)
MOST_DIGITS = 18  # what a bigint column always holds


def is_number(text: str) -> bool:
    """The number of a row, or of a page, as an address has it."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def name_what_is_missing(fields: Mapping[str, forms.Field]) -> None:
    """「開始日を入力してください。」 in place of Django's 「このフィールドは必須です。」."""
    for field in fields.values():
        if field.error_messages["required"] != forms.Field.default_error_messages["required"]:
            continue
        if isinstance(field.widget, forms.RadioSelect) and not _offers_more_than_two(field):
            message = "どちらかを選んでください。"
        elif isinstance(field, forms.ChoiceField):
            message = f"{field.label}を選んでください。"
        else:
            message = f"{field.label}を入力してください。"
        field.error_messages = field.error_messages | {"required": message}


def _offers_more_than_two(field: forms.Field) -> bool:
    """Rows of the database are not counted: that would be a question to it."""
    if isinstance(field, forms.ModelChoiceField):
        return True
    offered = [value for value, _ in getattr(field, "choices", ()) if value != ""]
    return len(offered) > 2  # noqa: PLR2004 -- どちらか is said of two


class TypedTextField(forms.Field):
    """A text input whose words are read by `read` and whose value is written by `write`."""

    widget = forms.TextInput
    input_attributes = {"autocomplete": "off"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **self.input_attributes}

    def prepare_value(self, value: Any) -> Any:
        return without_surrogates(value) if isinstance(value, str) else self.write(value)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self.read(value) if value.strip() else None

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        raise NotImplementedError


class WarekiDateField(TypedTextField):
    """A date, in an era or western; `earliest` and `latest` may be functions, such as localdate.

    The error of a date outside its era carries the likely date as `params["suggestion"]`.
    """

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def read(self, text: str) -> date:
        try:
            return parse_date(text)
        except DateTextError as error:
            params = {"reason": str(error), "suggestion": error.suggestion}
            raise ValidationError("%(reason)s", code="invalid", params=params) from error

    def write(self, value: date | None) -> str | None:
        return format_wareki(value) if value else None

    def to_python(self, value: Any) -> date | None:
        found: date | None = super().to_python(value)
        return found.date() if isinstance(found, datetime) else found

    def validate(self, value: date | None) -> None:
        super().validate(value)
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if value and earliest and value < earliest:
            message = f"{format_wareki(earliest)}以後の日付を入力してください。"
            raise ValidationError(message, code="min_value")
        if value and latest and value > latest:
            message = f"{format_wareki(latest)}以前の日付を入力してください。"
            raise ValidationError(message, code="max_value")


class LinkedDateField(WarekiDateField):
    """A date that links write as 2025-10-01; the box shows it in its era."""

    def prepare_value(self, value: Any) -> Any:
        try:
            return self.write(date.fromisoformat(value))
        except (TypeError, ValueError):
            return super().prepare_value(value)


class MomentField(TypedTextField):
    """A day and a time of it, 「令和7年7月1日 17:00」; a day alone means until its end.

    Links write it in ISO 8601; the box shows it in its era. Not later than now: of what will be
    recorded nothing is known.
    """

    def read(self, text: str) -> datetime:
        day_text, clock_text = _day_and_clock(unicodedata.normalize("NFKC", text).strip())
        try:
            day = parse_date(day_text)
            return _iso_moment(text) or _moment(day, parse_time(clock_text) if clock_text else None)
        except (DateTextError, TimeTextError) as error:
            raise ValidationError(str(error), code="invalid") from error

    def write(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        local = timezone.localtime(value)
        clock = "" if local.time() == time.max else f" {format_clock(local.time())}"
        return f"{format_wareki(local.date())}{clock}"

    def prepare_value(self, value: Any) -> Any:
        linked = _iso_moment(value) if isinstance(value, str) else None
        return super().prepare_value(value if linked is None else linked)

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and value > timezone.now():
            raise ValidationError("現在より前の日時を入力してください。", code="max_value")


def _day_and_clock(text: str) -> tuple[str, str]:
    """The time is what follows the 日 of a day, a space or a T."""
    if "日" in text:
        day, _, clock = text.partition("日")
        return f"{day}日", clock.strip()
    day, clock = [*re.split(r"[\sT]+", text, maxsplit=1), ""][:2]
    return day, clock


def _moment(day: date, clock: time | None) -> datetime:
    now = timezone.now()
    if clock is None and day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, clock or time.max))


def _iso_moment(text: str) -> datetime | None:
    if "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        return None


class ClockTimeField(TypedTextField):
    input_attributes = {"autocomplete": "off", "inputmode": "numeric"}

    def read(self, text: str) -> time:
        try:
            return parse_time(text)
        except TimeTextError as error:
            raise ValidationError(str(error), code="invalid") from error

    def write(self, value: time | None) -> str | None:
        return None if value is None else format_clock(value)


class PlainTextField(forms.CharField):
    """One line, without the spaces around it; every character inside is kept.

    No maxlength attribute: a browser cuts a pasted text without a word, and counts 𠮷 twice.
    """

    most_characters = 200

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = max_length or self.most_characters
        self.validators.append(MaxCharacters(self.max_length))

    def prepare_value(self, value: Any) -> Any:
        return without_surrogates(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if text:
            validate_plain_text(text)
            self.require_lines(text)
        return text

    def require_lines(self, text: str) -> None:
        if LINE_BREAK.search(text):
            raise ValidationError("改行は使えません。1行で入力してください。", code="line_break")


class NameField(PlainTextField):
    """A name, character for character as it is registered (葛󠄀, 﨑, 𠮷)."""

    most_characters = 100

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off", "spellcheck": "false"}


class TextField(PlainTextField):
    """Lines of text; the indent of the first one is kept."""

    widget = forms.Textarea
    most_characters = 20_000

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, **kwargs})

    def to_python(self, value: Any) -> str | None:
        # A browser sends the line break that was typed as CR LF.
        typed = value.replace("\r\n", "\n") if isinstance(value, str) else value
        text = super().to_python(typed)
        return self.empty_value if text and not text.strip() else text

    def require_lines(self, text: str) -> None:
        """Any number of lines."""


class FullWidthIntegerField(forms.IntegerField):
    """A whole number in digits of either width, with or without commas; △ as on our own sheets."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off", "inputmode": "numeric"}

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str):
            return super().to_python(value)
        tidy = unicodedata.normalize("NFKC", value).strip()
        if not tidy:
            return None
        match = WHOLE_NUMBER.fullmatch(tidy)
        if match is None:
            raise ValidationError("整数を数字で入力してください（例：1,200）。", code="invalid")
        digits = match["digits"].replace(",", "")
        if len(digits) > MOST_DIGITS:
            raise ValidationError(f"{MOST_DIGITS}桁以内で入力してください。", code="invalid")
        return -int(digits) if match["minus"] else int(digits)

    def prepare_value(self, value: Any) -> Any:
        return without_surrogates(value) if isinstance(value, str) else value


class YenField(FullWidthIntegerField):
    """An amount in yen, shown with commas so that its digits can be counted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "size": "9"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else super().prepare_value(value)
