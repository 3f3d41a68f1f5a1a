import itertools
import re

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from shared.municipal_context import EVERYTHING, told
from tests.access.watch import UNPRINTED
from tests.factories import (
    CenterFactory,
    MunicipalityFactory,
    RoleGrantFactory,
    UserFactory,
)

STRAY_MARKUP = re.compile(r"{{|{%|<script>| on[a-z]+=\"| style=\"")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE)
SESSION_TABLE = '"django_session"'
AUDIT_ENTRY = "INSERT INTO accounts_auditevent ("


class StrictClient(Client):
    """A client that fails on what nobody would notice: a GET that writes, stray markup."""

    def get(self, *args, **kwargs):
        with connection.execute_wrapper(_refuse_writes):
            return super().get(*args, **kwargs)

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            _refuse_faulty_page(response.content.decode())
        return response


def _refuse_faulty_page(page):
    found = STRAY_MARKUP.search(page)
    assert found is None, f"stray markup: {found and found.group()}"
    forms, tokens = page.count('method="post"'), page.count('name="csrfmiddlewaretoken"')
    assert forms == tokens, f"{forms} forms to post, {tokens} tokens"


def _refuse_writes(execute, sql, params, many, context):
    is_kept = SESSION_TABLE in sql or sql.strip().startswith(AUDIT_ENTRY)
    assert not WRITES.match(sql) or is_kept, f"a GET wrote: {sql}"
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _database(db):
    """Every test may use the database, and itself sees every municipality.

    A request that it sends sees those of its own user only: the middleware says so.
    """
    commits = not connection.in_atomic_block
    with told(EVERYTHING, for_session=commits):
        yield


@pytest.fixture(autouse=True)
def _password_alone(settings):
    """Only the tests of the second factor ask for it; others sign in with a password alone."""
    settings.TOTP_ROLES = frozenset()


@pytest.fixture(autouse=True)
def _seals_outside(settings, tmp_path):
    """Seals of a test stand in no file of the office."""
    settings.AUDIT_SEAL_FILE = str(tmp_path / "audit-seals.log")


@pytest.fixture(autouse=True)
def _patient_printing(settings):
    """A busy machine makes a test slow, not wrong."""
    settings.PRINTING_SECONDS = 300


@pytest.fixture(autouse=True)
def _no_printing_by_itself(settings):
    """A test that starts the web server's threads says so of this one as well."""
    settings.PRINT_JOB_SECONDS = 0


@pytest.fixture
def paper(monkeypatch):
    """For whoever looks through every print: its words, without the second that a PDF takes."""
    monkeypatch.setattr("shared.pdf._printed", lambda html, _, **__: UNPRINTED + html.encode())


@pytest.fixture
def client():
    return StrictClient()


@pytest.fixture
def client_for():
    """A signed-in client for any user."""

    def signed_in(user):
        client = StrictClient()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def municipality():
    return MunicipalityFactory()


@pytest.fixture
def center(municipality):
    return CenterFactory(municipality=municipality)


_numbers = itertools.count(1)


def _user_with(role, municipality, center=None):
    user = UserFactory(username=f"{role}{next(_numbers)}", name=f"見本 {Role(role).label}")
    RoleGrantFactory(user=user, role=role, municipality=municipality, center=center)
    return user


@pytest.fixture
def consultant(municipality, center):
    return _user_with(Role.CONSULTANT, municipality, center)


@pytest.fixture
def chief_coordinator(municipality, center):
    return _user_with(Role.CHIEF_COORDINATOR, municipality, center)


@pytest.fixture
def municipal_officer(municipality):
    return _user_with(Role.MUNICIPAL_OFFICER, municipality)


@pytest.fixture
def finance_clerk(municipality):
    return _user_with(Role.FINANCE_CLERK, municipality)


@pytest.fixture
def auditor(municipality):
    return _user_with(Role.AUDITOR, municipality)


@pytest.fixture
def system_administrator(municipality):
    return _user_with(Role.SYSTEM_ADMINISTRATOR, municipality)


@pytest.fixture
def contractor(municipality, center):
    """受託者 of the center of the `center` fixture."""
    return _user_with(Role.CONTRACTOR, municipality, center)
