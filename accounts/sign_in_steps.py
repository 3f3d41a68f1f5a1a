"""Between the password and the pages: the second factor, then a password of one's own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.deprecation import MiddlewareMixin
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.middleware import is_in_background, session_expired
from accounts.models import User
from accounts.second_factor import is_required
from accounts.sessions import FACTOR_AT_PROVIDER, FACTOR_PENDING
from accounts.single_sign_on import is_external


@dataclass(frozen=True)
class Step:
    """A page to be passed, and the only other pages that are open until then."""

    page: str
    also_open: frozenset[str]


SECOND_FACTOR = Step(
    "accounts:second_factor", frozenset({"accounts:second_factor_setup", "accounts:sign_out"})
)
OWN_PASSWORD = Step("accounts:password_change", frozenset({"accounts:sign_out"}))


def has_passed(session: Any) -> bool:
    """Whether a second factor was given: ours, or the provider's if that is believed."""
    return bool(session.get(DEVICE_ID_SESSION_KEY) or session.get(FACTOR_AT_PROVIDER))


def pending_step(user: User, session: Any) -> Step | None:
    if not has_passed(session) and (session.get(FACTOR_PENDING) or is_required(user)):
        return SECOND_FACTOR
    # Whoever came by single sign-on has used no initial password; it ends by itself.
    return OWN_PASSWORD if user.must_change_password and not is_external(session) else None


class SignInStepsMiddleware(MiddlewareMixin):
    def process_view(
        self, request: HttpRequest, view_func: object, *_: Any
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        step = pending_step(request.user, request.session)
        request.sign_in_step = step  # type: ignore[attr-defined]  # the page frame shows no menu
        if step is None or not getattr(view_func, "login_required", True):
            return None
        match = request.resolver_match
        if match and match.view_name in {step.page, *step.also_open}:
            return None
        if is_in_background(request):
            return session_expired()
        asked = request.get_full_path() if request.method == "GET" else resolve_url("home")
        return redirect(f"{resolve_url(step.page)}?{urlencode({'next': asked}, safe='/')}")
