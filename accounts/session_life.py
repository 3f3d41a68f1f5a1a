"""A session ends on the server: without activity, by its age, or when it is another person's."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from accounts.sessions import seconds_left, stamp

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
        if "_auth_user_id" in request.session and seconds_left(request.session) <= 0:
            request.session.flush()  # whoever asks for the user from here on finds nobody
        stands = "_auth_user_id" in request.session
        response = self.get_response(request)
        if stands and "_auth_user_id" not in request.session:
            # Signed out by choice: shared PCs. Not after a time-out, when Back brings text again.
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_view(self, request: HttpRequest, view_func: View, *_: Any) -> None:
        is_asked_by_itself = getattr(view_func, "is_no_activity", False)
        if "_auth_user_id" in request.session and not is_asked_by_itself:
            stamp(request.session)
