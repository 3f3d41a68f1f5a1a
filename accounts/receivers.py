"""What happens at every sign-in and sign-out, whichever way it came about."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import sessions
from accounts.models import SignInSession, User
from accounts.second_factor import device_of


@receiver(user_logged_in)
def begin_session(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request, user)
    request.session.pop(sessions.FACTOR_AT_PROVIDER, None)  # of the sign-in before
    if device_of(user):
        request.session[sessions.FACTOR_PENDING] = True


@receiver(user_logged_out)
def forget_session(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        SignInSession.objects.of(user.pk).filter(session_key=request.session.session_key).delete()
