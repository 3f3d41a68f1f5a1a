"""つなぎ: the letter, its steps, what was suggested and chosen."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from centers.enums import AgencyKind
from centers.models import Center
from consultations.consent_enums import RecipientKind
from consultations.forms.recipient import (
    CHOOSE,
    agency_field,
    center_field,
    check_recipient,
    offer_agencies,
    offer_centers,
)
from consultations.letters import kept_words_in
from consultations.models import Person, Referral, Suggestion
from consultations.referral_enums import (
    FamilyChoice,
    HandedOver,
    ReferralStepKind,
    Secrecy,
)
from consultations.referral_settings import reply_due, reply_within
from shared.form_fields import PlainTextField, TextField, WarekiDateField, name_what_is_missing
from shared.idempotency import SubmissionKeyMixin
from shared.model_forms import TypedModelForm

IN_ORDER = (
    "letter_kind",
    "recipient_kind",
    "recipient_center",
    "agency",
    "contact_person",
    "secrecy",
    "people",
)
OF_PEOPLE = {HandedOver.NAME, HandedOver.BIRTH, HandedOver.FAMILY, HandedOver.CONTACT}
NOT_BOUND = (
    "守秘義務のない（確認できない）相手方には、個人の情報を渡せません。"
    "相手方に確かめるか、家庭に案内して、家庭から連絡してもらってください。"
)
KEPT_INSIDE = (
    "「このセンターの中だけ」の記述と同じ文が含まれています。文書に載せないように直してください。"
)
NOT_LISTED = "名簿にない機関は、承諾を記録する画面で登録できます。"
FOR_OFFICES = "所管課とほかのセンターの守秘義務は「市区町村の職員・受託者」を選びます。"
NOT_MUNICIPAL = (
    "「市区町村の職員・受託者」は、市区町村の機関（保健センター、福祉事務所など）のときだけ選べます。"
    "この関係機関の守秘義務の根拠を選び直してください。"
)
# Of these the staff are the municipality's own, in the office or outside it.
MUNICIPAL = {
    AgencyKind.WELFARE_OFFICE,
    AgencyKind.PUBLIC_HEALTH_CENTER,
    AgencyKind.MUNICIPAL_HEALTH_CENTER,
    AgencyKind.FAMILY_CENTER,
    AgencyKind.BOARD_OF_EDUCATION,
    AgencyKind.OTHER_MUNICIPALITY,
}


class _Items(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)


class ReferralForm(SubmissionKeyMixin, TypedModelForm):
    """つなぎの作成: nothing is handed over that is not ticked."""

    recipient_kind = forms.ChoiceField(
        label="つなぎ先の種別",
        choices=[
            *CHOOSE,
            *((kind.value, kind.label) for kind in RecipientKind if kind != RecipientKind.ANYONE),
        ],
    )
    recipient_center = center_field("つなぎ先のセンター")
    agency = agency_field("関係機関")
    people = _Items(label="対象の人", required=False)
    handed_over = _Items(
        label="渡す情報",
        choices=HandedOver.choices,
        error_messages={"required": "渡す情報を1つ以上選んでください。"},
    )
    summary = TextField(
        label="相談の概要",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": 4000}),
        help_text="「相談の概要」を渡すときだけ文書に載ります。住所などは書かないでください。",
    )
    request = TextField(
        label="お願いしたいこと",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 2000}),
    )
    sent_on = WarekiDateField(label="送付日", latest=localdate)
    reply_due_on = WarekiDateField(label="返事の期日", required=False)

    set_before = frozenset({"household", "consultation"})

    class Meta(TypedModelForm.Meta):
        model = Referral
        fields: ClassVar[list[str]] = [
            "letter_kind",
            "recipient_kind",
            "recipient_center",
            "agency",
            "contact_person",
            "secrecy",
            "handed_over",
            "summary",
            "request",
            "sent_on",
            "reply_due_on",
        ]

    def __init__(self, *args: Any, center: Center, names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sent_on"] = localdate()
        offer_centers(self, center)
        offer_agencies(self, center)
        self.fields["agency"].help_text = NOT_LISTED
        people: Any = self.fields["people"]
        people.choices = [(str(pk), name) for pk, name in names.items()]
        if not names:
            del self.fields["people"]
        if self.instance.consultation is None:
            handed: Any = self.fields["handed_over"]
            handed.choices = [each for each in HandedOver.choices if each[0] != HandedOver.PARTS]
        self.order_fields(IN_ORDER)
        days = reply_within().days
        self.fields["reply_due_on"].help_text = f"入力しないときは、送付日から{days}日後です。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_recipient(self, cleaned)
        self._check_secrecy(cleaned)
        self._check_what_is_handed_over(cleaned)
        self._check_what_is_kept(cleaned)
        sent_on, due = cleaned.get("sent_on"), cleaned.get("reply_due_on")
        if sent_on and not due and "reply_due_on" not in self.errors:
            cleaned["reply_due_on"] = reply_due(sent_on)
        elif sent_on and due and due < sent_on:
            self.add_error("reply_due_on", "返事の期日は、送付日以後の日付にしてください。")
        return cleaned

    def _check_secrecy(self, cleaned: dict[str, Any]) -> None:
        secrecy, kind = cleaned.get("secrecy"), cleaned.get("recipient_kind")
        if secrecy == Secrecy.NONE:
            self.add_error("secrecy", NOT_BOUND)
        elif secrecy and kind == RecipientKind.AGENCY:
            agency = cleaned.get("agency")
            if secrecy == Secrecy.OFFICE and agency and agency.kind not in MUNICIPAL:
                self.add_error("secrecy", NOT_MUNICIPAL)
        elif secrecy and kind and secrecy != Secrecy.OFFICE:
            self.add_error("secrecy", FOR_OFFICES)

    def _check_what_is_handed_over(self, cleaned: dict[str, Any]) -> None:
        items, people = cleaned.get("handed_over"), cleaned.get("people")
        if items is None:
            return
        of_people = OF_PEOPLE & set(items)
        if of_people and not people and "people" not in self.errors:
            name = "people" if "people" in self.fields else "handed_over"
            self.add_error(name, "氏名などを渡すときは、対象の人を選んでください。")
        elif people and not of_people:
            self.add_error("handed_over", "対象の人について渡す情報を選んでください。")
        if HandedOver.SUMMARY in items and not cleaned.get("summary"):
            if "summary" not in self.errors:
                self.add_error("summary", "渡す相談の概要を入力してください。")
        elif cleaned.get("summary") and HandedOver.SUMMARY not in items:
            self.add_error("handed_over", "相談の概要を渡すときは「相談の概要」も選んでください。")

    def _check_what_is_kept(self, cleaned: dict[str, Any]) -> None:
        record = self.instance.consultation
        for name in ("summary", "request"):
            if kept_words_in(cleaned.get(name) or "", record):
                self.add_error(name, KEPT_INSIDE)

    def says_the_same_as(self, saved: Referral) -> bool:
        """Whether the form tells what is saved."""
        told = self.instance
        names = [*(self._meta.fields or ()), "household_id", "consultation_id"]
        return all(getattr(told, name) == getattr(saved, name) for name in names) and {
            each.pk for each in self.chosen
        } == set(saved.people.values_list("pk", flat=True))

    @property
    def chosen(self) -> list[Person]:
        return list(Person.objects.filter(pk__in=self.cleaned_data.get("people") or []))


class StepForm(forms.Form):
    """つなぎの経過."""

    kind = forms.ChoiceField(label="経過の種別")
    happened_on = WarekiDateField(label="日付", initial=localdate, latest=localdate)
    counterpart = PlainTextField(label="相手方（受領者・担当者）", required=False, max_length=100)
    note = TextField(
        label="内容・理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 2000}),
    )

    def __init__(
        self, *args: Any, referral: Referral, kinds: Sequence[ReferralStepKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [*CHOOSE, *((each.value, each.label) for each in kinds)]
        kind.error_messages = kind.error_messages | {
            "invalid_choice": "今の状況では記録できません。選び直してください。"
        }
        day: Any = self.fields["happened_on"]
        day.earliest = referral.sent_on
        name_what_is_missing(self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == ReferralStepKind.RECEIVED and not cleaned.get("counterpart"):
            self.add_error("counterpart", "受領した人を入力してください。")
        if kind == ReferralStepKind.RETURNED and not cleaned.get("note"):
            self.add_error("note", "差戻しの理由を入力してください。")
        elif kind == ReferralStepKind.RESULT and not cleaned.get("note"):
            self.add_error("note", "結果の内容を入力してください。")
        return cleaned

    def rows(self) -> list[list[forms.BoundField]]:
        return [[field] for field in self.visible_fields()]


class SuggestionForm(TypedModelForm):
    """提案."""

    suggested_on = WarekiDateField(label="提案した日", latest=localdate)
    suggested = TextField(
        label="提案した内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 2000}),
        help_text="例：一時預かり、地域子育て支援拠点。幾つか示したときは、すべて書きます。",
    )

    set_before = frozenset({"household"})

    class Meta(TypedModelForm.Meta):
        model = Suggestion
        fields: ClassVar[list[str]] = ["suggested_on", "suggested"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["suggested_on"] = localdate()


class ChoiceForm(TypedModelForm):
    """家庭の選択."""

    choice = forms.ChoiceField(label="家庭の選択", choices=[*CHOOSE, *FamilyChoice.choices])
    choice_words = TextField(
        label="家庭の選択の内容・理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 2000}),
    )
    chosen_on = WarekiDateField(label="選択を聞いた日", latest=localdate)

    class Meta(TypedModelForm.Meta):
        model = Suggestion
        fields: ClassVar[list[str]] = ["choice", "choice_words", "chosen_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["chosen_on"] = self.initial.get("chosen_on") or localdate()
        day: Any = self.fields["chosen_on"]
        day.earliest = self.instance.suggested_on
