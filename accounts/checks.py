"""A misspelt role would quietly ask nobody for a second factor; half a provider, let nobody in."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.enums import Role
from accounts.single_sign_on import is_on, is_protected


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


@register
def single_sign_on_is_whole(**_: Any) -> list[CheckMessage]:
    needed = {
        "TSUNAGI_OIDC_ISSUER": settings.OIDC_ISSUER,
        "TSUNAGI_OIDC_CLIENT_ID": settings.OIDC_CLIENT_ID,
        "TSUNAGI_OIDC_CLIENT_SECRET": settings.OIDC_CLIENT_SECRET,
    }
    missing = [name for name, value in needed.items() if not value]
    found: list[CheckMessage] = []
    if missing and len(missing) < len(needed):
        message = f"統合認証の設定が足りません：{'、'.join(missing)}"
        found.append(Error(message, id="accounts.E002"))
    if settings.OIDC_ISSUER and not is_protected(settings.OIDC_ISSUER):
        message = "TSUNAGI_OIDC_ISSUER は https:// で始まる必要があります。"
        found.append(Error(message, id="accounts.E003"))
    if settings.OIDC_ONLY and not is_on():
        message = "TSUNAGI_OIDC_ONLY は、統合認証を設定してから使ってください。"
        found.append(Error(message, id="accounts.E004"))
    return found
