"""What an office must not start with; `config/wsgi.py` refuses to serve, `check --deploy` says why.

A demonstration is exempt: it holds fictional people only.
"""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Hint
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from accounts.models import User

SAMPLE_KEYS = {"unset", "secret", "changeme", "change-me", "insecure", "sample", "example", "test"}
SHORTEST_KEY, FEWEST_LETTERS = 50, 5
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.security, deploy=True)
def production_is_safe(app_configs, **kwargs) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    return _demonstration() if settings.DEMO else _office()


def _office() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    key = settings.SECRET_KEY
    is_sample = key.lower() in SAMPLE_KEYS or key.startswith("django-insecure-")
    if is_sample or len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS:
        message = f"SECRET_KEY が見本の値か、短すぎます（{SHORTEST_KEY}文字以上の乱数が必要です）。"
        found.append(Error(message, id="config.E001"))
    if settings.DEBUG:
        found.append(Error("本番では DEBUG を使えません。", id="config.E002"))
    if "*" in settings.ALLOWED_HOSTS:
        message = "ALLOWED_HOSTS に「*」は使えません。使うホスト名を並べてください。"
        found.append(Error(message, id="config.E003"))
    return found


def _demonstration() -> list[CheckMessage]:
    if settings.HTTPS or set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        message = "デモのまま、ほかの機器から使える設定になっています。実在の人の情報を入れないでください。"
        return [Hint(message, id="config.W005")]
    return []


@register(Tags.database)
def no_demonstration_account_is_open(app_configs, databases=None, **kwargs) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    """They cannot sign in outside demo mode either way; here they would be in the way of trust."""
    if settings.DEMO or not databases:
        return []
    try:
        count = User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # before the first migration
        return []
    if not count:
        return []
    message = f"デモ用の利用者アカウントが{count}件、有効なまま残っています。無効にしてください。"
    return [Error(message, id="config.E004")]


def refuse_unsafe_settings() -> None:
    """Called before the first request is served."""
    errors = [each for each in production_is_safe(None) if each.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(str(error.msg) for error in errors))
