import pytest

from tests.conftest import StrictClient

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
