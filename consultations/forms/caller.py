"""Who calls, asked for in one box; and whether a child may be in danger."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from centers.models import Center
from consultations.callers import Caller, NewCaller
from consultations.models import HouseholdMembership
from consultations.person_search import people_found_by
from shared.access import Capability
from shared.form_fields import MOST_DIGITS

NEW = "new"
CHOOSE_AGAIN = "選んだ人が見つかりません。もう一度探してください。"
OTHER_WORDS = (
    "選んだ人（{chosen}）と入力した氏名が違います。"
    "その人であれば氏名の欄をその氏名に戻し、別の人であれば候補から選び直してください。"
)
NO_NAME = "電話番号や生年月日だけでは保存できません。候補から選ぶか、氏名を入力してください。"
NOT_ALLOWED = "このセンターには世帯を登録できません。「登録しない」を選んでください。"

_OF_NUMBERS_AND_DAYS = re.compile(
    r"個人|世帯|令和|平成|昭和|大正|明治|[RHSTMrhstm元年月日号\d\s()./+‐‑–—―−ー-]"  # noqa: RUF001 -- as typed
)


class CallerForm(forms.Form):
    """`caller` is the number of a membership found, `new` to register, or nothing."""

    caller = forms.CharField(label="候補", required=False, widget=forms.RadioSelect)
    is_abuse_suspected = forms.BooleanField(
        label="虐待の疑いがある（受理する）",
        required=False,
        help_text="保存と同時に受理し、安全確認の期限を表示します。記録は、指名した人だけが読める「制限」になります。",
    )

    found: HouseholdMembership | None = None

    def find_caller(self, user: User, typed: Any) -> HouseholdMembership | None:
        """Whom the form names already, within reach; for the page and for saving."""
        text = str(typed or "")
        if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
            return None
        reached = HouseholdMembership.objects.visible_to(user)
        return reached.select_related("person", "household").filter(pk=int(text)).first()

    def check_caller(self, cleaned: dict[str, Any], user: User) -> None:
        typed, name = cleaned.get("caller", ""), cleaned.get("caller_name", "")
        center = cleaned.get("center")
        if typed == NEW:
            self._check_new(cleaned, center, user)
        elif typed:
            self.found = self.find_caller(user, typed)
            if self.found is None or not center or not _is_of(self.found, center):
                self.add_error("caller_name", CHOOSE_AGAIN)
            elif not _finds(name, self.found):
                chosen = self.found.person.registered_name
                self.add_error("caller_name", OTHER_WORDS.format(chosen=chosen))
            else:
                cleaned["caller_name"] = self.found.person.registered_name
        elif is_no_name(name):
            self.add_error("caller_name", NO_NAME)

    def _check_new(self, cleaned: dict[str, Any], center: Center | None, user: User) -> None:
        if not may_be_registered(cleaned.get("caller_name", "")):
            self.add_error("caller_name", NO_NAME)
        elif center and not user.reach(Capability.HOUSEHOLD_EDIT).covers(
            municipality_id=center.municipality_id, center_id=center.pk
        ):
            self.add_error("caller_name", NOT_ALLOWED)

    def chosen_caller(self) -> Caller:
        if self.cleaned_data["is_anonymous"]:
            return None
        if self.cleaned_data["caller"] == NEW:
            return NewCaller(self.cleaned_data["caller_name"])
        return self.found


def _is_of(membership: HouseholdMembership, center: Center) -> bool:
    return membership.municipality_id == center.municipality_id


def _finds(words: str, membership: HouseholdMembership) -> bool:
    """Whether the box still says whom was chosen: the name, or words by which that person is found."""
    if words == membership.person.registered_name or not words or is_no_name(words):
        return True
    found = people_found_by(words, localdate(), municipality_ids=[membership.municipality_id])
    return found.filter(pk=membership.person_id).exists()


def is_no_name(words: str) -> bool:
    """A number or a day, right or wrong: what a caller is found by, and no name."""
    text = unicodedata.normalize("NFKC", words)
    return _has_digits(text) and not _OF_NUMBERS_AND_DAYS.sub("", text)


def may_be_registered(words: str) -> bool:
    """Nobody's registered name has a digit; a description of a caller may («2丁目の人»)."""
    return not _has_digits(unicodedata.normalize("NFKC", words))


def _has_digits(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
