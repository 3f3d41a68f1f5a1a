"""What any text from a person may contain, and how long it may be.

Names are kept as written: no normalisation. NFC alone would change 神 (U+FA19) in a registered
name to another character. Only what cannot be stored, shown or printed is refused.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

_UNUSABLE = re.compile(
    r"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])"
    r"|(?P<surrogate>[\ud800-\udfff])"
    r"|(?P<direction>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])"
)
_KINDS = {
    "control": "制御文字",
    "surrogate": "壊れた文字",
    "direction": "文字の並びを変える制御文字",
}


def validate_plain_text(text: str) -> None:
    if match := _UNUSABLE.search(text):
        raise ValidationError(
            f"使えない文字が{match.start() + 1:,}文字目にあります"
            f"（{_KINDS[match.lastgroup or '']} U+{ord(match[0]):04X}）。"
            "その文字を削除してください。",
            code="unusable_character",
        )


def without_surrogates(text: str) -> str:
    """The text in a form that a page can show again beside its error."""
    return text.encode("utf-8", "replace").decode()


@deconstructible
class MaxCharacters:
    """At most `limit` code points: 𠮷 is one, 葛󠄀 with its selector is two."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, text: str) -> None:
        if len(text) > self.limit:
            raise ValidationError(
                f"{self.limit:,}文字以内で入力してください（現在 {len(text):,}文字）。",
                code="max_length",
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaxCharacters) and other.limit == self.limit

    def __hash__(self) -> int:
        return hash(self.limit)
