"""What a session knows of itself: since when, from where, last used when.

Written into the session at sign-in, so that every way of signing in has it.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import browser_kind, client_address
from accounts.enums import Reason
from accounts.models import SignInSession, User

SIGNED_IN, ACTIVE, ADDRESS, BROWSER = "signed_in", "active", "address", "browser"
FACTOR_PENDING = "factor_pending"
FACTOR_AT_PROVIDER = "factor_at_provider"
STAMP_EVERY = 60  # seconds: a session is not written at each request


@dataclass(frozen=True)
class Device:
    """One session as its owner sees it."""

    signed_in: datetime
    active: datetime
    address: str
    browser: str
    is_this: bool


def begin(request: HttpRequest, user: User) -> None:
    now = int(time.time())
    request.session[SIGNED_IN] = request.session[ACTIVE] = now
    request.session[ADDRESS] = client_address(request) or ""
    request.session[BROWSER] = browser_kind(request)
    SignInSession.objects.of(user.pk).forget_ended()
    register(request, user)


def register(request: HttpRequest, user: User) -> None:
    """Note whose session this is: again after each change of its key."""
    SignInSession.objects.get_or_create(
        session_key=request.session.session_key, defaults={"user": user}
    )


def renew_key(request: HttpRequest, user: User) -> None:
    """A session that may do more from now on gets a new key."""
    request.session.cycle_key()
    SignInSession.objects.of(user.pk).forget_ended()
    register(request, user)


def seconds_left(session: Any) -> int:
    """Until the session ends without activity or by its age; not positive when it is over."""
    return int(min(_idle_left(session), _age_left(session)))


def end_reason(session: Any) -> Reason:
    """Which of the two ends came first, of a session that is over."""
    return Reason.IDLE if _idle_left(session) <= _age_left(session) else Reason.AGED


def _idle_left(session: Any) -> float:
    return float(session.get(ACTIVE, 0) + settings.IDLE_MINUTES * 60 - time.time())


def _age_left(session: Any) -> float:
    end = session.get(SIGNED_IN, 0) + settings.LONGEST_SESSION_HOURS * 3600
    return float(end - time.time())


def stamp(session: Any) -> None:
    now = int(time.time())
    if now - session.get(ACTIVE, 0) >= STAMP_EVERY:
        session[ACTIVE] = now


def devices_of(user: User, *, this_key: str | None) -> list[Device]:
    """The user's sessions that are not over, this one first."""
    keys = SignInSession.objects.of(user.pk).values("session_key")
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    found = []
    for row in stored:
        data = SessionStore().decode(row.session_data)
        if seconds_left(data) > 0:
            found.append(_device(data, is_this=row.session_key == this_key))
    return sorted(found, key=lambda device: (not device.is_this, -device.active.timestamp()))


def _device(data: dict[str, Any], *, is_this: bool) -> Device:
    return Device(
        signed_in=datetime.fromtimestamp(data[SIGNED_IN], UTC),
        active=datetime.fromtimestamp(data[ACTIVE], UTC),
        address=data[ADDRESS],
        browser=data[BROWSER],
        is_this=is_this,
    )
