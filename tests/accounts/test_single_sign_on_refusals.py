"""What opens nothing: answers that are not the provider's, and people who are nobody here."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts.actions import set_active
from accounts.models import AuditEvent, RoleGrant, User
from tests.accounts import provider as signatures
from tests.accounts.test_single_sign_on import (
    BEGIN,
    CALLBACK,
    begin,
    come_back,
    is_in,
    refused,
    sign_ins,
    sign_on,
)
from tests.factories import ExternalIdentityFactory


def test_a_stranger_learns_the_number_to_tell_and_nothing_is_created(client, provider, consultant):
    ExternalIdentityFactory(user=consultant, subject=provider.subject)  # of another issuer
    provider.claims = {
        "email": "consultant@example.lg.jp",
        "preferred_username": consultant.username,
    }
    before = User.objects.count()

    response = sign_on(client, provider)

    assert response.status_code == 403
    assert provider.subject in response.content.decode()
    assert "システム管理者にお伝え" in response.content.decode()
    assert sign_ins() == [("failed", None, "unknown_subject")]
    assert not AuditEvent.objects.filter(action="request").exists()
    assert User.objects.count() == before


@pytest.mark.usefixtures("linked")
class TestRefusals:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"iss": "https://login.example.org"},
            {"iss": None},
            {"aud": "another"},
            {"aud": ["another", "third"], "azp": signatures.CLIENT_ID},
            {"aud": [signatures.CLIENT_ID, "another"], "azp": "another"},
            {"aud": None},
            {"exp": 1_700_000_000},
            {"exp": None},
            {"iat": None},
            {"iat": 4_000_000_000},
            {"sub": None},
            {"sub": ""},
            {"sub": 7},
            {"amr": "mfa"},
        ],
        ids=str,
    )
    def test_a_claim_that_is_not_as_it_must_be(self, client, provider, claims):
        provider.claims = claims

        response = sign_on(client, provider)

        assert (response.status_code, refused(response)) == (400, True)
        assert not is_in(client)
        assert sign_ins() == [("failed", None, "not_verified")]

    @pytest.mark.parametrize(
        "sign",
        [
            signatures.with_a_strange_key,
            signatures.with_the_shared_secret,
            signatures.with_the_public_key_as_a_secret,
            signatures.with_altered_claims,
            signatures.with_a_key_of_its_own,
            signatures.not_at_all,
            lambda _claims: "no token",
            None,
        ],
        ids=["strange", "secret", "public", "altered", "own", "none", "garbage", "missing"],
    )
    def test_a_signature_that_is_not_the_providers(self, client, provider, sign):
        provider.sign = sign

        response = sign_on(client, provider)

        assert (response.status_code, refused(response)) == (400, True)
        assert sign_ins() == [("failed", None, "not_verified")]

    @pytest.mark.parametrize("query", [{}, {"state": "another"}, {"error": "access_denied"}])
    def test_an_answer_to_nothing_that_was_asked(self, client, query):
        begin(client)

        response = client.get(reverse(CALLBACK), {"code": "x", **query})

        assert (response.status_code, refused(response)) == (400, True)
        assert sign_ins() == [("failed", None, "not_verified")]

    def test_an_answer_in_another_browser(self, client, client_at, provider):
        address = provider.authorize(begin(client))

        assert come_back(client_at("192.0.2.5"), address).status_code == 400

    def test_an_answer_that_comes_twice(self, client, provider):
        address = provider.authorize(begin(client))
        come_back(client, address)
        client.post(reverse("accounts:sign_out"))

        assert come_back(client, address).status_code == 400
        assert not is_in(client)

    def test_a_code_that_was_used_already(self, client, provider):
        first = provider.authorize(begin(client))
        second = provider.authorize(begin(client))
        come_back(client, first)
        used = parse_qs(urlsplit(first).query)["code"][0]
        state = parse_qs(urlsplit(second).query)["state"][0]
        client.post(reverse("accounts:sign_out"))

        response = client.get(reverse(CALLBACK), {"code": used, "state": state})

        assert response.status_code == 400
        assert not is_in(client)

    def test_a_link_that_was_ended(self, client, provider, linked, system_administrator):
        identity = linked.external_identities.get()
        identity.unlink(by=system_administrator, at=identity.linked_at)

        assert sign_on(client, provider).status_code == 403

    def test_a_suspended_account(self, client, provider, linked):
        set_active(linked, is_active=False)

        response = sign_on(client, provider)

        assert response.status_code == 403
        assert provider.subject not in response.content.decode()
        assert sign_ins() == [("failed", linked.pk, "suspended")]
        assert not is_in(client)

    def test_a_suspension_ends_the_session(self, client, provider):
        sign_on(client, provider)
        User.objects.update(is_active=False)

        assert not is_in(client)

    def test_an_account_without_a_role_sees_what_it_sees_with_a_password(self, client, provider):
        RoleGrant.objects.all().delete()
        sign_on(client, provider)

        assert client.get(reverse("home")).templates[0].name == "no_role.html"

    def test_a_session_is_over_when_the_provider_is_switched_off(self, client, provider, settings):
        sign_on(client, provider)
        settings.OIDC_ISSUER = ""

        assert not is_in(client)

    def test_strangers_of_one_address_lock_nobody_out(self, client, provider):
        subject, provider.subject = provider.subject, "stranger"
        for _ in range(6):
            sign_on(client, provider)
        provider.subject = subject

        sign_on(client, provider)

        assert is_in(client)


@pytest.mark.parametrize(
    ("place", "status"),
    [("/.well-known/openid-configuration", 503), ("/token", 400), ("/jwks", 503)],
)
def test_a_provider_that_sends_elsewhere_is_not_followed(client, provider, place, status):
    provider.moves = {place}

    known = place != "/.well-known/openid-configuration"
    response = sign_on(client, provider) if known else client.get(reverse(BEGIN))

    assert response.status_code == status
    assert provider.followed is False
    assert not is_in(client)
