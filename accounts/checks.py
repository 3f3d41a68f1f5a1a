"""A misspelt role would quietly ask nobody for a second factor."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.enums import Role


@register
def totp_roles_exist(**_: Any) -> list[CheckMessage]:
    unknown = sorted(set(settings.TOTP_ROLES) - set(Role.values))
    if not unknown:
        return []
    return [
        Error(
            f"TSUNAGI_TOTP_ROLES に、ない役割があります：{'、'.join(unknown)}",
            hint=f"使える役割：{'、'.join(Role.values)}",
            id="accounts.E001",
        )
    ]
