"""A reading (フリガナ) as somebody types it."""

import re
import unicodedata

from django.core.exceptions import ValidationError

KANA = re.compile(r"[\u3041-\u309f\u30a0-\u30ff\s\-.\u2019']*")  # with what parts names


def clean_reading(kana: str) -> str:
    """The reading as typed. Raises ValidationError unless it is kana."""
    if not KANA.fullmatch(unicodedata.normalize("NFKC", kana)):
        raise ValidationError("カタカナで入力してください（例：ヤマダ ハナコ）。")
    return kana
