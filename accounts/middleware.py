import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from accounts.audit import refusal, write
from accounts.session_life import USER_HEADER
from shared.audit import Entry


def is_in_background(request: HttpRequest) -> bool:
    return bool(
        request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Mode") == "cors"
    )


def session_expired() -> HttpResponse:
    return HttpResponse(status=401, headers={"HX-Trigger": "session-expired"})


class AuditMiddleware:
    """Numbers each request, and writes its refusal when the request's own transaction is over.

    It stands outside of whatever opens that transaction: a refusal survives the rollback.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.audit_id = uuid.uuid4()  # type: ignore[attr-defined]  # a request carries it
        entries: list[Entry] = []
        request.audit_afterwards = entries  # type: ignore[attr-defined]  # a request carries it
        response = self.get_response(request)
        if not entries and (refused := refusal(request, response.status_code)):
            entries.append(refused)  # a sign-in that was refused has its entry already
        if entries:
            with transaction.atomic():
                for entry in entries:
                    write(request, entry)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default. A background request is told so with 401 and keeps the page's text."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        response = super().process_view(request, view_func, view_args, view_kwargs)
        page_of = request.headers.get(USER_HEADER)
        # On a shared PC somebody else has signed in meanwhile: this page's text is not theirs.
        is_anothers = page_of and request.user.is_authenticated and page_of != str(request.user.pk)
        if response is None and is_anothers and getattr(view_func, "login_required", True):
            return session_expired()
        return response

    def handle_no_permission(  # type: ignore[override]  # 401 is no redirect
        self,
        request: HttpRequest,
        view_func: object,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponseBase:
        if is_in_background(request):
            return session_expired()
        # The page asked for is offered again, never a form's data: that is in the draft.
        path = request.get_full_path() if request.method == "GET" else resolve_url("home")
        return redirect_to_login(path, resolve_url(settings.LOGIN_URL))
