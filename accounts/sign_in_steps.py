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
from accounts.sessions import FACTOR_PENDING


@dataclass(frozen=True)
class Step:
    """A page to be passed, and the only other pages that are open until then."""

    page: str
    also_open: frozenset[str]


SECOND_FACTOR = Step(
    "accounts:second_factor", frozenset({"accounts:second_factor_setup", "accounts:sign_out"})
)
OWN_PASSWORD = Step("accounts:password_change", frozenset({"accounts:sign_out"}))


def pending_step(user: User, session: Any) -> Step | None:
    is_verified = session.get(DEVICE_ID_SESSION_KEY)
    if not is_verified and (session.get(FACTOR_PENDING) or is_required(user)):
        return SECOND_FACTOR
    return OWN_PASSWORD if user.must_change_password else None


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
