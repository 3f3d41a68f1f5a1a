"""What a password must be: long, not common, not the office's own words. No composition rule."""

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.enums import Role

if TYPE_CHECKING:
    from accounts.models import User

DEMO_PASSWORD = "tsunagi-demo"  # noqa: S105 -- published on purpose; refused outside demo mode
MOST_CHARACTERS = 128
LEAST_CHARACTERS = 12
LEAST_FOR_PRIVILEGED = 15
PRIVILEGED = {Role.MUNICIPAL_OFFICER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR}
PRODUCT_WORDS = ("tsunagi", "つなぎ", "ツナギ")
LEAST_BESIDE_OWN_WORDS = 8
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as another letter
ONE_TIME_GROUPS, ONE_TIME_GROUP = 4, 4


def is_refused(password: str) -> bool:
    if len(password) > MOST_CHARACTERS:
        return True
    return password == DEMO_PASSWORD and not settings.DEMO


def one_time_password() -> str:
    """An initial password that somebody can read out: four groups of four."""
    groups = (
        "".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(ONE_TIME_GROUP))
        for _ in range(ONE_TIME_GROUPS)
    )
    return "-".join(groups)


def _grants_of(user: "User | None") -> list:
    return user.grants if user is not None and user.pk else []


class DemoPasswordValidator:
    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 -- Django's interface
        if password == DEMO_PASSWORD:
            raise ValidationError("このパスワードはデモ用のため使えません。", code="demo_password")

    def get_help_text(self) -> str:
        return "デモ用のパスワードは使えません。"


class LengthValidator:
    """Longer for those whose account opens more than one center."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        is_privileged = any(grant.role in PRIVILEGED for grant in _grants_of(user))
        least = LEAST_FOR_PRIVILEGED if is_privileged else LEAST_CHARACTERS
        if len(password) < least:
            raise ValidationError(
                f"パスワードは{least}文字以上にしてください。", code="password_too_short"
            )
        if len(password) > MOST_CHARACTERS:
            raise ValidationError(
                f"パスワードは{MOST_CHARACTERS}文字以内にしてください。", code="password_too_long"
            )

    def get_help_text(self) -> str:
        return (
            f"{LEAST_CHARACTERS}文字以上（所管課・監査・システム管理者は{LEAST_FOR_PRIVILEGED}文字以上）"
            f"、{MOST_CHARACTERS}文字以内で決めてください。文字の種類に決まりはありません。"
            "いくつかの言葉をつなげると、覚えやすく破られにくくなります。"
        )


class CommonPartsValidator(CommonPasswordValidator):
    """A common password stays one when another, or the same again, is set behind it."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        super().validate(password, user)
        folded = _folded(password)
        cuts = range(1, len(folded))
        is_repeated = folded in (folded + folded)[1:-1]
        if is_repeated or any({folded[:cut], folded[cut:]} <= self.passwords for cut in cuts):
            raise ValidationError(
                "よく使われるパスワードや、同じ文字列の繰り返しだけでできています。",
                code="password_too_common",
            )


class OwnWordsValidator:
    """Refuses a password that is little else than the name of the place or of the product."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        rest = _folded(password)
        found = False
        for word in sorted(self._words(user), key=len, reverse=True):
            found = found or word in rest
            rest = rest.replace(word, "")
        letters = re.sub(r"[\W\d_]", "", rest)
        if found and len(letters) < LEAST_BESIDE_OWN_WORDS:
            raise ValidationError(
                "自治体・センターの名称や「つなぎ」を主にしたパスワードは使えません。",
                code="own_words",
            )

    def _words(self, user: "User | None") -> set[str]:
        names = set(PRODUCT_WORDS)
        for grant in _grants_of(user):
            names |= {grant.municipality.name, grant.municipality.name[:-1]}
            names |= {grant.center.name} if grant.center else set()
        return {_folded(name) for name in names if len(name) > 1}

    def get_help_text(self) -> str:
        return "自治体・センターの名称を主にしたものや、よく使われるものは使えません。"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
