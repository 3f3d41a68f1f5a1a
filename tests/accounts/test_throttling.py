"""Guessing, spraying, and locking somebody else out."""

import datetime as dt
import logging

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone

from accounts.forms.sign_in import REFUSED
from accounts.hashers import BoundedArgon2PasswordHasher
from accounts.throttling import sign_ins_sprayed
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

SIGN_IN = "accounts:sign_in"


WRONG = "違う合言葉です"


def attempt(client, username, password=WRONG):
    return client.post(reverse(SIGN_IN), {"username": username, "password": password})


def told(response):
    return response.status_code, response.context["form"].non_field_errors()


def test_five_failures_lock_the_account_at_this_address_alone(client_at, with_password, consultant):
    user = with_password(consultant)
    guesser, owner = client_at("192.0.2.1"), client_at("192.0.2.2")
    for _ in range(5):
        attempt(guesser, user.username)

    assert told(attempt(guesser, user.username, PASSWORD)) == (200, [REFUSED])
    assert attempt(owner, user.username, PASSWORD).status_code == 302


def test_the_lock_opens_after_a_while(client, with_password, consultant, settings):
    user = with_password(consultant)
    for _ in range(5):
        attempt(client, user.username)
    long_ago = timezone.now() - dt.timedelta(minutes=settings.LOCK_OUT_MINUTES + 1)
    AccessAttempt.objects.update(attempt_time=long_ago)

    assert attempt(client, user.username, PASSWORD).status_code == 302


def test_known_unknown_inactive_and_locked_names_are_answered_alike(
    client_at, with_password, consultant
):
    known = with_password(consultant)
    inactive = with_password(UserFactory(is_active=False))
    locked = with_password(UserFactory())
    for _ in range(5):
        attempt(client_at("192.0.2.9"), locked.username)

    answers = [
        told(attempt(client_at("192.0.2.1"), known.username)),
        told(attempt(client_at("192.0.2.2"), "dare-mo-inai")),
        told(attempt(client_at("192.0.2.3"), inactive.username, PASSWORD)),
        told(attempt(client_at("192.0.2.9"), locked.username, PASSWORD)),
    ]

    assert answers == [(200, [REFUSED])] * 4


def test_what_was_typed_as_a_name_is_not_kept(client):
    attempt(client, "まちがえて入れた合言葉")

    kept = AccessAttempt.objects.values().get()
    assert "まちがえて" not in str(kept)
    assert "違う合言葉" not in str(kept)
    assert len(kept["username"]) == 64


def test_a_right_password_forgets_the_failures_before(client, with_password, consultant):
    user = with_password(consultant)
    for _ in range(4):
        attempt(client, user.username)
    attempt(client, user.username, PASSWORD)

    assert not AccessAttempt.objects.exists()


@pytest.fixture
def sprayed_address(client_at, settings):
    settings.SPRAYING_LIMIT = 3
    client = client_at("192.0.2.7")
    attempt(client, "namae1")
    attempt(client, "namae2")
    return client


def test_many_names_from_one_address_are_told_to_wait_and_reported(sprayed_address, caplog):
    reports = []

    def listen(sender, **report):
        reports.append((report["address"], report["failures"]))

    sign_ins_sprayed.connect(listen)
    with caplog.at_level(logging.WARNING, logger="tsunagi.security"):
        response = attempt(sprayed_address, "namae3")
    sign_ins_sprayed.disconnect(listen)

    status, errors = told(response)
    assert status == 429
    assert errors[0].startswith("このネットワークからのサインインの失敗が続いています。")
    assert reports == [("192.0.2.7", 3)]
    assert "192.0.2.7" in caplog.text
    assert "namae" not in caplog.text


def test_the_office_behind_the_same_address_still_signs_in(
    sprayed_address, with_password, consultant
):
    user = with_password(consultant)
    attempt(sprayed_address, "namae3")

    assert attempt(sprayed_address, "namae4").status_code == 429
    assert attempt(sprayed_address, user.username, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("behind", "forwarded", "kept"),
    [
        (True, "203.0.113.9, 198.51.100.4", "198.51.100.4"),
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "でたらめ", None),
    ],
)
def test_the_address_is_the_one_our_own_proxy_has_seen(client, settings, behind, forwarded, kept):
    settings.BEHIND_PROXY = behind
    client.post(
        reverse(SIGN_IN),
        {"username": "dare", "password": "違う"},
        headers={"X-Forwarded-For": forwarded},
    )

    assert AccessAttempt.objects.get().ip_address == kept


def test_hashing_is_bounded_and_argon2id():
    hasher = BoundedArgon2PasswordHasher()
    encoded = hasher.encode(PASSWORD, hasher.salt())

    assert encoded.startswith("argon2$argon2id$")
    assert hasher.verify(PASSWORD, encoded)
    assert not hasher.verify("違います", encoded)


def test_an_endless_password_is_never_hashed(client, with_password, consultant):
    user = with_password(consultant)

    assert told(attempt(client, user.username, "長" * 200_000)) == (200, [REFUSED])
