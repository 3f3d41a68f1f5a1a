"""A session ends on the server: without activity, by its age, or when it is another person's."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from accounts.audit import write_session_ended
from accounts.models import User
from accounts.sessions import end_reason, seconds_left, stamp

USER_HEADER = "X-Tsunagi-User"  # a page's scripts say for whom the page was made
View = Callable[..., HttpResponseBase]


def is_no_activity(view: View) -> View:
    """Mark a view that a page asks by itself: it does not keep the session alive."""
    view.is_no_activity = True  # type: ignore[attr-defined]  # read by the middleware
    return view


class SessionLifeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session and seconds_left(request.session) <= 0:
            _end(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: View, *_: Any) -> None:
        is_asked_by_itself = getattr(view_func, "is_no_activity", False)
        if SESSION_KEY in request.session and not is_asked_by_itself:
            stamp(request.session)


@transaction.atomic
def _end(request: HttpRequest) -> None:
    """Whoever asks for the user from here on finds nobody. Of two requests, one writes it down."""
    session = request.session
    ended, _ = Session.objects.filter(session_key=session.session_key).delete()
    if ended:
        user = User.objects.filter(pk=session[SESSION_KEY]).first()
        write_session_ended(request, user, end_reason(session))
    session.flush()
