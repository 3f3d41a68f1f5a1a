"""Registering and ending DV等支援措置, and looking behind it."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.confirmation import SIGN_IN_AGAIN, has_password, is_the_user, is_young
from accounts.http import UserRequest
from accounts.models import User
from consultations.household_actions import protect_person
from consultations.models import AddressProtection, Person
from shared.form_fields import NameField, PlainTextField, name_what_is_missing
from shared.idempotency import SubmissionKeyMixin
from shared.japanese_text import fold_key
from shared.model_forms import TypedModelForm
from shared.wareki import format_wareki

SHORTEST_REASON = 10
REFUSED = "パスワードを確認できませんでした。失敗が続いたときは、しばらくしてからお試しください。"


class ReasonField(PlainTextField):
    """A reason that says something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) < SHORTEST_REASON:
            raise ValidationError(
                f"{SHORTEST_REASON}文字以上で具体的に入力してください（現在 {len(value)}文字）。",
                code="min_length",
            )


class _PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        born = f"（{format_wareki(obj.date_of_birth)}生）" if obj.date_of_birth else ""
        return f"{obj.registered_name}{born}"


class _PeopleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.registered_name)


class ProtectionForm(TypedModelForm):
    """DV等支援措置の登録, with those who move along if a household record has to part."""

    counter_party = _PersonChoice(
        label="相手方（登録がある人）",
        queryset=Person.objects.none(),
        required=False,
        empty_label="選ばない",
        help_text="同じ世帯に登録がある、又はあった人です。",
    )
    counter_party_name = NameField(
        label="相手方の氏名（上にいないとき）",
        required=False,
    )
    is_somebody_else = forms.BooleanField(
        label="同じ氏名の登録者は、どれも相手方ではない",
        required=False,
    )
    companions = _PeopleChoice(
        label="一緒に新しい世帯へ移る人",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="相手方と同じ世帯の記録になっているときは、新しい世帯に分けます。",
    )

    set_before = frozenset({"person"})

    class Meta(TypedModelForm.Meta):
        model = AddressProtection
        fields: ClassVar[list[str]] = [
            "starts_on",
            "expires_on",
            "ground",
            "decided_by",
            "counter_party",
            "counter_party_name",
        ]

    def __init__(
        self,
        *args: Any,
        by: User,
        at: datetime,
        counter_parties: list[Person],
        registered: QuerySet[Person],
        companions: list[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at, day = by, at, localdate(at)
        self.initial.update(starts_on=day, expires_on=_one_year_from(day))
        self.namesakes = self._namesakes(registered, counter_parties)
        self._offer("counter_party", [*counter_parties, *self.namesakes])
        if not self.namesakes:
            del self.fields["is_somebody_else"]
        self._offer("companions", companions)
        if not companions:
            del self.fields["companions"]

    def _namesakes(
        self, registered: QuerySet[Person], counter_parties: list[Person]
    ) -> list[Person]:
        """Who else within reach bears the name that was typed."""
        key = fold_key(str(self.data.get(self.add_prefix("counter_party_name"), "")))
        if not key:
            return []
        others = registered.filter(name_key=key).exclude(identity=self.instance.person.identity)
        return list(others.exclude(pk__in=[each.pk for each in counter_parties]).order_by("pk"))

    def _offer(self, name: str, people: list[Person]) -> None:
        field: Any = self.fields[name]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, expires_on = cleaned.get("starts_on"), cleaned.get("expires_on")
        if starts_on and expires_on and expires_on < starts_on:
            self.add_error("expires_on", "期限は開始日以後の日付にしてください。")
        if cleaned.get("counter_party") in (cleaned.get("companions") or []):
            self.add_error("companions", "相手方を、一緒に移る人に選ぶことはできません。")
        if self.namesakes and not cleaned.get("counter_party"):
            self._ask_which(cleaned)
        return cleaned

    def _ask_which(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("is_somebody_else"):
            self.add_error(
                "counter_party",
                "同じ氏名の人が登録されています。相手方であれば選び、違うときは"
                "「どれも相手方ではない」に印を付けてください。",
            )

    def write(self) -> None:
        companions = self.cleaned_data.get("companions") or ()
        self.made = protect_person(self.instance, companions=companions, by=self.by, at=self.at)


def _one_year_from(day: date) -> date:
    """The last day of a year that begins on `day`."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


class ProtectionEndForm(forms.Form):
    """DV等支援措置の終了."""

    reason = ReasonField(
        label="終了の理由",
        help_text="例：本人から終了の申出があり、決定した市区町村が解除したため。",
        error_messages={"required": "終了の理由を入力してください。"},
    )


class RevealForm(SubmissionKeyMixin, forms.Form):
    """非表示の解除: why, and once more who is asking."""

    reason = ReasonField(
        label="解除の理由",
        help_text="10文字以上。例：緊急の家庭訪問のため、本人の同意を得て住所を確認する。",
        error_messages={"required": "解除の理由を入力してください。"},
    )
    password = forms.CharField(
        label="あなたのパスワード",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: UserRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not has_password(request):
            del self.fields["password"]
        name_what_is_missing(self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if "password" not in self.fields:
            if not is_young(self.request):
                self.add_error(None, SIGN_IN_AGAIN)
        elif not is_the_user(self.request, cleaned["password"]):
            self.add_error("password", REFUSED)
        return cleaned
