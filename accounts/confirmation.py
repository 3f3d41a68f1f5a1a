"""Is it still the person who signed in? Asked again before what is hidden is shown.

With a password: the password. With single sign-on there is none: the sign-in must be young.
"""

import time

from django.contrib.auth import authenticate

from accounts.http import UserRequest
from accounts.sessions import SIGNED_IN
from accounts.single_sign_on import is_external

YOUNG_MINUTES = 15
SIGN_IN_AGAIN = (
    f"サインインから{YOUNG_MINUTES}分を過ぎています。"
    "一度サインアウトし、サインインし直してから、もう一度お試しください。"
)


def has_password(request: UserRequest) -> bool:
    """Whether the person signed in with one, and so can be asked for it."""
    return not is_external(request.session)


def is_young(request: UserRequest) -> bool:
    return bool(time.time() - request.session.get(SIGNED_IN, 0) <= YOUNG_MINUTES * 60)


def is_the_user(request: UserRequest, password: str) -> bool:
    """Counted like a failed sign-in when wrong."""
    found = authenticate(request, username=request.user.get_username(), password=password)
    return found is not None and found.pk == request.user.pk
