from accounts.models import User
from shared.access import ActorRequest


class UserRequest(ActorRequest):
    """A request behind SignInRequiredMiddleware: its user is always one of ours."""

    user: User
