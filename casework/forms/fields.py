"""What several forms of case work ask for in the same way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware

from accounts.models import User
from shared.form_fields import (
    ClockTimeField,
    PlainTextField,
    TextField,
    WarekiDateField,
    name_what_is_missing,
)
from shared.wareki import format_wareki

CHOOSE = [("", "選んでください")]
CASE_ENDED = "このケースは終わっています。続けるときは、再開してください。"
NOT_YET = "まだ来ていない日時です。確かめてください。"


def text_area(label: str, *, rows: int, longest: int, **kwargs: Any) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows, "data-maxlength": longest})
    return TextField(label=label, max_length=longest, widget=widget, **kwargs)


def reason_field(label: str = "理由", **kwargs: Any) -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=500,
        error_messages={"required": f"{label}を入力してください。"},
        **kwargs,
    )


class NamedForm(forms.Form):
    """Says which field is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)


class VersionedForm(NamedForm):
    """Refuses to go past what somebody else changed after the page was opened."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DatedForm(forms.Form):
    """A day not before `earliest` and not to come; today unless something else is typed."""

    on = WarekiDateField(label="日付")

    def limit_day(self, *, label: str, earliest: date | None, latest: date) -> None:
        field: Any = self.fields["on"]
        field.label, field.initial, field.latest = label, latest, latest
        field.earliest = earliest
        field.error_messages = field.error_messages | {"required": f"{label}を入力してください。"}
        if earliest is not None:
            field.help_text = f"{format_wareki(earliest)}以後"


class MomentForm(forms.Form):
    """A day and a time of it, now unless something else is typed."""

    occurred_on = WarekiDateField(label="日付")
    occurred_time = ClockTimeField(label="時刻")

    def moment(self, cleaned: dict[str, Any], now: datetime) -> datetime | None:
        day, clock = cleaned.get("occurred_on"), cleaned.get("occurred_time")
        if not day or not clock:
            return None
        moment = make_aware(datetime.combine(day, clock))
        if moment > now:
            is_today = day == localtime(now).date()
            self.add_error("occurred_time" if is_today else "occurred_on", NOT_YET)
            return None
        return moment


def moment_initial(moment: datetime) -> dict[str, Any]:
    local = localtime(moment)
    return {"occurred_on": local.date(), "occurred_time": local.time()}


class UserChoiceField(forms.ChoiceField):
    """One of the people offered; cleans to the user."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people: dict[str, User] = {}

    def offer(self, people: Sequence[User]) -> None:
        self.people = {str(user.pk): user for user in people}
        self.choices = [*CHOOSE, *((pk, user.name) for pk, user in self.people.items())]

    def clean(self, value: Any) -> User | None:
        return self.people.get(super().clean(value))
