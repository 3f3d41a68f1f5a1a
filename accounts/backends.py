from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from accounts.models import User
from accounts.passwords import is_refused

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountBackend(ModelBackend):
    """Signs in active accounts; the demo's accounts and password only work in demo mode."""

    def authenticate(
        self,
        request: "HttpRequest | None",
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if is_refused(password or ""):
            return None
        user = super().authenticate(request, username=username, password=password, **kwargs)
        # A one-time password that nobody used in time opens nothing any more.
        if user is None or user.has_expired_initial_password(timezone.localdate()):
            return None
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)
