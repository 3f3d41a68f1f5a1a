"""Restricting a record, opening one with a reason, and reviewing that."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from consultations.enums import AccessKind, AccessOutcome, AccessReason
from shared.form_fields import PlainTextField, name_what_is_missing
from shared.idempotency import VersionField

SHORTEST_REASON = {AccessKind.REASONED: 10, AccessKind.BREAK_GLASS: 20}
LONGEST_REASON = 500
CHOOSE = [("", "選んでください")]


class NamingForm(forms.Form):
    """Who else may read a restricted record; its author always may."""

    people = forms.MultipleChoiceField(
        label="読める人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="記録者とセンター長・統括支援員は、指名しなくても読めます。",
        error_messages={
            "invalid_choice": "このセンターで役割を持つ人だけを指名できます。選び直してください。"
        },
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(user.pk): user for user in people}
        field: Any = self.fields["people"]
        field.choices = [(pk, user.name) for pk, user in self.offered.items()]

    @property
    def chosen(self) -> list[User]:
        return [self.offered[pk] for pk in self.cleaned_data["people"]]


class RestrictionForm(NamingForm):
    """相談記録の制限."""

    reason = PlainTextField(
        label="制限する理由",
        max_length=300,
        error_messages={"required": "制限する理由を入力してください。"},
        help_text="例：親族が職員として勤務しているため。理由は、記録を読める人に表示されます。",
    )
    version = VersionField()


class LiftForm(forms.Form):
    """相談記録の制限の解除."""

    reason = PlainTextField(
        label="解除する理由",
        max_length=300,
        error_messages={"required": "解除する理由を入力してください。"},
    )
    version = VersionField()


class OpeningForm(forms.Form):
    """理由を示して記録を開く."""

    reason_kind = forms.ChoiceField(
        label="理由の区分",
        choices=[*CHOOSE, *AccessReason.choices],
        error_messages={"required": "理由の区分を選んでください。"},
    )
    reason = PlainTextField(
        label="閲覧の理由",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": LONGEST_REASON}),
        error_messages={"required": "閲覧の理由を入力してください。"},
    )

    def __init__(self, *args: Any, kind: AccessKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fewest = SHORTEST_REASON[kind]
        self.fields["reason"].help_text = (
            f"なぜいま必要なのかを、{self.fewest}文字以上で入力してください。"
            "氏名や相談の内容は書かないでください。"
        )

    def clean_reason(self) -> str:
        reason: str = " ".join(self.cleaned_data["reason"].split())
        if len(reason) < self.fewest:
            raise forms.ValidationError(
                f"{self.fewest}文字以上で入力してください（現在 {len(reason)}文字）。"
            )
        return reason


class AccessReviewForm(forms.Form):
    """緊急閲覧の点検."""

    outcome = forms.ChoiceField(
        label="点検の結果", choices=AccessOutcome.choices, widget=forms.RadioSelect
    )
    note = PlainTextField(
        label="点検の備考",
        max_length=300,
        error_messages={"required": "点検の備考を入力してください。"},
        help_text="何を確かめて、そう判断したかを入力してください。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)
