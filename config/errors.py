"""Answers to what goes wrong below the views: plain pages that show nothing of what was asked."""

import logging
import sys

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from shared.pdf import PrintingBusyError, TooMuchToPrintError

logger = logging.getLogger("tsunagi.refused")

UNREADABLE, TOO_LARGE, TOO_MUCH, FAULT, BUSY = 400, 413, 422, 500, 503
RETRY_AFTER_SECONDS = "10"


def answer_for(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """None for a fault of ours."""
    match exception:
        case OperationalError() | InterfaceError() | PrintingBusyError():
            return _busy(request, exception)
        case DataError() | UnicodeEncodeError():
            logger.warning("%s %s: %s", request.method, request.path, type(exception).__name__)
            return _page("400.html", status=UNREADABLE)
        case TooMuchToPrintError():
            logger.warning("%s %s: too much to print", request.method, request.path)
            return _page("unprintable.html", status=TOO_MUCH)
    return None


def _busy(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No connection or place free, or waiting was given up: nothing was stored."""
    cause = exception.__cause__ or exception
    logger.error("%s %s: %s", request.method, request.path, type(cause).__name__)
    response = _page("503.html", status=BUSY)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    logger.warning("%s %s: too large", request.method, request.path)
    return _page("413.html", status=TOO_LARGE)


def _page(template: str, *, status: int) -> HttpResponse:
    """Without the request: its user would be another question to the database."""
    return HttpResponse(render_to_string(template), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django names it
    """What could not be read is not read again: not by a context processor either."""
    return _page("400.html", status=UNREADABLE)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for what a middleware met, which no `process_exception` sees."""
    found = answer_for(request, sys.exc_info()[1])
    return found or _page("500.html", status=FAULT)
