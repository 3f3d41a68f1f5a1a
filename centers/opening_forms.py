"""The form of weekly hours: several weekdays get the same interval in one save."""

from collections.abc import Iterable
from copy import copy
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from centers.enums import Weekday
from centers.forms import CenterEntryForm, ClockIntervalMixin
from centers.models import OpeningHours
from shared.ledger_forms import Change

ALIKE = ("center", "service", "opens_at", "closes_at", "starts_on", "ends_on")


def weekday_choices(weekdays: Iterable[int]) -> list[tuple[int, str]]:
    return [(weekday, f"{Weekday(weekday).label}曜日") for weekday in sorted(weekdays)]


class OpeningHoursForm(ClockIntervalMixin, CenterEntryForm):
    """Recording offers all weekdays; replacing offers those with the very same hours and period."""

    weekdays = forms.TypedMultipleChoiceField(
        label="曜日",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "曜日を1つ以上選んでください。"},
    )
    field_order = ["service", "weekdays"]

    class Meta(CenterEntryForm.Meta):
        model = OpeningHours
        fields: ClassVar[list[str]] = ["service", "opens_at", "closes_at", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = self._rows_alike()
        field = cast("forms.TypedMultipleChoiceField", self.fields["weekdays"])
        if self.standing:
            field.choices = weekday_choices(self.alike)
            self.initial["weekdays"] = [self.instance.weekday]
            if len(self.alike) > 1:
                field.help_text = "同じ時間帯の曜日です。選んだ曜日をまとめて変更し、ほかの曜日はそのまま残します。"
        else:
            field.choices = weekday_choices(Weekday.values)
            field.help_text = (
                "選んだ曜日に同じ時間帯を登録します。昼休みで分かれる日は2回に分けて登録します。"
            )

    def _rows_alike(self) -> dict[int, OpeningHours]:
        """By weekday: the row being replaced, and the others that say the same of other days."""
        standing = cast("OpeningHours | None", self.standing)
        if standing is None:
            return {}
        same = Q(**{name: getattr(standing, name) for name in ALIKE})
        rows = {row.weekday: row for row in OpeningHours.objects.current().filter(same)}
        return rows | {standing.weekday: standing}

    def changes(self) -> list[Change]:
        return [self._change_of(weekday) for weekday in self.cleaned_data["weekdays"]]

    def _change_of(self, weekday: int) -> Change:
        new = copy(self.instance)
        new.weekday = weekday
        return Change(new, self.alike.get(weekday))

    def write_change(self, change: Change) -> None:
        try:
            super().write_change(change)
        except ValidationError as error:
            day = Weekday(cast("OpeningHours", change.new).weekday).label
            raise ValidationError(
                [f"{day}曜日：{message}" for message in error.messages]
            ) from error
