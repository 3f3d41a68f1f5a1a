"""Single sign-on: the good way in, and everything that opens nothing."""

import time
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import AuditEvent
from accounts.sessions import ACTIVE
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of
from tests.factories import UserFactory

BEGIN, CALLBACK = "accounts:single_sign_on", "accounts:single_sign_on_callback"
SIGN_IN = "accounts:sign_in"


def begin(client, **query):
    return client.get(reverse(BEGIN), query).url


def come_back(client, address):
    parts = urlsplit(address)
    # The one GET that writes: by the protocol, the provider sends the browser back with it.
    return Client.get(client, f"{parts.path}?{parts.query}")


def sign_on(client, provider, **query):
    return come_back(client, provider.authorize(begin(client, **query)))


def is_in(client):
    return client.get(reverse("consultations:today")).status_code == 200


def sign_ins():
    """What the trail says of signing in, the newest last."""
    found = AuditEvent.objects.filter(action="sign_in").order_by("pk")
    return [(event.outcome, event.actor_id, event.reason) for event in found]


def refused(response):
    return response.templates[0].name == "accounts/single_sign_on_refused.html"


def test_the_provider_signs_in_whom_it_is_linked_to(client, provider, linked):
    asked = reverse("consultations:consultation_list")

    response = sign_on(client, provider, next=asked)

    assert response.url == asked
    assert is_in(client)
    assert sign_ins() == [("done", linked.pk, "")]
    [event] = AuditEvent.objects.filter(action="sign_in")
    assert (event.role, event.details) == ("consultant", {"single_sign_on": True})
    assert provider.subject not in str(AuditEvent.objects.values_list())
    [sent] = provider.asked
    assert {"state", "nonce", "code_challenge"} <= set(sent)


def test_the_session_gets_a_new_key(client, provider, linked):
    address = provider.authorize(begin(client))
    before = client.session.session_key

    come_back(client, address)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_sign_in_page_offers_it_and_forms_still_stay_here(client, provider):
    page = client.get(reverse(SIGN_IN), {"next": "/subsidies/?a=1&b=2"})

    assert "統合認証でサインインする" in page.content.decode()
    assert "next=%2Fsubsidies%2F%3Fa%3D1%26b%3D2" in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"


def test_without_settings_there_is_none(client):
    assert "統合認証" not in client.get(reverse(SIGN_IN)).content.decode()
    for name in (BEGIN, CALLBACK):
        assert "統合認証は使われていません" in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("next_url", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(client, provider, linked, next_url):
    assert sign_on(client, provider, next=next_url).url == reverse("home")


@pytest.mark.usefixtures("linked")
class TestProvider:
    def test_one_that_is_down_is_told(self, client, provider):
        provider.is_down = True

        response = client.get(reverse(BEGIN))

        assert response.status_code == 503
        assert "接続できませんでした" in response.content.decode()
        assert sign_ins() == []
        provider.is_down = False
        sign_on(client, provider)
        assert is_in(client)

    def test_one_that_goes_away_meanwhile(self, client, provider):
        address = provider.authorize(begin(client))
        provider.is_down = True

        assert come_back(client, address).status_code == 503
        assert sign_ins() == [("failed", None, "unavailable")]

    @pytest.mark.parametrize(
        "discovery",
        [
            {"issuer": "https://login.example.org"},
            {"token_endpoint": None},
            {"token_endpoint": "http://login.example.org/token"},
        ],
    )
    def test_one_that_says_something_else_of_itself(self, client, provider, discovery):
        provider.discovery = discovery

        assert client.get(reverse(BEGIN)).status_code == 503

    def test_signing_out_offers_to_sign_out_there_too(self, client, provider, linked):
        sign_on(client, provider)

        page = client.post(reverse("accounts:sign_out"))

        assert page.context["end_session_url"].startswith(f"{provider.issuer}/end?client_id=")
        assert "統合認証からもサインアウトする" in page.content.decode()
        assert not is_in(client)
        [event] = AuditEvent.objects.filter(action="sign_out")
        assert event.actor_id == linked.pk

    def test_signing_out_where_the_provider_has_no_such_place(self, client, provider):
        provider.discovery = {"end_session_endpoint": None}
        sign_on(client, provider)

        assert client.post(reverse("accounts:sign_out")).url == reverse(SIGN_IN)

    def test_a_sign_in_of_long_ago_is_not_enough_if_the_office_says_so(
        self, client, provider, settings
    ):
        settings.OIDC_MAX_AGE_MINUTES = 15
        for claims in ({"auth_time": int(time.time()) - 3600}, {"auth_time": None}):
            provider.claims = claims
            assert sign_on(client, provider).status_code == 400
        provider.claims = {}

        sign_on(client, provider)

        assert is_in(client)
        assert provider.asked[-1]["max_age"] == "900"

    def test_sign_ins_begun_and_not_finished_do_not_pile_up(self, client, provider):
        for _ in range(8):
            address = begin(client)
        begun = [key for key in client.session.keys() if key.startswith("_state_")]  # noqa: SIM118 -- a session is no dictionary

        assert len(begun) == 5
        come_back(client, provider.authorize(address))
        assert is_in(client)


class TestSecondFactor:
    @pytest.fixture
    def consultants_need_it(self, settings, linked):
        settings.TOTP_ROLES = frozenset({Role.CONSULTANT})
        TOTPDevice.objects.create(user=linked, name="認証アプリ", key=KEY)

    @pytest.mark.parametrize("claims", [{}, {"amr": ["mfa", "pwd"], "acr": "high"}])
    @pytest.mark.usefixtures("consultants_need_it")
    def test_ours_is_asked_for_unless_the_office_believes_the_provider(
        self, client, provider, claims
    ):
        provider.claims = claims
        sign_on(client, provider)
        assert not is_in(client)

        client.post(reverse("accounts:second_factor"), {"code": code_of(KEY)})

        assert is_in(client)

    @pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "high"}])
    @pytest.mark.usefixtures("consultants_need_it")
    def test_the_providers_is_enough_if_the_office_says_so(
        self, client, provider, claims, settings
    ):
        settings.OIDC_SECOND_FACTOR = frozenset({"mfa", "high"})
        provider.claims = claims
        sign_on(client, provider)
        assert is_in(client)
        client.post(reverse("accounts:sign_out"))

        provider.claims = {"amr": ["pwd"], "acr": "low"}
        sign_on(client, provider)

        assert not is_in(client)

    def test_an_initial_password_is_not_in_the_way(self, client, provider, linked):
        linked.must_change_password = True
        linked.save()

        sign_on(client, provider)

        assert is_in(client)


@pytest.mark.usefixtures("provider")
class TestOnly:
    @pytest.fixture
    def password(self, settings, with_password, consultant, system_administrator):
        """Signs in with a password: `password(client, user)`."""
        settings.OIDC_ONLY = frozenset({system_administrator.username, consultant.username})
        for user in (consultant, system_administrator):
            with_password(user)

        def sign_in(client, user):
            data = {"username": user.username, "password": PASSWORD}
            return client.post(reverse(SIGN_IN), data)

        return sign_in

    def test_named_administrators_alone_use_a_password(
        self, client, password, consultant, system_administrator, with_password
    ):
        other = with_password(UserFactory())

        assert password(client, consultant).status_code == 200  # named, but no administrator
        assert password(client, other).status_code == 200
        assert "あらかじめ決められたシステム管理者" in client.get(reverse(SIGN_IN)).content.decode()
        assert password(client, system_administrator).status_code == 302

    @pytest.mark.usefixtures("linked", "password")
    def test_everybody_else_comes_by_the_provider(self, client, provider):
        sign_on(client, provider)

        assert is_in(client)


def test_a_session_over_while_typing_is_renewed_in_another_tab(client, provider, linked):
    sign_on(client, provider)
    page = client.get(reverse("consultations:today")).content.decode()
    assert "統合認証でサインインする（新しいタブ）" in page
    assert 'name="password"' not in page
    session = client.session
    session[ACTIVE] -= 31 * 60
    session.save()
    assert client.get(reverse("accounts:session_status")).json()["user"] is None

    done = sign_on(client, provider, next=reverse("accounts:single_sign_on_done"))

    assert "元の画面に戻って" in client.get(done.url).content.decode()
    assert client.get(reverse("accounts:session_status")).json()["user"] == str(linked.pk)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"OIDC_ISSUER": "https://login.example.lg.jp"}, ["accounts.E002"]),
        ({"OIDC_ONLY": frozenset({"kanri"})}, ["accounts.E004"]),
        (
            {
                "OIDC_ISSUER": "http://login.example.lg.jp",
                "OIDC_CLIENT_ID": "x",
                "OIDC_CLIENT_SECRET": "x",
            },
            ["accounts.E003"],
        ),
    ],
)
def test_settings_that_let_nobody_in_are_told_at_the_start(settings, values, found):
    for name, value in values.items():
        setattr(settings, name, value)

    told = [message.id for message in run_checks() if message.id.startswith("accounts.")]
    assert told == found
