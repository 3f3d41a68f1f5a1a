from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request behind SignInRequiredMiddleware: its user is always one of ours."""

    user: User
