"""Forms of attestations (申立て): signing, withdrawing, and finding them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from centers.models import Center, CenterDesignation
from shared.access import Capability
from shared.date_ranges import overlapping
from shared.form_fields import TextField, name_what_is_missing
from shared.idempotency import SubmissionKeyMixin
from shared.model_forms import TypedModelForm
from subsidies.attestation_actions import (
    NotAttestableError,
    Wording,
    sign_attestation,
    wording_on,
)
from subsidies.models import Attestation

LONGEST = 1000
CENTER, MUNICIPALITY = "center", "municipality"
NOT_OF_THIS_TYPE = "この期間のこのセンターには、この条件の対象となる類型の登録がありません。申立ては記録できません。"
NO_NAMES = "相談者や児童の氏名など、個人が特定できることは書かないでください。"


class AttestationForm(SubmissionKeyMixin, TypedModelForm):
    """The decision of the signed-in user on one condition of a center, or of its municipality."""

    set_before = frozenset(
        {"municipality", "center", "condition", "content_digest", "withdrawn_at"}
    )

    scope = forms.ChoiceField(label="対象", widget=forms.RadioSelect)
    reason = TextField(
        label="理由",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"そのように判断した事実と理由です。判定書にも載ります（調書には載りません）。{NO_NAMES}",
    )

    class Meta(TypedModelForm.Meta):
        model = Attestation
        fields: ClassVar[list[str]] = [
            "decision",
            "starts_on",
            "ends_on",
            "reason",
            "document",
        ]

    def __init__(self, *args: Any, center: Center, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.center, self.by = center, by
        self.saved: Attestation | None = None
        self.is_new = False
        self.fields["document"].help_text = (
            "文書の名称と番号・保管場所です（例：令和7年度事業計画書 子発第12号）。"
            "調書の別紙（都道府県へ提出）にも載ります。"
        )
        self.fields["submission_key"].label = "送信の番号"
        self._offer_places()
        self.order_fields(["scope", *self.Meta.fields])

    def _offer_places(self) -> None:
        """The municipality as a whole is for whoever signs for all its centers."""
        whole = self.by.reach(Capability.ATTESTATION_SIGN).covers(
            municipality_id=self.center.municipality_id
        )
        if not whole:
            del self.fields["scope"]
            return
        field: Any = self.fields["scope"]
        field.choices = [
            (CENTER, f"このセンター（{self.center}）"),
            (MUNICIPALITY, f"自治体全体（{self.center.municipality}のすべてのセンター）"),
        ]

    def _get_validation_exclusions(self) -> set[str]:
        """Which wording is signed follows from the first day."""
        found = super()._get_validation_exclusions()
        return found if self.instance.content_digest else found | {"content_digest"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for_all = cleaned.get("scope") == MUNICIPALITY
        self.instance.center = None if for_all else self.center
        self.instance.submission_key = cleaned.get("submission_key")
        if cleaned.get("starts_on"):
            try:
                wording = wording_on(cleaned["starts_on"], self.instance.condition)
            except NotAttestableError as error:
                self.add_error("starts_on", str(error))
            else:
                self.instance.content_digest = wording.digest
                self._refuse_another_type(wording, cleaned)
        return cleaned

    def _refuse_another_type(self, wording: Wording, cleaned: dict[str, Any]) -> None:
        """A center is not signed for under a rule that concerns none of its types."""
        if self.instance.center is None or not cleaned.get("ends_on"):
            return
        designations = CenterDesignation.objects.current().filter(
            overlapping(cleaned["starts_on"], cleaned["ends_on"]), center=self.center
        )
        types = set(designations.values_list("type", flat=True))
        if types and types.isdisjoint(wording.types):
            self.add_error(None, NOT_OF_THIS_TYPE)

    def write(self) -> None:
        try:
            self.saved, self.is_new = sign_attestation(self.instance, by=self.by, at=self.at)
        except NotAttestableError as error:
            raise ValidationError(str(error)) from error

    def sign(self, *, at: datetime) -> bool:
        """False, with the reason among the errors, if the decision cannot be recorded."""
        self.at = at
        return self.save_or_explain()


class WithdrawalForm(forms.Form):
    """申立ての取消."""

    reason = TextField(
        label="取消の理由",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NO_NAMES,
    )

    def full_clean(self) -> None:
        name_what_is_missing(self.fields)
        super().full_clean()


STATES = [
    ("", "すべて"),
    ("standing", "有効・予定"),
    ("again", "再確認が必要"),
    ("ended", "終了"),
    ("withdrawn", "取消済み"),
]
WHOLE = "whole"


class AttestationFilterForm(forms.Form):
    """What of the list is shown: all of it without a choice."""

    state = forms.ChoiceField(label="状態", choices=STATES, required=False)
    place = forms.ChoiceField(label="対象", required=False)

    def __init__(self, *args: Any, centers: Sequence[Center], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = [
            ("", "すべて"),
            (WHOLE, "自治体全体"),
            *((str(center.pk), center.name) for center in centers),
        ]

    def narrow(self, attestations: QuerySet[Attestation]) -> QuerySet[Attestation]:
        """`attestations` is annotated `with_revisions`."""
        if not self.is_valid():
            return attestations.none()
        place, state = self.cleaned_data["place"], self.cleaned_data["state"]
        if place:
            attestations = attestations.filter(
                Q(center=None) if place == WHOLE else Q(center=place)
            )
        today = localdate()
        conditions = {
            "standing": Q(withdrawn_at=None, ends_on__gte=today),
            "again": Q(withdrawn_at=None) & ~Q(revised_by=""),
            "ended": Q(withdrawn_at=None, ends_on__lt=today),
            "withdrawn": Q(withdrawn_at__isnull=False),
        }
        return attestations.filter(conditions[state]) if state else attestations
