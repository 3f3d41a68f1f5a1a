"""よく案内する窓口・施設: an entry of the directory and its short code at one center."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from centers.models import Center, LocalResource, PartnerAgency
from consultations.directory_search import Offer, entries_found_by, entries_named, offer_of
from consultations.models import FavouriteResource
from shared.access import Capability
from shared.form_fields import PlainTextField

_CODE = re.compile(r"[0-9a-z\u3041-\u3096ー]{1,10}")


class FavouriteForm(forms.Form):
    """With a search of its own: the entries found stand as choices, one of them is kept."""

    words = PlainTextField(
        label="名簿から探す",
        required=False,
        max_length=40,
        help_text="名称・フリガナ・種別の一部を入力して「探す」を押します。",
    )
    entry = forms.ChoiceField(
        label="窓口・施設",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "名簿から探して、選び直してください。"},
    )
    center = forms.ModelChoiceField(
        label="使うセンター", queryset=Center.objects.none(), empty_label=None
    )
    code = PlainTextField(
        label="短い記号",
        required=False,
        max_length=10,
        help_text="半角の英数字かひらがなで10文字まで（例：01、hiro）。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        center: Any = self.fields["center"]
        center.queryset = Center.objects.visible_to(user, Capability.CONSULTATION_WRITE).order_by(
            "code", "pk"
        )
        entry: Any = self.fields["entry"]
        entry.choices = [
            (offer.key, f"{offer.entry.name}　{offer.note}") for offer in self._found()
        ]

    def _found(self) -> list[Offer]:
        words = unicodedata.normalize("NFC", str(self["words"].value() or "").strip())
        offers, _ = entries_found_by(words, self.user, localdate())
        chosen = str(self["entry"].value() or "")
        if chosen and chosen not in {offer.key for offer in offers}:
            named = entries_named([chosen], self.user)
            offers += [offer_of(each) for each in named.values()]
        return offers

    @property
    def is_searched(self) -> bool:
        return bool(str(self["words"].value() or "").strip())

    def clean_code(self) -> str:
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).lower()
        if not code:
            raise forms.ValidationError("短い記号を入力してください。")
        if not _CODE.fullmatch(code):
            raise forms.ValidationError("半角の英数字かひらがなで入力してください。")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("entry"):
            if "entry" not in self.errors:
                self.add_error("entry", "名簿から探して、1つ選んでください。")
            return cleaned
        found = entries_named([cleaned["entry"]], self.user).get(cleaned["entry"])
        center, code = cleaned.get("center"), cleaned.get("code")
        cleaned["found"] = found
        if found is None or (center and found.municipality_id != center.municipality_id):
            self.add_error("entry", "このセンターの自治体の名簿から選んでください。")
        if center and code:
            rows = FavouriteResource.objects.standing().filter(center=center)
            if rows.filter(code=code).exists():
                self.add_error("code", "この記号は使われています。別の記号にしてください。")
        return cleaned

    def favourite(self) -> FavouriteResource:
        """What was chosen, not yet saved."""
        found = self.cleaned_data["found"]
        return FavouriteResource(
            center=self.cleaned_data["center"],
            code=self.cleaned_data["code"],
            resource=found if isinstance(found, LocalResource) else None,
            agency=found if isinstance(found, PartnerAgency) else None,
        )
