"""Whether a reminder can reach what was typed: a number or an address, as the wish says."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from consultations.appointment_enums import ReminderWish

_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ー()+.]")  # noqa: RUF001 -- hyphens as they are typed
_PHONE = re.compile(r"(?<!\d)\d{6,15}(?!\d)")  # within a town some leave the area code out
_MOBILE = re.compile(r"(?<!\d)(0[6-9]0\d{8}|81[6-9]0\d{8})(?!\d)")
NO_PHONE = "電話番号を確認してください（例：03-1234-5678）。"
NO_MOBILE = "ショートメッセージを送れる携帯電話の番号を入力してください（例：090-1234-5678）。"
NO_EMAIL = "メールアドレスを確認してください（例：name@example.jp）。"


def contact_fault(contact: str, wish: ReminderWish) -> str:
    """What is wrong with it, or nothing; beside a number there may be words (夜だけ、父の携帯)."""
    text = unicodedata.normalize("NFKC", contact).strip()
    digits = _BETWEEN.sub("", text)
    if wish == ReminderWish.PHONE:
        return "" if _PHONE.search(digits) else NO_PHONE
    if wish == ReminderWish.SMS:
        return "" if _MOBILE.search(digits) else NO_MOBILE
    if wish == ReminderWish.EMAIL:
        try:
            validate_email(text)
        except ValidationError:
            return NO_EMAIL
    return ""
