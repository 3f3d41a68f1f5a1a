"""入所保留児フォロー: a child on the list, and each contact with the family."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from consultations.models import Person, WaitingListContact, WaitingListFollowUp
from consultations.referral_actions import start_follow_up
from consultations.referral_enums import WaitingListOutcome
from shared.form_fields import PlainTextField, TextField, WarekiDateField
from shared.model_forms import TypedModelForm

NEXT_OR_OUTCOME = "次に連絡する日か、結果のどちらかを入力してください。"


class FollowUpForm(TypedModelForm):
    """入所保留児フォローの開始."""

    child = forms.ChoiceField(label="こども")
    desired_nurseries = TextField(
        label="希望する園",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 1000}),
        help_text="希望の順に、1行に1つずつ入力してください。",
    )
    held_since = WarekiDateField(label="保留となった日", latest=localdate)
    wishes = TextField(
        label="保育の状況・意向",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 2000}),
    )
    next_contact_on = WarekiDateField(label="次に連絡する日", earliest=localdate)

    class Meta(TypedModelForm.Meta):
        model = WaitingListFollowUp
        fields: ClassVar[list[str]] = [
            "child",
            "desired_nurseries",
            "held_since",
            "wishes",
            "next_contact_on",
        ]

    def __init__(
        self, *args: Any, names: Mapping[int, str], by: User, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        child: Any = self.fields["child"]
        child.choices = [("", "選んでください"), *((str(pk), name) for pk, name in names.items())]

    def clean_child(self) -> Person:
        """One of those offered."""
        return Person.objects.get(pk=self.cleaned_data["child"])

    def write(self) -> None:
        start_follow_up(self.instance, by=self.by, at=self.at)


class ContactForm(TypedModelForm):
    """入所保留児への連絡, with what follows from it."""

    contacted_on = WarekiDateField(label="連絡した日", latest=localdate)
    note = TextField(
        label="聞いたこと・案内したこと",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 2000}),
    )
    next_contact_on = WarekiDateField(label="次に連絡する日", required=False, earliest=localdate)
    outcome = forms.ChoiceField(
        label="結果（フォローを終えるとき）",
        required=False,
        choices=[("", "続ける"), *WaitingListOutcome.choices],
    )
    outcome_note = PlainTextField(label="結果の備考", required=False, max_length=300)

    set_before = frozenset({"follow_up"})

    class Meta(TypedModelForm.Meta):
        model = WaitingListContact
        fields: ClassVar[list[str]] = ["contacted_on", "method", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["contacted_on"] = localdate()
        day: Any = self.fields["contacted_on"]
        day.earliest = self.instance.follow_up.held_since

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, next_on = cleaned.get("outcome"), cleaned.get("next_contact_on")
        if bool(outcome) == bool(next_on) and not {"outcome", "next_contact_on"} & set(self.errors):
            self.add_error("next_contact_on", NEXT_OR_OUTCOME)
        if cleaned.get("outcome_note") and not outcome:
            self.add_error("outcome_note", "結果を選んだときだけ入力します。")
        return cleaned
