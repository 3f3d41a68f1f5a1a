"""What the one search asks: words of which every one must occur, and what narrows the notes."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import get_current_timezone, make_aware

from accounts.models import User
from centers.models import Center
from consultations.models import Topic
from consultations.note_search import SHORTEST, Asked, Place
from shared.access import Capability
from shared.form_fields import PlainTextField, WarekiDateField
from shared.note_key import note_key

MOST_LETTERS, MOST_WORDS = 100, 8
MOST_PAGES = 200
MOST_DIGITS = 18


class PlacesField(forms.CharField):
    """Where this page and those before it begin: moment and number of the note above each."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[Place]:  # type: ignore[override]  # a list of them
        return [place for text in str(value or "").split()[-MOST_PAGES:] if (place := _place(text))]


def _place(text: str) -> Place | None:
    moment, _, number = text.partition("_")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return None
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Place(at, int(number)) if at.tzinfo else None


def written(place: Place) -> str:
    return f"{place.at.isoformat()}_{place.number}"


class SearchForm(forms.Form):
    """By POST only: what is typed here is a name, or what somebody told in confidence."""

    words = PlainTextField(
        label="探す言葉",
        max_length=MOST_LETTERS,
        help_text="2文字から。空白で区切ると、すべてを含むものを探します。氏名・電話番号・生年月日でも探せます。",
        error_messages={"required": "探す言葉を入力してください。"},
        widget=forms.TextInput(attrs={"aria-keyshortcuts": "Alt+S", "autocomplete": "off"}),
    )
    first = WarekiDateField(label="相談日（から）", required=False)
    last = WarekiDateField(label="相談日（まで）", required=False)
    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), required=False, empty_label="すべて"
    )
    topic = forms.ModelChoiceField(
        label="区分",
        queryset=Topic.objects.order_by("code"),
        to_field_name="code",
        required=False,
        empty_label="すべて",
    )
    worker = forms.ModelChoiceField(
        label="記録者", queryset=User.objects.none(), required=False, empty_label="すべて"
    )
    mine = forms.BooleanField(label="自分の記録だけ", required=False)
    pages = PlacesField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not self.is_bound:
            self.fields["words"].widget.attrs["autofocus"] = True
        centers = Center.objects.visible_to(user, Capability.CONSULTATION_VIEW)
        chosen: Any = self.fields["center"]
        chosen.queryset = centers.order_by("code", "pk")
        self.centers = list(chosen.queryset)
        worker: Any = self.fields["worker"]
        # Whoever holds or held a role there, with a role of today or not.
        worked = Q(role_grants__center__in=[center.pk for center in self.centers])
        worker.queryset = User.objects.filter(worked).distinct().order_by("name", "pk")
        worker.label_from_instance = lambda each: each.name

    @property
    def several_centers(self) -> bool:
        return len(self.centers) > 1

    @property
    def is_narrowed(self) -> bool:
        """Whether the conditions stand open: one is set, or one is wrong."""
        names = ("first", "last", "center", "topic", "worker", "mine")
        return any(self[name].data or name in self.errors for name in names)

    def clean_words(self) -> str:
        text: str = self.cleaned_data["words"]
        keys = [note_key(word) for word in text.split()]
        if len(keys) > MOST_WORDS:
            raise ValidationError(f"言葉は{MOST_WORDS}つまでにしてください（現在 {len(keys)}つ）。")
        if not any(letter.isalnum() for key in keys for letter in key):
            raise ValidationError("記号だけでは探せません。文字か数字を入力してください。")
        if max(len(key) for key in keys) < SHORTEST:
            raise ValidationError("1文字では探せません。2文字以上の言葉を入力してください。")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "「から」の日以後の日付を入力してください。")
        return cleaned

    def words_apart(self) -> list[str]:
        """Each word once, the longest first: what is rarest is compared first."""
        words = dict.fromkeys(self.cleaned_data["words"].split())
        return sorted((word for word in words if note_key(word)), key=len, reverse=True)

    def asked(self) -> Asked:
        cleaned = self.cleaned_data
        narrowed = Q()
        if cleaned["topic"]:
            narrowed &= Q(topics=cleaned["topic"])
        if cleaned["worker"]:
            narrowed &= Q(recorded_by=cleaned["worker"])
        if cleaned["mine"]:
            narrowed &= Q(recorded_by=self.user.pk)
        return Asked(
            words=self.words_apart(),
            since=_midnight(cleaned["first"]) if cleaned["first"] else None,
            until=_midnight(cleaned["last"] + timedelta(days=1)) if cleaned["last"] else None,
            center=cleaned["center"],
            narrowed=narrowed,
            below=cleaned["pages"][-1] if cleaned["pages"] else None,
        )


def _midnight(day: Any) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())
