"""A household named by its number, as people read it from its page: 世帯12, or the bare digits."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from accounts.models import User
from consultations.models import Household

HOUSEHOLD_NUMBER = re.compile(r"(?:世帯)?\s*(\d{1,18})")
OF_ANOTHER_CENTER = "ほかのセンターの世帯です。担当センターを確かめてください。"


def household_numbered(typed: str, user: User) -> Household | None:
    """The household within reach; None for nothing typed. Raises ValidationError."""
    tidy = unicodedata.normalize("NFKC", typed).strip()
    if not tidy:
        return None
    match = HOUSEHOLD_NUMBER.fullmatch(tidy)
    found = Household.objects.visible_to(user).filter(pk=int(match[1]) if match else 0).first()
    if found is None:
        raise ValidationError("この番号の世帯は見つかりません。番号を確かめてください。")
    return found
