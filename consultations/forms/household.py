"""Forms of the registry: a person with their contacts, the search, a household to choose."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from centers.models import Center
from consultations.enums import ContactKind
from consultations.forms.candidates import SeenCandidatesMixin
from consultations.forms.reading import clean_reading
from consultations.household_actions import NewMember
from consultations.masking import ShownContact
from consultations.models import Household, HouseholdMembership, Person
from shared.access import Capability
from shared.form_fields import NameField, PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin
from shared.model_forms import SeenValuesMixin, TypedModelForm, typed_field

POSTAL_CODE = re.compile(r"\d{3}-?\d{4}")
OLDEST = date(1900, 1, 1)
HIDDEN_HELP = "登録済み（非表示）。変更するときだけ入力してください。"
CONTACT_FIELD = "contact_"


class MemberForm(SeenValuesMixin, TypedModelForm):
    """Somebody of a household. What is hidden is asked for and never filled in."""

    registered_name = NameField(label="氏名", help_text="戸籍・住民票のとおりに入力してください。")
    registered_kana = NameField(
        label="フリガナ", required=False, help_text="カタカナで入力してください。"
    )
    date_of_birth = WarekiDateField(
        label="生年月日", required=False, earliest=OLDEST, latest=timezone.localdate
    )
    relationship = typed_field(HouseholdMembership._meta.get_field("relationship"))

    class Meta(TypedModelForm.Meta):
        model = Person
        fields: ClassVar[list[str]] = ["registered_name", "registered_kana", "date_of_birth"]

    def __init__(self, *args: Any, contacts: Sequence[ShownContact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = {contact.kind: contact for contact in contacts}
        for kind in ContactKind:
            shown = self.shown.get(kind, ShownContact(kind, ""))
            self.fields[CONTACT_FIELD + kind] = PlainTextField(
                label=kind.label,
                required=False,
                initial="" if shown.is_masked else shown.text,
                help_text=HIDDEN_HELP if shown.is_masked else "",
            )
        postal_code: Any = self.fields[CONTACT_FIELD + ContactKind.POSTAL_CODE]
        postal_code.is_postal_code = True  # its places are offered below it

    def clean_registered_kana(self) -> str:
        return clean_reading(self.cleaned_data["registered_kana"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        postal_code = unicodedata.normalize("NFKC", self._typed(ContactKind.POSTAL_CODE))
        if postal_code and not POSTAL_CODE.fullmatch(postal_code):
            self.add_error(
                CONTACT_FIELD + ContactKind.POSTAL_CODE,
                "郵便番号を7桁の数字で入力してください（例：123-4567）。",
            )
        email = self._typed(ContactKind.EMAIL)
        try:
            validate_email(email or "nobody@example.jp")
        except ValidationError:
            self.add_error(
                CONTACT_FIELD + ContactKind.EMAIL,
                "メールアドレスを確認してください（例：name@example.jp）。",
            )
        return cleaned

    def _typed(self, kind: str) -> str:
        return self.cleaned_data.get(CONTACT_FIELD + kind) or ""

    def contacts(self) -> dict[str, str]:
        """The kinds that change. An empty box ends what was shown and keeps what was hidden."""
        typed = {str(kind): self._typed(kind) for kind in ContactKind}
        return {
            kind: text
            for kind, text in typed.items()
            if text or not self._is_hidden(kind)
            if self._is_hidden(kind) or text != self._stood(kind)
        }

    def _is_hidden(self, kind: str) -> bool:
        return kind in self.shown and self.shown[kind].is_masked

    def _stood(self, kind: str) -> str:
        return self.shown[kind].text if kind in self.shown else ""


class NewMemberForm(SubmissionKeyMixin, SeenCandidatesMixin, MemberForm):
    """Somebody who joins a household."""

    starts_on = WarekiDateField(
        label="この世帯での開始日",
        initial=timezone.localdate,
        earliest=OLDEST,
        latest=timezone.localdate,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, born = cleaned.get("starts_on"), cleaned.get("date_of_birth")
        if starts_on and born and starts_on < born:
            self.add_error("starts_on", "生年月日以後の日付を入力してください。")
        return cleaned

    def says_the_same_as(self, saved: HouseholdMembership) -> bool:
        """Whether the form tells what is saved; contacts are compared where they are kept."""
        told, contacts = self.cleaned_data, self.contacts()
        standing = saved.person.contact_details.current()
        is_any = Q(pk__in=[])
        for kind, value in contacts.items():
            is_any |= Q(kind=kind, value=value)
        return (
            all(getattr(saved.person, name) == told[name] for name in self._meta.fields or ())
            and (saved.relationship, saved.starts_on) == (told["relationship"], told["starts_on"])
            and told.get("center", saved.household.center) == saved.household.center
            and standing.count() == standing.filter(is_any).count() == len(contacts)
        )

    def member(self) -> NewMember:
        person = self.instance
        person.submission_key = self.cleaned_data["submission_key"]
        return NewMember(
            person=person,
            relationship=self.cleaned_data["relationship"],
            starts_on=self.cleaned_data["starts_on"],
            contacts=self.contacts(),
        )


class NewHouseholdForm(NewMemberForm):
    """A household, by its first member."""

    center = forms.ModelChoiceField(
        label="担当センター",
        queryset=Center.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "担当するセンターを選んでください。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centers = Center.objects.visible_to(user, Capability.HOUSEHOLD_EDIT).order_by("code", "pk")
        center: Any = self.fields["center"]
        center.queryset = centers
        if len(centers) == 1:
            center.widget = forms.HiddenInput()
            center.initial = centers[0].pk


class HouseholdSearchForm(forms.Form):
    """By POST only: what is typed here is a name, a number or an address."""

    words = PlainTextField(
        label="氏名・フリガナ・電話番号・住所",
        max_length=100,
        help_text="一部だけでも探せます（電話番号は3文字、住所は2文字から）。生年月日、旧姓・通称、「世帯12」「個人34」の番号でも探せます。支援措置のある人は、電話番号・住所では見つかりません。",
        error_messages={"required": "探す言葉を入力してください。"},
    )


class HouseholdChoiceForm(forms.Form):
    """One of the households found."""

    household = forms.ModelChoiceField(
        queryset=Household.objects.none(),
        error_messages={
            "required": "世帯を選んでください。",
            "invalid_choice": "世帯を選び直してください。",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        household: Any = self.fields["household"]
        household.queryset = Household.objects.visible_to(user, Capability.HOUSEHOLD_EDIT)
