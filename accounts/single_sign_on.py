"""Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce.

authlib speaks the protocol. Here: which provider, what of its word is believed, and that only
issuer and subject say who somebody is.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpRequest
from joserfc.errors import JoseError

from accounts.enums import Reason
from accounts.models import ExternalIdentity, User

BACKEND = "accounts.backends.ExternalIdentityBackend"
NAME = "provider"
DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Signatures of a key that only the provider holds: neither `none` nor a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
PATIENCE = 5  # seconds; the request's transaction waits with it
LEEWAY = 60  # seconds by which two clocks may differ
MOST_BEGUN = 5  # sign-ins begun and not finished, in one session
MALFORMED = (OAuthError, JoseError, ValueError, TypeError, KeyError, RuntimeError)


class ProviderUnavailableError(Exception):
    """The provider does not answer, or not with what it has to."""


class SignOnRefusedError(Exception):
    """Nobody is signed in; `reason` is what the audit trail keeps of it."""

    def __init__(self, reason: Reason, *, subject: str = "", user: User | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject
        self.user = user


class _Session(OAuth2Session):
    """Goes where the provider's description says and nowhere else: a redirect is an answer."""

    def request(self, *args: Any, **options: Any) -> Any:
        return super().request(*args, **options | {"allow_redirects": False})


class _Client(DjangoOAuth2App):
    client_cls = _Session


@dataclass(frozen=True)
class SignedOn:
    """Whom the provider vouches for, and where the sign-in was begun."""

    user: User
    next_url: str
    has_second_factor: bool


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET)


def is_external(session: Any) -> bool:
    """Whether this session was opened by single sign-on."""
    return bool(session.get(BACKEND_SESSION_KEY) == BACKEND)


def is_protected(url: str) -> bool:
    """https, or a provider on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)


def begin(request: HttpRequest, *, callback: str, next_url: str) -> str:
    """The provider's address to go to; raises ProviderUnavailableError."""
    client = _client()
    asked: dict[str, Any] = {}
    if settings.OIDC_MAX_AGE_MINUTES:
        asked["max_age"] = settings.OIDC_MAX_AGE_MINUTES * 60
    made = client.create_authorization_url(callback, **asked)
    _forget_oldest(request.session)
    client.save_authorize_data(request, redirect_uri=callback, next_url=next_url, **made)
    return str(made["url"])


def finish(request: HttpRequest) -> SignedOn:
    """Whoever comes back from the provider.

    Raises SignOnRefusedError, or ProviderUnavailableError when it cannot be asked.
    """
    client = _client()
    begun = client.framework.get_state_data(request.session, request.GET.get("state")) or {}
    try:
        token = client.authorize_access_token(request, claims_options=_expected(), leeway=LEEWAY)
    except requests.RequestException as error:
        raise ProviderUnavailableError from error
    except MALFORMED as error:
        raise SignOnRefusedError(Reason.NOT_VERIFIED) from error
    claims = token.get("userinfo")
    if not claims or not _is_recent(claims):
        raise SignOnRefusedError(Reason.NOT_VERIFIED)
    return SignedOn(_user_of(claims["sub"]), begun.get("next_url", ""), _has_factor(claims))


def end_session_url(back: str) -> str:
    """Where the provider's own session is ended; empty if it has no such place."""
    try:
        address = _client().server_metadata.get("end_session_endpoint", "")
    except ProviderUnavailableError:
        return ""
    if not is_protected(address):
        return ""
    query = urlencode({"client_id": settings.OIDC_CLIENT_ID, "post_logout_redirect_uri": back})
    return f"{address}{'&' if urlsplit(address).query else '?'}{query}"


def _client() -> Any:
    return _client_of(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=1)
def _client_of(issuer: str, client_id: str, client_secret: str) -> Any:
    """Asked once in a process; a failure is not kept."""
    metadata = _metadata(issuer)
    methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return OAuth().register(
        NAME,
        client_cls=_Client,
        client_id=client_id,
        client_secret=client_secret,
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
            "token_endpoint_auth_method": "client_secret_basic"
            if "client_secret_basic" in methods
            else "client_secret_post",
        },
        **metadata,
    )


def _metadata(issuer: str) -> dict[str, Any]:
    """What the provider says of itself, as far as it is used here."""
    try:
        answer = requests.get(
            issuer.rstrip("/") + DISCOVERY, timeout=PATIENCE, allow_redirects=False
        )
        answer.raise_for_status()
        told: Mapping[str, Any] = answer.json()
        addresses = {name: str(told[name]) for name in NEEDED}
    except (requests.RequestException, *MALFORMED) as error:
        raise ProviderUnavailableError from error
    if told.get("issuer") != issuer or not all(map(is_protected, addresses.values())):
        raise ProviderUnavailableError
    kept = ("end_session_endpoint", "token_endpoint_auth_methods_supported")
    return {
        "issuer": issuer,
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        **addresses,
        **{name: told[name] for name in kept if told.get(name)},
    }


def _expected() -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }


def _is_recent(claims: Mapping[str, Any]) -> bool:
    """Whether the sign-in at the provider is as young as was asked for."""
    if not settings.OIDC_MAX_AGE_MINUTES:
        return True
    at = claims.get("auth_time")
    oldest = time.time() - settings.OIDC_MAX_AGE_MINUTES * 60 - LEEWAY
    return isinstance(at, int | float) and at >= oldest


def _has_factor(claims: Mapping[str, Any]) -> bool:
    told = {str(each) for each in (claims.get("acr"), *(claims.get("amr") or []))}
    return bool(settings.OIDC_SECOND_FACTOR & told)


def _user_of(subject: str) -> User:
    """Never by e-mail or name: those are given to somebody else one day."""
    identities = ExternalIdentity.objects.linked().select_related("user")
    found = identities.filter(issuer=settings.OIDC_ISSUER, subject=subject).first()
    if found is None:
        raise SignOnRefusedError(Reason.UNKNOWN_SUBJECT, subject=subject)
    return found.user


def _forget_oldest(session: Any) -> None:
    begun = [key for key in session.keys() if key.startswith(f"_state_{NAME}_")]  # noqa: SIM118 -- no dict
    for key in sorted(begun, key=lambda key: session[key]["exp"])[: -MOST_BEGUN + 1]:
        del session[key]
