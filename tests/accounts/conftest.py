import pytest

from accounts import single_sign_on
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.conftest import StrictClient
from tests.factories import ExternalIdentityFactory

PASSWORD = "とても長い合言葉をしっかり覚えました"


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture
def with_password():
    """Give somebody the password of these tests."""

    def give(user):
        user.set_password(PASSWORD)
        user.save()
        return user

    return give


@pytest.fixture
def client_at():
    """A client of its own at an address."""

    def at(address):
        return StrictClient(REMOTE_ADDR=address)

    return at


@pytest.fixture
def provider(settings):
    """A provider of single sign-on, switched on."""
    single_sign_on._client_of.cache_clear()  # noqa: SLF001 -- the next may have the same port
    running = Provider()
    settings.OIDC_ISSUER = running.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    yield running
    running.close()


@pytest.fixture
def linked(provider, consultant):
    """A 相談員 whom the provider's subject signs in."""
    ExternalIdentityFactory(user=consultant, issuer=provider.issuer, subject=provider.subject)
    return consultant
