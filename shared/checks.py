"""Deployment checks that ask the database who we are there."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

_ASK = """
SELECT r.rolsuper OR r.rolbypassrls,
       EXISTS (SELECT FROM pg_class AS c
               WHERE c.relowner = r.oid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace)
FROM pg_roles AS r WHERE r.rolname = %s
"""


@register(Tags.security, deploy=True)
def application_role_is_bound(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    """Row-level security binds neither a superuser nor whoever may switch it off."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ASK, [settings.APPLICATION_ROLE])
            found = cursor.fetchone()
    except DatabaseError:
        return []  # without a database there is nothing to ask; whoever serves will notice
    if found is None:
        return []
    goes_past, owns = found
    hint = (
        "docs/operations.md の Database roles にある手順で、所有者とは別のロールを作ってください。"
    )
    messages: list[CheckMessage] = []
    if goes_past:
        messages.append(
            Error(
                "アプリケーションのロールに行単位の制限が効きません。", hint=hint, id="shared.E001"
            )
        )
    if owns:
        messages.append(
            Error("アプリケーションのロールが表を所有しています。", hint=hint, id="shared.E002")
        )
    return messages
