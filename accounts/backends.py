from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.passwords import is_refused
from accounts.single_sign_on import is_on

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
        return user if may_use_password(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


class ExternalIdentityBackend(AccountBackend):
    """Keeps the sessions of single sign-on; what opens them is the provider's word, no password."""

    def authenticate(self, *_: Any, **__: Any) -> User | None:
        return None

    def get_user(self, user_id: Any) -> Any:
        return super().get_user(user_id) if is_on() else None


def may_use_password(user: User) -> bool:
    """Everybody; with OIDC_ONLY only the administrators that it names."""
    if not settings.OIDC_ONLY:
        return True
    is_administrator = any(grant.role == Role.SYSTEM_ADMINISTRATOR for grant in user.roles_held)
    return is_administrator and user.username in settings.OIDC_ONLY
