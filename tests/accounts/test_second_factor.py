"""The second factor cannot be skipped, guessed, or used twice."""

import re
import time

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.actions import reset_password, reset_second_factor
from accounts.enums import Role
from tests.accounts.conftest import PASSWORD
from tests.test_conventions import PUBLIC_URLS, named_urls

FACTOR = "accounts:second_factor"
SETUP = "accounts:second_factor_setup"
OPEN_BEFORE = {FACTOR, SETUP, "accounts:sign_out"}
KEY = "3132333435363738393031323334353637383930"


def code_of(key, *, steps=0):
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def sign_in(client, user):
    return client.post(
        reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD}
    )


def enter(client, code, **more):
    return client.post(reverse(FACTOR), {"code": code, **more})


@pytest.fixture
def clerk(settings, with_password, finance_clerk):
    settings.TOTP_ROLES = frozenset({Role.FINANCE_CLERK})
    return with_password(finance_clerk)


@pytest.fixture
def clerk_with_factor(clerk):
    """With codes that are fresh: the one of set-up is spent."""
    device = TOTPDevice.objects.create(user=clerk, name="認証アプリ", key=KEY)
    clerk.backup_codes = second_factor.renew_backup_codes(clerk)
    clerk.device = device
    return clerk


def is_in(client):
    return client.get(reverse("subsidies:supplement_list")).status_code == 200


def test_after_the_password_no_page_opens_but_the_factors(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)

    opened = {
        name
        for name, url in named_urls()
        if not client.get(url).headers.get("Location", "").startswith(reverse(FACTOR))
    }

    # The page of the code itself; setting up leads there, since there is an authenticator.
    assert opened == (OPEN_BEFORE - {SETUP}) | PUBLIC_URLS


def test_a_background_request_before_the_factor_is_refused(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)

    response = client.get(reverse("home"), headers={"HX-Request": "true"})

    assert response.status_code == 401


def test_the_code_opens_the_page_that_was_asked_for(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)
    asked = reverse("subsidies:judgement_sheet_list")
    page = client.get(client.get(asked).url)
    assert page.context["next"] == asked
    assert page.context["navigation"] == []
    key_before = client.session.session_key

    response = enter(client, code_of(KEY), next=asked)

    assert response.url == asked
    assert client.get(asked).status_code == 200
    assert client.session.session_key != key_before
    assert client.get(reverse(FACTOR)).url == reverse("home")


@pytest.mark.parametrize("next_url", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_code_leads_nowhere_else(client, clerk_with_factor, next_url):
    sign_in(client, clerk_with_factor)

    assert enter(client, code_of(KEY), next=next_url).url == reverse("home")


def test_full_width_digits_are_digits(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)
    wide = code_of(KEY).translate({ord("0") + n: ord("\uff10") + n for n in range(10)})

    enter(client, f" {wide[:3]} {wide[3:]} ")

    assert is_in(client)


def test_the_same_code_opens_once(client, client_at, clerk_with_factor):
    sign_in(client, clerk_with_factor)
    code = code_of(KEY)
    enter(client, code)
    other = client_at("192.0.2.5")
    sign_in(other, clerk_with_factor)

    response = enter(other, code)

    assert "コードを確認できませんでした" in response.content.decode()
    assert not is_in(other)


def test_a_backup_code_opens_once_and_is_kept_as_a_digest(client, client_at, clerk_with_factor):
    backup, other_code = clerk_with_factor.backup_codes[:2]
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {code.replace("-", "") for code in clerk_with_factor.backup_codes}

    sign_in(client, clerk_with_factor)
    enter(client, backup.upper())
    assert is_in(client)

    other = client_at("192.0.2.5")
    sign_in(other, clerk_with_factor)
    enter(other, backup)
    assert not is_in(other)
    StaticDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    enter(other, other_code)
    assert is_in(other)


def test_after_wrong_codes_even_the_right_one_has_to_wait(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)
    wrong = f"{(int(code_of(KEY)) + 500_000) % 1_000_000:06d}"
    for _ in range(10):
        enter(client, wrong)
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now())  # however slow it went

    enter(client, code_of(KEY))

    assert not is_in(client)


def test_whoever_has_no_authenticator_sets_one_up_first(client, clerk):
    sign_in(client, clerk)
    setup = reverse(SETUP)
    assert client.get(reverse(FACTOR)).url == setup
    page = client.get(setup)
    shown = page.context["secret"].replace(" ", "")
    assert f"secret={shown}" in page.context["address"]
    assert re.fullmatch(r"[MLHVZmlhvz0-9., -]+", page.context["picture"]["path"])
    assert page.context["picture"]["view_box"].startswith("0 0 ")

    key = client.session["second_factor_key"]
    assert "コードを確認できませんでした" in client.post(setup, {"code": "abc"}).content.decode()
    assert client.get(setup).context["secret"].replace(" ", "") == shown
    done = client.post(setup, {"code": code_of(key)})

    assert len(done.context["codes"]) == 10
    assert "この画面でだけ表示します" in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert is_in(client)
    assert client.get(setup).url == reverse(FACTOR)
    assert TOTPDevice.objects.get().user == clerk


def test_a_wrong_code_leaves_no_authenticator(client, clerk):
    sign_in(client, clerk)
    client.get(reverse(SETUP))
    key = client.session["second_factor_key"]

    client.post(reverse(SETUP), {"code": f"{(int(code_of(key)) + 500_000) % 1_000_000:06d}"})

    assert not TOTPDevice.objects.exists()


def test_another_role_signs_in_with_the_password_alone(client, clerk, with_password, consultant):
    sign_in(client, with_password(consultant))

    assert client.get(reverse("consultations:today")).status_code == 200


def test_an_authenticator_of_ones_own_will_is_asked_for_too(client, settings, clerk_with_factor):
    settings.TOTP_ROLES = frozenset()
    sign_in(client, clerk_with_factor)

    assert not is_in(client)


def test_a_new_password_keeps_the_factor(client, clerk_with_factor):
    password = reset_password(clerk_with_factor, at=timezone.now())
    client.post(
        reverse("accounts:sign_in"),
        {"username": clerk_with_factor.username, "password": password},
    )

    assert client.get(reverse("home")).url.startswith(reverse(FACTOR))


def test_a_reset_ends_sessions_and_asks_to_set_up_again(client, clerk_with_factor):
    sign_in(client, clerk_with_factor)
    enter(client, code_of(KEY))

    reset_second_factor(clerk_with_factor)

    assert client.get(reverse("home")).url.startswith(reverse("accounts:sign_in"))
    sign_in(client, clerk_with_factor)
    assert client.get(reverse(FACTOR)).url == reverse(SETUP)


def test_the_office_roles_need_it_by_default():
    source = (django_settings.BASE_DIR / "config/settings.py").read_text(encoding="utf-8")

    roles = {role for role in Role if f'"{role}"' in source}
    assert roles == {
        Role.MUNICIPAL_OFFICER,
        Role.FINANCE_CLERK,
        Role.AUDITOR,
        Role.SYSTEM_ADMINISTRATOR,
        Role.CHIEF_COORDINATOR,
    }
