"""What is asked about somebody before they are registered, and what has been answered."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.forms import DeclarativeFieldsMetaclass

from consultations.likely_same import Profile, typed_profile
from shared.wareki import DateTextError, parse_date

ANSWERED_BESIDE = ("candidates_seen", "is_somebody_else")
MOST_SEEN = 300  # characters: ten numbers and more
SHORTEST_PHONE = 9  # digits: fewer are typed half


class CandidateQueryForm(forms.Form):
    """A registration form that is being filled in: whatever of it can be read already."""

    registered_name = forms.CharField(required=False, max_length=100)
    registered_kana = forms.CharField(required=False, max_length=100)
    date_of_birth = forms.CharField(required=False, max_length=100)
    contact_phone = forms.CharField(required=False, max_length=200)

    def clean_date_of_birth(self) -> object:
        text = self.cleaned_data["date_of_birth"].strip()
        try:
            return parse_date(text) if text else None
        except DateTextError as error:
            raise ValidationError(str(error)) from error

    def profile(self) -> Profile:
        """Of what is valid; the form itself says what is wrong with the rest."""
        self.full_clean()
        told = self.cleaned_data
        phone = told.get("contact_phone", "")
        return typed_profile(
            told.get("registered_name", ""),
            told.get("registered_kana", ""),
            told.get("date_of_birth"),
            phone if len(phone) >= SHORTEST_PHONE else "",
        )


class SeenCandidatesMixin(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """Whom the person at the screen was shown, and that it is none of them."""

    candidates_seen = forms.CharField(label="示した候補", required=False, max_length=MOST_SEEN)
    is_somebody_else = forms.BooleanField(label="候補のだれでもない", required=False)

    def rows(self) -> list[list[forms.BoundField]]:
        """Those two stand in the part that names the candidates (`_candidates.html`)."""
        rows: list[list[forms.BoundField]] = super().rows()  # type: ignore[misc]  # TypedModelForm's
        return [row for row in rows if row[0].name not in ANSWERED_BESIDE]

    def seen_candidates(self) -> set[int]:
        """The numbers that the page had; what else stands there is of no account."""
        written = str(self.cleaned_data.get("candidates_seen", "")).split(",")
        return {int(number) for number in written if number.isascii() and number.isdecimal()}
