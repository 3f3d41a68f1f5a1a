"""Forms of a family: other names, relations, children to be born, leaving a household."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from consultations.family_actions import Leaving, add_other_name, add_relation, first_key
from consultations.family_enums import LeavingReason, RelationKind
from consultations.forms.confirming import ConfirmingMixin
from consultations.forms.household import OLDEST
from consultations.forms.reading import clean_reading
from consultations.models import HouseholdMembership, OtherName, Person, PersonRelation
from shared.form_fields import (
    FullWidthIntegerField,
    NameField,
    WarekiDateField,
    name_what_is_missing,
)
from shared.idempotency import SubmissionKeyMixin
from shared.model_forms import TypedModelForm
from shared.wareki import format_wareki

MOST_CHILDREN = 5
LONGEST_EXPECTATION = 310  # days
EARLY, LATE = timedelta(weeks=20), timedelta(weeks=4)  # births that are unlikely, not impossible
SAME_EXPECTATION = timedelta(weeks=4)
NO_NEW_HOUSEHOLD = frozenset({LeavingReason.DIED, LeavingReason.NOT_BORN, LeavingReason.MISTAKEN})


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        born = f"（{format_wareki(obj.date_of_birth)}生）" if obj.date_of_birth else ""
        return f"{obj.registered_name}{born}"


class OtherNameForm(TypedModelForm):
    """旧姓, 通称 and whatever else somebody is called; kept character for character."""

    name = NameField(label="氏名")
    kana = NameField(label="フリガナ", required=False, help_text="カタカナで入力してください。")

    set_before = frozenset({"person"})

    class Meta(TypedModelForm.Meta):
        model = OtherName
        fields: ClassVar[list[str]] = ["kind", "name", "kana", "starts_on", "ends_on"]

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at

    def clean_kana(self) -> str:
        return clean_reading(self.cleaned_data["kana"])

    def write(self) -> None:
        add_other_name(self.instance, by=self.by, at=self.at)


class RelationForm(TypedModelForm):
    """What the person is to somebody of the same family."""

    other = PersonField(
        label="相手",
        queryset=Person.objects.none(),
        empty_label="選んでください",
        help_text="同じ世帯に登録がある、又はあった人です。",
        error_messages={
            "required": "相手を選んでください。",
            "invalid_choice": "相手を選び直してください。",
        },
    )

    set_before = frozenset({"person"})

    class Meta(TypedModelForm.Meta):
        model = PersonRelation
        fields: ClassVar[list[str]] = ["other", "kind", "starts_on", "ends_on"]

    def __init__(
        self, *args: Any, others: QuerySet[Person], by: User, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        choice: Any = self.fields["other"]
        choice.queryset = others
        self.fields["kind"].label = f"{self.instance.person.registered_name}は、相手の"

    def write(self) -> None:
        add_relation(self.instance, by=self.by, at=self.at)


class EndForm(forms.Form):
    """The last day of a name or a relation."""

    ends_on = WarekiDateField(
        label="終了日", initial=timezone.localdate, earliest=OLDEST, latest=timezone.localdate
    )

    def __init__(self, *args: Any, begun_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun_on = begun_on
        name_what_is_missing(self.fields)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if self.begun_on and day < self.begun_on:
            raise ValidationError(
                f"開始日（{format_wareki(self.begun_on)}）以後の日付を入力してください。"
            )
        return day


class LeavingForm(forms.Form):
    """Somebody leaves a household, alone or with others."""

    ends_on = WarekiDateField(
        label="世帯を離れた日",
        initial=timezone.localdate,
        earliest=OLDEST,
        latest=timezone.localdate,
    )
    reason = forms.ChoiceField(
        label="理由", choices=[("", "選んでください"), *LeavingReason.choices]
    )
    companions = forms.ModelMultipleChoiceField(
        label="一緒に離れる人",
        queryset=HouseholdMembership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "一緒に離れる人を選び直してください。"},
    )
    own_household = forms.BooleanField(
        label="離れた人で新しい世帯を登録する（同じセンターの担当）", required=False
    )

    def __init__(
        self, *args: Any, membership: HouseholdMembership, others: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        companions: Any = self.fields["companions"]
        companions.queryset = others
        companions.label_from_instance = _name_of_member
        if not others:
            del self.fields["companions"]
        name_what_is_missing(self.fields)

    def leaving_members(self) -> list[HouseholdMembership]:
        return [self.membership, *self.cleaned_data.get("companions", ())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("ends_on")
        begun = [row.starts_on for row in self.leaving_members()]
        if day and begun and day < max(begun):
            self.add_error(
                "ends_on",
                f"世帯での開始日（{format_wareki(max(begun))}）以後の日付を入力してください。",
            )
        if cleaned.get("own_household") and cleaned.get("reason") in NO_NEW_HOUSEHOLD:
            self.add_error("own_household", "この理由では、新しい世帯を登録できません。")
        return cleaned

    def leaving(self) -> Leaving:
        told = self.cleaned_data
        return Leaving(
            ends_on=told["ends_on"], reason=told["reason"], own_household=told["own_household"]
        )


def _name_of_member(membership: HouseholdMembership) -> str:
    return str(membership.person.registered_name)


class ExpectedChildForm(SubmissionKeyMixin, ConfirmingMixin, forms.Form):
    """Children to be born."""

    mother = PersonField(
        label="母（妊娠している人）",
        queryset=Person.objects.none(),
        empty_label="選んでください",
        error_messages={
            "required": "母を選んでください。",
            "invalid_choice": "母を選び直してください。",
        },
    )
    number = FullWidthIntegerField(
        label="こどもの人数",
        min_value=1,
        max_value=MOST_CHILDREN,
        initial=1,
        help_text="双子であれば2です。",
    )
    expected_on = WarekiDateField(label="出産予定日", earliest=OLDEST)

    def __init__(self, *args: Any, mothers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mother: Any = self.fields["mother"]
        mother.queryset = mothers
        name_what_is_missing(self.fields)

    def clean_expected_on(self) -> date:
        day: date = self.cleaned_data["expected_on"]
        if abs((day - timezone.localdate()).days) > LONGEST_EXPECTATION:
            raise ValidationError("出産予定日を確かめてください（今日の前後10か月以内）。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mother, day, key = (
            cleaned.get(name) for name in ("mother", "expected_on", "submission_key")
        )
        if mother and day and key:
            number = _expected_of(mother, day).count()
            is_sent_again = Person.objects.filter(submission_key=first_key(key)).exists()
            if number and not is_sent_again:
                self.ask_to_confirm(
                    f"{mother.registered_name}の出生前のこどもは、近い予定日で{number}人登録済みです。"
                    "二重の登録でないか、世帯員を確かめてください。",
                    "登録済みのこどもとは別のこどもとして登録する",
                )
        return cleaned


def _expected_of(mother: Person, day: date) -> QuerySet[Person]:
    """Her children who are registered and not born, expected about that day."""
    related = PersonRelation.objects.filter(
        person__identity=mother.identity, kind=RelationKind.PARENT, ends_on=None
    )
    return Person.objects.filter(
        pk__in=related.values("other"),
        date_of_birth=None,
        expected_on__range=(day - SAME_EXPECTATION, day + SAME_EXPECTATION),
    )


class BirthForm(ConfirmingMixin, forms.Form):
    """The name and the day of birth of a child that was expected."""

    registered_name = NameField(label="氏名")
    registered_kana = NameField(
        label="フリガナ", required=False, help_text="カタカナで入力してください。"
    )
    date_of_birth = WarekiDateField(label="生年月日", earliest=OLDEST, latest=timezone.localdate)

    def __init__(self, *args: Any, expected_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected_on = expected_on
        name_what_is_missing(self.fields)

    def clean_registered_kana(self) -> str:
        return clean_reading(self.cleaned_data["registered_kana"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        born_on, expected_on = cleaned.get("date_of_birth"), self.expected_on
        if born_on and expected_on and not expected_on - EARLY <= born_on <= expected_on + LATE:
            self.ask_to_confirm(
                f"出産予定日は{format_wareki(expected_on)}です。生年月日と大きく離れています。"
                "生年月日を確かめてください。",
                "予定日と離れているが、この生年月日で間違いない",
            )
        return cleaned
