"""Fields of the log beside the conversation itself: when it ended, for which service, how."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from centers.models import Center, OutreachSession
from consultations.child_parts import PartText
from consultations.desk_enums import PartVisibility
from consultations.forms.given import GivenForm
from consultations.models import ChildPart, Consultation
from shared.form_fields import ClockTimeField, NameField, TextField
from shared.wareki import format_wareki

MOST_PARTS = 4
HALF_A_DAY = 12 * 60
GRACE = timedelta(minutes=5)  # the clock on the wall and the server's
SESSIONS_BACK = timedelta(days=62)


def _typed_choice(name: str, **more: Any) -> forms.TypedChoiceField:
    column: Any = Consultation._meta.get_field(name)
    return forms.TypedChoiceField(
        label=column.verbose_name,
        choices=[("", "なし"), *column.choices] if column.blank else column.choices,
        required=False,
        empty_value=column.get_default(),
        initial=column.get_default(),
        **more,
    )


class DeskForm(GivenForm):
    """What every form of a consultation asks besides; nothing of it has to be answered."""

    ended_time = ClockTimeField(label="終了時刻", required=False)
    service = _typed_choice("service")
    outreach_session = forms.ModelChoiceField(
        label="出張相談",
        queryset=OutreachSession.objects.none(),
        required=False,
        empty_label="出張ではない",
        error_messages={"invalid_choice": "出張相談を選び直してください。"},
    )
    language = _typed_choice("language")
    interpreter = _typed_choice("interpreter")
    resources_given = TextField(
        label="案内した窓口・施設",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": 2_000}),
    )

    def offer_sessions(self, centers: Sequence[Center], now: datetime) -> None:
        """Sessions of the last weeks and of today, and the one that the record names already."""
        day = now.date()
        recent = Q(superseded_at=None, held_on__range=(day - SESSIONS_BACK, day))
        chosen: Any = self.initial.get("outreach_session")
        if chosen:
            recent |= Q(pk=getattr(chosen, "pk", chosen))
        field: Any = self.fields["outreach_session"]
        field.queryset = OutreachSession.objects.filter(recent, center__in=centers)
        self.sessions = list(field.queryset.order_by("-held_on", "pk"))
        field.choices = [
            ("", field.empty_label),
            *((each.pk, f"{format_wareki(each.held_on)} {each.place}") for each in self.sessions),
        ]

    def check_end(self, cleaned: dict[str, Any], now: datetime) -> None:
        """The end gives the duration."""
        starts, ends = cleaned.get("occurred_time"), cleaned.get("ended_time")
        if not starts or not ends or "duration_minutes" not in cleaned:
            return
        minutes = _minutes(ends) - _minutes(starts)
        if minutes < -HALF_A_DAY:
            minutes += 2 * HALF_A_DAY  # past midnight
        told = cleaned["duration_minutes"]
        if minutes <= 0:
            self.add_error("ended_time", "開始時刻より後の時刻を入力してください。")
        elif told not in {None, minutes}:
            self.add_error(
                "ended_time",
                f"開始から{minutes}分後の時刻ですが、所要時間は{told}分です。"
                "どちらか一方を消してください。",
            )
        elif _is_ahead(cleaned.get("occurred_on"), ends, now):
            self.add_error("ended_time", "まだ来ていない時刻です。終わってから入力してください。")
        else:
            cleaned["duration_minutes"] = minutes

    def check_session(self, cleaned: dict[str, Any]) -> None:
        session, center = cleaned.get("outreach_session"), cleaned.get("center")
        day = cleaned.get("occurred_on")
        if session and center and session.center_id != center.pk:
            self.add_error("outreach_session", "ほかのセンターの出張相談です。選び直してください。")
        elif session and day and session.held_on != day:
            self.add_error(
                "outreach_session",
                f"この出張相談は{format_wareki(session.held_on)}に行われました。"
                "相談日を確かめてください。",
            )

    def part_rows(self) -> list[list[forms.BoundField]]:
        """The boxes of each child, for the page."""
        return [
            [self[f"part_{number}_{name}"] for name in ("label", "content", "visibility")]
            for number in range(1, MOST_PARTS + 1)
        ]

    @property
    def has_parts(self) -> bool:
        """Whether the boxes are open: something is, or was, written there."""
        return any(box.value() or box.errors for row in self.part_rows() for box in row[:2])

    def check_parts(self, cleaned: dict[str, Any]) -> None:
        for number in range(1, MOST_PARTS + 1):
            label, content = (cleaned.get(f"part_{number}_{name}") for name in ("label", "content"))
            if content and not label:
                self.add_error(f"part_{number}_label", "どのこどものことか入力してください。")
            if label and not content:
                self.add_error(
                    f"part_{number}_content", "このこどもについての記述を入力してください。"
                )

    def parts(self) -> list[PartText]:
        rows = (
            [
                self.cleaned_data[f"part_{number}_{name}"]
                for name in ("label", "content", "visibility")
            ]
            for number in range(1, MOST_PARTS + 1)
        )
        return [
            PartText(label=label, content=content, visibility=visibility)
            for label, content, visibility in rows
            if label and content
        ]


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _is_ahead(day: Any, ends: time, now: datetime) -> bool:
    if day != now.date():
        return False
    return _minutes(ends) > _minutes((now + GRACE).time()) and (now + GRACE).date() == day


def initial_parts(parts: Sequence[PartText]) -> dict[str, str]:
    return {
        f"part_{number}_{name}": getattr(part, name)
        for number, part in enumerate(parts, start=1)
        for name in ("label", "content", "visibility")
    }


def _fields_of_a_part(number: int) -> dict[str, forms.Field]:
    kept: Any = ChildPart._meta.get_field("visibility")
    return {
        f"part_{number}_label": NameField(
            label=f"{number}人目の呼び名", required=False, help_text=""
        ),
        f"part_{number}_content": TextField(
            label=f"{number}人目についての記述",
            required=False,
            max_length=4_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"part_{number}_visibility": forms.TypedChoiceField(
            label=f"{number}人目の記述を読める範囲",
            choices=kept.choices,
            required=False,
            empty_value=PartVisibility.WITH_RECORD,
            initial=PartVisibility.WITH_RECORD,
        ),
    }


for _number in range(1, MOST_PARTS + 1):
    DeskForm.declared_fields.update(_fields_of_a_part(_number))
DeskForm.base_fields = DeskForm.declared_fields
PART_FIELDS = tuple(name for name in DeskForm.base_fields if name.startswith("part_"))
READY_ANSWERS = {"service", "language"} | {
    f"part_{number}_visibility" for number in range(1, MOST_PARTS + 1)
}
