"""Answers of a family: in the ledger, withdrawn, and asked while a contact is logged."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import IntegrityError
from django.utils.timezone import localdate

from accounts.models import User
from centers.enums import AgencyKind
from centers.models import Center, PartnerAgency
from consultations.agencies import agencies_named
from consultations.consent_actions import AskedAnswer, record_consent
from consultations.consent_enums import (
    CLOSED,
    ConsentAnswer,
    ConsentManner,
    ConsentPurpose,
    RecipientKind,
)
from consultations.consents import Subject
from consultations.forms.new_agency import NewAgencyForm, similar_message
from consultations.forms.recipient import (
    CHOOSE,
    agency_field,
    center_field,
    check_recipient,
    offer_agencies,
    offer_centers,
)
from consultations.legal_bases import OTHER, basis_choices
from consultations.models import Consent, Person
from shared.form_fields import PlainTextField, WarekiDateField, name_what_is_missing
from shared.idempotency import SubmissionKeyMixin
from shared.japanese_text import fold_key
from shared.model_forms import TypedModelForm

ALREADY_LISTED = "同じ種別・名称の関係機関が名簿にあります。一覧から選んでください。"
IN_ORDER = (
    "purpose",
    "recipient_kind",
    "recipient_center",
    "agency",
    "new_agency_name",
    "new_agency_kind",
    "new_agency_phone",
    "new_agency_is_other",
)
TO_SHARE_ONLY = "提供先は、目的が「記録・情報の提供」のときだけ入力します。"


class ConsentForm(SubmissionKeyMixin, NewAgencyForm, TypedModelForm):
    """承諾の記録."""

    answered_on = WarekiDateField(label="承諾等の日", latest=localdate)
    recipient_center = center_field("提供先のセンター")
    agency = agency_field("関係機関")
    person = forms.ChoiceField(label="答えた人", required=False)
    basis = forms.ChoiceField(
        label="承諾を要しない根拠", required=False, choices=[("", "なし"), *basis_choices()]
    )

    set_before = frozenset({"household", "consultation"})

    class Meta(TypedModelForm.Meta):
        model = Consent
        fields: ClassVar[list[str]] = [
            "purpose",
            "recipient_kind",
            "recipient_center",
            "agency",
            "answer",
            "answered_on",
            "manner",
            "person",
            "taken_by_name",
            "scope",
            "document",
            "basis",
            "basis_text",
        ]

    def __init__(
        self,
        *args: Any,
        subject: Subject,
        names: Mapping[int, str],
        by: User,
        at: Any,
        **kwargs: Any,
    ) -> None:
        kwargs["instance"] = Consent(household=subject.household, consultation=subject.record)
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        self.initial.update(taken_by_name=by.name, answered_on=localdate())
        self.fields["scope"].help_text = "例：氏名・連絡先と、離乳食についての相談の要旨。"
        self.fields["manner"].help_text = "承諾を要しない場合は「なし」のままにします。"
        offer_centers(self, subject.center)
        offer_agencies(self, subject.center)
        self.order_fields(IN_ORDER)
        self.municipality_id = subject.center.municipality_id
        person: Any = self.fields["person"]
        person.choices = [("", "選ばない"), *((str(pk), name) for pk, name in names.items())]
        if not names:
            del self.fields["person"]

    def clean_person(self) -> Person | None:
        """One of those offered: somebody of the household whom the user may name."""
        chosen = self.cleaned_data["person"]
        return Person.objects.get(pk=chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_recipient(cleaned)
        if self.saved_before() is None:
            self.check_new_agency(cleaned, self.municipality_id)
        self._check_basis(cleaned)
        return cleaned

    def _check_recipient(self, cleaned: dict[str, Any]) -> None:
        kind, answer = cleaned.get("recipient_kind"), cleaned.get("answer")
        if cleaned.get("purpose") != ConsentPurpose.SHARE:
            if kind and "purpose" in cleaned:
                self.add_error("recipient_kind", TO_SHARE_ONLY)
        elif not kind and "recipient_kind" not in self.errors:
            self.add_error("recipient_kind", "提供先の種別を選んでください。")
        if kind == RecipientKind.ANYONE and answer and answer not in CLOSED:
            self.add_error(
                "recipient_kind",
                "「すべての提供先」は、承諾なし・撤回のときだけ選べます。提供先を1つずつ記録してください。",
            )
        check_recipient(self, cleaned)

    def _check_basis(self, cleaned: dict[str, Any]) -> None:
        answer, basis = cleaned.get("answer"), cleaned.get("basis", "")
        if answer == ConsentAnswer.NOT_REQUIRED:
            if not basis:
                self.add_error("basis", "承諾を要しない根拠を選んでください。")
            elif basis == OTHER and not cleaned.get("basis_text"):
                self.add_error(
                    "basis_text", "根拠の名称と条項、そう判断した事情を入力してください。"
                )
            return
        if answer and (basis or cleaned.get("basis_text")):
            self.add_error("basis", "根拠は「承諾を要しない（法令等）」のときだけ入力します。")
        if answer and not cleaned.get("manner") and "manner" not in self.errors:
            self.add_error("manner", "方法（口頭・書面）を選んでください。")

    def _get_validation_exclusions(self) -> set[str]:
        found = super()._get_validation_exclusions()
        # It gets its row only when the consent is written; the database checks it then.
        return found | {"agency"} if self.cleaned_data.get("new_agency_name") else found

    def saved_before(self) -> Consent | None:
        """What the same form made when it was sent before, by the same person."""
        key = self.cleaned_data.get("submission_key")
        own = Consent.objects.filter(municipality=self.municipality_id, recorded_by=self.by)
        return own.filter(submission_key=key).first() if key else None

    def says_the_same_as(self, saved: Consent) -> bool:
        told, name = self.instance, self.cleaned_data.get("new_agency_name") or ""
        fields = [*(set(self._meta.fields or ()) - {"agency"}), "household_id", "consultation_id"]
        same_agency = (
            saved.agency is not None and fold_key(saved.agency.name) == fold_key(name)
            if name
            else told.agency == saved.agency
        )
        return same_agency and all(getattr(told, each) == getattr(saved, each) for each in fields)

    def write(self) -> None:
        self.instance.submission_key = self.cleaned_data["submission_key"]
        self.registered = self.new_agency()
        if self.registered is not None:
            self.instance.agency = self.registered
        try:
            record_consent(self.instance, by=self.by, at=self.at)
        except IntegrityError as error:
            if "partner_agency_once" not in str(error):
                raise
            raise forms.ValidationError(ALREADY_LISTED) from error


class ConsentWithdrawalForm(forms.Form):
    """承諾の撤回."""

    answered_on = WarekiDateField(label="撤回の申出を受けた日", initial=localdate, latest=localdate)
    manner = forms.ChoiceField(label="方法", choices=[*CHOOSE, *ConsentManner.choices])
    taken_by_name = PlainTextField(label="申出を受けた人", max_length=100)
    document = PlainTextField(label="書面の番号・保管場所", required=False, max_length=100)

    def __init__(self, *args: Any, consent: Consent, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["answered_on"]
        day.earliest = consent.answered_on
        self.initial.setdefault("taken_by_name", by.name)
        name_what_is_missing(self.fields)

    def rows(self) -> list[list[forms.BoundField]]:
        return [[field] for field in self.visible_fields()]


ASKED = [
    ("", "0 聞いていない"),
    (ConsentAnswer.GIVEN.value, "1 承諾あり"),
    (ConsentAnswer.REFUSED.value, "2 承諾なし"),
]
LISTED, RENAMED = "一覧から選び", "名簿のとおりに入力し"
NOT_LISTED = (
    "関係機関の名簿にありません。名称を確かめるか、"
    "「名簿にない関係機関として登録する」にチェックを入れてください。"
)
ASKED_FIELDS = {
    ConsentPurpose.MAKE: "make_consent",
    ConsentPurpose.VIEW: "view_consent",
    ConsentPurpose.SHARE: "share_consent",
}


def _asked(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=ASKED, widget=forms.RadioSelect, help_text=help_text
    )


class AskedConsentsMixin(forms.Form):
    """承諾 asked while a contact is logged; for a form that has `center` among its fields.

    Drawn by `consents/_asked.html`. A refusal of the record itself leads to 件数だけを残す.
    """

    centers: list[Center]

    make_consent = _asked("記録の作成")
    view_consent = _asked("ほかの職員による閲覧")
    share_consent = _asked("提供")
    share_with = PlainTextField(
        label="提供先",
        required=False,
        max_length=100,
        help_text="関係機関・センターの名称、又は「所管課」。",
        widget=forms.TextInput(attrs={"list": "share-with-names"}),
    )
    share_with_is_new = forms.BooleanField(label="名簿にない関係機関として登録する", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("share_consent") == ConsentAnswer.GIVEN and not cleaned.get("share_with"):
            if "share_with" not in self.errors:
                self.add_error("share_with", "どこへの提供に承諾したかを入力してください。")
        elif cleaned.get("share_with") and not cleaned.get("share_consent"):
            self.add_error("share_consent", "提供の承諾の有無を選んでください。")
        elif cleaned.get("share_with") and cleaned.get("center"):
            self.recipient = self._named(cleaned["share_with"], cleaned["center"])
        return cleaned

    @property
    def share_names(self) -> list[str]:
        """What may be typed; offered by the browser while typing."""
        municipalities = {center.municipality_id for center in self.centers}
        standing = PartnerAgency.objects.filter(municipality__in=municipalities)
        names = [str(agency) for agency in standing.standing_on(localdate()).for_listing()]
        return [str(RecipientKind.DEPARTMENT.label), *dict.fromkeys(names)]

    def asked_answers(self) -> list[AskedAnswer]:
        """What was asked; nothing for what was not."""
        return [
            AskedAnswer(
                purpose,
                ConsentAnswer(answer),
                self._recipient() if purpose == ConsentPurpose.SHARE else {},
            )
            for purpose, name in ASKED_FIELDS.items()
            if (answer := self.cleaned_data.get(name))
        ]

    def _recipient(self) -> dict[str, Any]:
        typed = self.cleaned_data["share_with"]
        return self.recipient if typed else {"recipient_kind": RecipientKind.ANYONE}

    def _named(self, typed: str, own: Center) -> dict[str, Any]:
        if fold_key(typed) == fold_key(str(RecipientKind.DEPARTMENT.label)):
            return {"recipient_kind": RecipientKind.DEPARTMENT}
        others = Center.objects.filter(municipality=own.municipality_id).exclude(pk=own.pk)
        named = [each for each in others if fold_key(each.name) == fold_key(typed)]
        if len(named) == 1:
            return {"recipient_kind": RecipientKind.CENTER, "recipient_center": named[0]}
        return {"recipient_kind": RecipientKind.AGENCY, "agency": self._agency(typed, own)}

    def _agency(self, typed: str, own: Center) -> PartnerAgency | None:
        """Of the register, or one to be entered with the answer; None with the reason beside it."""
        same, alike = agencies_named(typed, own.municipality_id, localdate())
        if len(same) == 1:
            return same[0]
        if same:
            names = "、".join(f"「{each}」" for each in same)
            self.add_error("share_with", f"部署まで入力してください：{names}")
        elif self.cleaned_data.get("share_with_is_new"):
            return PartnerAgency(name=typed, kind=AgencyKind.OTHER)
        elif alike:
            self.add_error("share_with", similar_message(alike).replace(LISTED, RENAMED))
        else:
            self.add_error("share_with", NOT_LISTED)
        return None


def refuses_record(data: Mapping[str, Any]) -> bool:
    """Whether a form as sent says that no record may be made."""
    return data.get(ASKED_FIELDS[ConsentPurpose.MAKE]) == ConsentAnswer.REFUSED
