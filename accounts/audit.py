"""Writes the audit trail: one insert for one entry, in the transaction of what it tells about."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connection
from django.http import HttpRequest
from psycopg.types.json import Jsonb

from accounts.enums import Reason
from accounts.single_sign_on import is_external
from accounts.throttling import sign_ins_sprayed
from shared import audit
from shared.audit import Action, Entry, Outcome

# Number and time are the database's to give.
INSERT = """
INSERT INTO accounts_auditevent (
    actor_id, role, municipality_id, action, outcome, target_kind, target_ids, count, reason,
    request_id, source, details
) VALUES (%s, %s, %s, %s, %s, %s, %s::bigint[], %s, %s, %s, %s, %s)
"""
REFUSALS = {403: Outcome.REFUSED, 404: Outcome.NOT_FOUND}
LARGEST = 2**63 - 1  # what a column holds; an address may name any number


def write(request: HttpRequest | None, entry: Entry) -> None:
    actor = entry.actor or getattr(request, "user", None)
    grants = getattr(actor, "roles_held", [])  # an anonymous visitor holds none
    values: list[Any] = [
        getattr(actor, "pk", None),
        ",".join(dict.fromkeys(grant.role for grant in grants)),
        entry.municipality_id or _only_municipality(grants),
        str(entry.action),
        str(entry.outcome),
        entry.target_kind,
        list(entry.target_ids),
        entry.count,
        entry.reason,
        getattr(request, "audit_id", None),
        _source(request),
        Jsonb(dict(entry.details)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def _only_municipality(grants: list[Any]) -> int | None:
    found = {grant.municipality_id for grant in grants}
    return found.pop() if len(found) == 1 else None


def _source(request: HttpRequest | None) -> str | None:
    """Behind a proxy, the address that the proxy itself saw: the last one named."""
    if request is None:
        return None
    source = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        source = request.META.get("HTTP_X_FORWARDED_FOR", source).rsplit(",", 1)[-1]
    try:
        return str(ip_address(source.strip()))
    except ValueError:
        return None  # a socket has no address


def write_signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    details = {"single_sign_on": True} if is_external(request.session) else {}
    write(request, Entry(action=Action.SIGN_IN, actor=user, details=details))


def write_signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        write(request, Entry(action=Action.SIGN_OUT, actor=user))


def write_sign_in_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """Of an account that exists, its number; never what was typed, which may be a password."""
    user = get_user_model().objects.filter(username=credentials.get("username") or "").first()
    _write_afterwards(request, Entry(action=Action.SIGN_IN, outcome=Outcome.FAILED, actor=user))


def sign_in_refused(request: HttpRequest, reason: Reason, user: Any = None) -> None:
    """Past the password, or without one: the provider's number of a stranger is not kept."""
    entry = Entry(action=Action.SIGN_IN, outcome=Outcome.FAILED, actor=user, reason=reason)
    _write_afterwards(request, entry)


def write_second_factor(request: HttpRequest, user: Any) -> None:
    write(request, Entry(action=Action.SIGN_IN, actor=user, details={"second_factor": True}))


def write_session_ended(request: HttpRequest, user: Any, reason: Reason) -> None:
    """By a limit, not by the person: noticed when the browser asks again."""
    write(request, Entry(action=Action.SIGN_OUT, actor=user, reason=reason))


def write_spraying(address: str | None, failures: int, **_: Any) -> None:
    """The failures themselves have their entries; this one is for the auditor to see."""
    write(
        None,
        Entry(
            action=Action.SIGN_IN,
            outcome=Outcome.REFUSED,
            count=failures,
            reason=Reason.SPRAYED,
            details={"address": address},
        ),
    )


def _write_afterwards(request: HttpRequest | None, entry: Entry) -> None:
    afterwards: list[Entry] | None = getattr(request, "audit_afterwards", None)
    if afterwards is None:
        write(request, entry)
    else:
        afterwards.append(entry)  # stays even if the request is rolled back


def refusal(request: HttpRequest, status: int) -> Entry | None:
    """What was asked for without right, or beyond one's reach; an address without a page is not."""
    match = request.resolver_match
    if match is None or status not in REFUSALS:
        return None
    numbers = [value for name, value in match.kwargs.items() if name.endswith("pk")]
    return Entry(
        action=Action.REQUEST,
        outcome=REFUSALS[status],
        target_ids=[number for number in numbers if number <= LARGEST],
        details={"url": match.view_name, "method": request.method},
    )


def connect() -> None:
    """At start-up: the port of all apps, and Django's word of sign-ins."""
    audit.write_with(write)
    user_logged_in.connect(write_signed_in, dispatch_uid="audit")
    user_logged_out.connect(write_signed_out, dispatch_uid="audit")
    user_login_failed.connect(write_sign_in_failed, dispatch_uid="audit")
    sign_ins_sprayed.connect(write_spraying, dispatch_uid="audit")
