from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from shared.access import ActorRequest


class UserRequest(ActorRequest):
    """A request behind SignInRequiredMiddleware: its user is always one of ours."""

    user: User


def own_address(request: HttpRequest, asked: str) -> str:
    """`asked` if it is on this host, else the start page: nobody is sent elsewhere."""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else resolve_url("home")
