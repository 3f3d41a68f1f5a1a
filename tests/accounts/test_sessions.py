"""The life of a session: idle, aged, signed out elsewhere, taken over by somebody else."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import revoke_grant, set_active
from accounts.models import RoleGrant, SignInSession
from accounts.sessions import ACTIVE, SIGNED_IN
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of
from tests.conftest import StrictClient

STATUS = "accounts:session_status"
AGAIN = "accounts:sign_in_again"


def sign_in(client, user, **more):
    return client.post(
        reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD, **more}
    )


def is_in(client):
    return client.get(reverse("consultations:today")).status_code == 200


def turn_back(client, key, *, minutes):
    session = client.session
    session[key] -= minutes * 60
    session.save()


@pytest.fixture
def user(with_password, consultant):
    return with_password(consultant)


@pytest.fixture
def desk(client, user):
    sign_in(client, user)
    return client


@pytest.mark.parametrize(("minutes", "still_in"), [(29, True), (31, False)])
def test_a_session_ends_without_activity(desk, minutes, still_in):
    turn_back(desk, ACTIVE, minutes=minutes)

    assert is_in(desk) is still_in
    assert is_in(desk) is still_in


def test_a_session_ends_by_its_age_whatever_happens(desk):
    turn_back(desk, SIGNED_IN, minutes=10 * 60 + 1)

    assert not is_in(desk)


def test_opening_a_page_is_activity_and_asking_for_the_time_left_is_none(desk):
    turn_back(desk, ACTIVE, minutes=20)
    assert desk.get(reverse(STATUS)).json()["seconds_left"] <= 600

    desk.get(reverse("consultations:today"))

    assert desk.get(reverse(STATUS)).json()["seconds_left"] > 1700


def test_working_on_is_activity(desk):
    turn_back(desk, ACTIVE, minutes=28)

    assert desk.post(reverse("accounts:session_keep")).json()["seconds_left"] > 1700


def test_a_session_is_not_written_at_each_request(desk, django_assert_num_queries):
    url = reverse("accounts:password_change")
    desk.get(url)
    with django_assert_num_queries(6):  # savepoint twice, session, user, roles, their names
        desk.get(url)


def test_the_status_tells_strangers_nothing(client):
    assert client.get(reverse(STATUS)).json() == {"user": None, "seconds_left": 0}
    assert "csrftoken" in client.cookies


def test_every_sign_in_has_a_session_of_its_own(client, user):
    client.get(reverse("accounts:sign_in"))
    sign_in(client, user)
    first = client.session.session_key
    client.post(reverse("accounts:sign_out"))
    assert not SignInSession.objects.exists()
    sign_in(client, user)

    assert client.session.session_key != first


def test_an_old_cookie_opens_nothing_after_signing_out(desk):
    cookie = desk.cookies["sessionid"].value
    desk.post(reverse("accounts:sign_out"))
    desk.cookies["sessionid"] = cookie

    assert not is_in(desk)


class TestDevices:
    @pytest.fixture
    def elsewhere(self, client_at, user):
        other = client_at("192.0.2.8")
        other.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Edg/140"
        sign_in(other, user)
        return other

    @pytest.mark.usefixtures("elsewhere")
    def test_shows_ones_own_and_this_one_first(self, desk, client_for, auditor):
        client_for(auditor)

        devices = desk.get(reverse("accounts:sessions")).context["devices"]

        assert [(device.address, device.is_this) for device in devices] == [
            ("127.0.0.1", True),
            ("192.0.2.8", False),
        ]
        assert [device.browser for device in devices] == [
            "不明なブラウザー",
            "Edge（Windows）",
        ]

    def test_leaves_out_what_is_over(self, desk, elsewhere):
        turn_back(elsewhere, ACTIVE, minutes=31)

        assert len(desk.get(reverse("accounts:sessions")).context["devices"]) == 1

    def test_signs_all_others_out(self, desk, elsewhere, client_for, auditor):
        stranger = client_for(auditor)

        desk.post(reverse("accounts:sessions_end"))

        assert is_in(desk)
        assert not is_in(elsewhere)
        assert stranger.get(reverse("accounts:policy")).status_code == 200

    def test_a_new_password_ends_the_others_and_renews_this(self, desk, elsewhere):
        key = desk.session.session_key
        new = "これからの長い合言葉はこれです"
        desk.post(
            reverse("accounts:password_change"),
            {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
        )

        assert is_in(desk)
        assert desk.session.session_key != key
        assert not is_in(elsewhere)
        assert len(desk.get(reverse("accounts:sessions")).context["devices"]) == 1

    def test_a_password_set_from_outside_ends_all(self, desk, elsewhere, user):
        user.set_password("データベースで決めた合言葉")
        user.save()

        assert not is_in(desk)
        assert not is_in(elsewhere)

    @pytest.mark.usefixtures("desk")
    def test_forgets_what_has_ended_at_the_next_sign_in(self, user, client_at):
        Session.objects.all().delete()
        sign_in(client_at("192.0.2.3"), user)

        assert SignInSession.objects.count() == 1


class TestRightsEndAtOnce:
    def test_by_suspension(self, desk, user):
        set_active(user, is_active=False)

        assert not is_in(desk)

    def test_by_suspension_even_with_the_session_left(self, desk, user):
        user.is_active = False
        user.save()

        assert not is_in(desk)

    def test_by_revocation(self, desk, user, system_administrator):
        revoke_grant(RoleGrant.objects.get(user=user), by=system_administrator, at=timezone.now())

        assert desk.get(reverse("consultations:today")).status_code == 302

    def test_by_revocation_even_with_the_session_left(self, desk, user, system_administrator):
        RoleGrant.objects.get(user=user).revoke(by=system_administrator, at=timezone.now())

        assert desk.get(reverse("consultations:today")).status_code == 403


class TestSigningInAgain:
    def again(self, client, account, **more):
        data = {
            "username": account.username,
            "password": PASSWORD,
            "user": str(account.pk),
            **more,
        }
        return client.post(reverse(AGAIN), data)

    def test_needs_the_password(self, desk, user):
        turn_back(desk, ACTIVE, minutes=31)
        assert not is_in(desk)

        assert self.again(desk, user, password="違います").json()["state"] == "refused"
        assert not is_in(desk)
        assert self.again(desk, user).json()["state"] == "signed_in"
        assert is_in(desk)

    def test_is_for_the_person_whose_page_this_is(self, client, user, with_password, auditor):
        somebody_else = with_password(auditor)

        answer = self.again(client, somebody_else, user=str(user.pk))

        assert answer.json()["state"] == "refused"
        assert "_auth_user_id" not in client.session

    def test_is_guarded_like_the_page(self, client, user, settings):
        settings.SPRAYING_LIMIT = 2
        self.again(client, user, password="違います")

        assert self.again(client, user, password="違います").status_code == 429

    def test_sends_to_a_new_tab_for_a_new_password(self, client, user):
        user.must_change_password = True
        user.save()

        assert "新しいタブ" in self.again(client, user).json()["message"]

    def test_asks_for_the_password_again_while_the_code_is_due(self, client, user):
        TOTPDevice.objects.create(user=user, name="認証アプリ", key=KEY)

        assert self.again(client, user).json() == {"state": "code"}
        assert self.again(client, user).json() == {"state": "code"}
        assert self.again(client, user, code="000").json()["state"] == "refused"
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        assert self.again(client, user, code=code_of(KEY)).json()["state"] == "signed_in"

    def test_sends_to_a_new_tab_to_set_up_a_factor(self, client, user, settings):
        settings.TOTP_ROLES = frozenset({"consultant"})

        assert "新しいタブ" in self.again(client, user).json()["message"]

    def test_needs_a_csrf_token(self, user):
        client = StrictClient(enforce_csrf_checks=True)

        assert self.again(client, user).status_code == 403


def test_a_page_of_somebody_else_saves_nothing(desk, user):
    url = reverse("consultations:draft_save", args=["new"])

    other = desk.post(url, {"content": "他人の文章"}, headers={"X-Tsunagi-User": "0"})
    own = desk.post(url, {"content": "自分の文章"}, headers={"X-Tsunagi-User": str(user.pk)})

    assert (other.status_code, own.status_code) == (401, 200)


@pytest.mark.parametrize(
    "next_url",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nSet-Cookie:x=1",
    ],
)
def test_signing_in_leads_nowhere_else(client, user, next_url):
    response = sign_in(client, user, next=next_url)

    assert response.status_code == 302
    assert response.url.startswith("/")
    assert not response.url.startswith(("//", "/\\"))
    assert "\n" not in response.url
    assert "x" not in response.cookies


def test_the_form_helps_password_managers(client):
    page = client.get(reverse("accounts:sign_in")).content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_stamps_are_seconds(desk):
    assert abs(desk.session[SIGNED_IN] - time.time()) < 60
