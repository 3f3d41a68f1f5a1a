"""A request is one transaction that sees the municipalities of the signed-in user.

It stands in the place of ATOMIC_REQUESTS, which ends before a template is rendered: a queryset
that a template evaluates would then find nothing.
"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from shared.municipal_context import REQUEST_SECONDS, municipal_context

SERVER_ERROR = 500


class MunicipalContextMiddleware:
    """The innermost one, so that a transaction holds view and template and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with municipal_context(_municipalities_of(request), seconds=REQUEST_SECONDS):
            response = self.get_response(request)
            if _has_failed(request) or response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, _exception: Exception) -> None:
        """Whatever ends a view early undoes it, also 404; the page that says so may still read."""
        request.has_failed = True  # type: ignore[attr-defined]  # read below


def _has_failed(request: HttpRequest) -> bool:
    return getattr(request, "has_failed", False)


def _municipalities_of(request: HttpRequest) -> set[int]:
    """Of the roles that count today: whoever left a center sees no municipality for it."""
    if not request.user.is_authenticated:
        return set()
    return {grant.municipality_id for grant in request.user.roles_held}
