"""What is left of the log form when no record may be made: what is counted, and nothing else."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from consultations.actions import Entry
from consultations.enums import Method
from consultations.forms.consultation import LogForm
from shared.clock_time import format_clock
from shared.wareki import format_wareki

KEPT = (
    "center",
    "occurred_on",
    "occurred_time",
    "duration_minutes",
    "method",
    "topics",
    "submission_key",
    "appointment",
)
# The words of the form for what goes; said before anything is removed.
DROPPED = (
    "相談者の氏名（匿名として数えます）",
    "こどもの人数・年齢と、こどもごとの記録",
    "相談の内容・対応、案内した窓口・施設",
    "次の対応とその予定日",
    "場所、業務、終了時刻、言語・通訳",
    "予約から来た場合は、予約の氏名・連絡先・用件（時刻と部屋だけが残ります）",
    "この画面の下書き",
)


class CountOnlyForm(LogForm):
    """件数だけを残す: the same answers, without those that tell of a person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(KEPT):
            del self.fields[name]

    def entry(self) -> Entry:
        cleaned = self.cleaned_data
        moment = datetime.combine(cleaned["occurred_on"], cleaned["occurred_time"])
        return Entry(
            center=cleaned["center"],
            occurred_at=make_aware(moment),
            duration_minutes=cleaned["duration_minutes"],
            method=cleaned["method"],
            topics=sorted(cleaned["topics"], key=lambda topic: topic.code),
            is_anonymous=True,
            content="",
        )

    def kept(self) -> list[dict[str, str]]:
        """What will be kept, in the words of the form; once it is valid."""
        entry = self.entry()
        minutes = f"{entry.duration_minutes}分" if entry.duration_minutes else "－"
        cleaned = self.cleaned_data
        when = f"{format_wareki(cleaned['occurred_on'])} {format_clock(cleaned['occurred_time'])}"
        return [
            {"label": "センター", "value": str(entry.center)},
            {"label": "相談日時", "value": when},
            {"label": "所要時間", "value": minutes},
            {"label": "相談方法", "value": str(Method(entry.method).label)},
            {"label": "相談内容の区分", "value": "、".join(map(str, entry.topics))},
            {"label": "相談者", "value": "匿名"},
        ]

    def as_hidden(self) -> list[forms.BoundField]:
        """The same answers again, to be sent by the button that confirms."""
        for field in self.fields.values():
            field.widget = field.hidden_widget()
        return [self[name] for name in self.fields]
