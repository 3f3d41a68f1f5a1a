"""The demo password must open nothing outside demo mode."""

from django.conf import settings
from django.core.exceptions import ValidationError

DEMO_PASSWORD = "tsunagi-demo"  # noqa: S105 -- published on purpose; refused outside demo mode


def is_refused(password: str) -> bool:
    return password == DEMO_PASSWORD and not settings.DEMO


class DemoPasswordValidator:
    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 -- Django's interface
        if password == DEMO_PASSWORD:
            raise ValidationError("このパスワードはデモ用のため使えません。", code="demo_password")

    def get_help_text(self) -> str:
        return "デモ用のパスワードは使えません。"
