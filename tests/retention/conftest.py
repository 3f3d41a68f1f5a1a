import pytest

from accounts.enums import Role
from tests.factories import RoleGrantFactory, UserFactory
from tests.retention.family import agreed, family, rules_for


@pytest.fixture
def second_officer(municipality):
    """Another 所管課, who approves what the first one proposes."""
    user = UserFactory(username="second-officer", name="見本 次席")
    RoleGrantFactory(user=user, role=Role.MUNICIPAL_OFFICER, municipality=municipality)
    return user


@pytest.fixture
def rules(municipality):
    rules_for(municipality)


@pytest.fixture
def author():
    return UserFactory(name="見本 記録")


@pytest.fixture
def people(center, author):
    return family(center, author)


@pytest.fixture
def approved(rules, municipality, people, municipal_officer, second_officer):
    return agreed(municipality, municipal_officer, second_officer)
