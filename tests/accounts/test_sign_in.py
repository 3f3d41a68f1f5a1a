"""Signing in, and what never signs in."""

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.forms.sign_in import REFUSED
from accounts.models import RoleGrant, User
from accounts.passwords import DEMO_PASSWORD, DemoPasswordValidator
from shared.access import Capability
from tests.factories import RoleGrantFactory, UserFactory

PASSWORD = "とても長い合言葉を覚えました"
SIGN_IN = "accounts:sign_in"


def sign_in(client, user, password):
    return client.post(reverse(SIGN_IN), {"username": user.username, "password": password})


@pytest.fixture
def known(consultant):
    consultant.set_password(PASSWORD)
    consultant.save()
    return consultant


def is_signed_in(client):
    return client.get(reverse("home")).url != f"{reverse(SIGN_IN)}?next=/"


def test_the_right_password_opens_the_start_page(client, known):
    response = sign_in(client, known, PASSWORD)

    assert response.url == reverse("home")
    assert is_signed_in(client)


@pytest.mark.parametrize("mistake", ["password", "username", "inactive"])
def test_a_refusal_never_tells_which_part_was_wrong(client, known, mistake):
    if mistake == "inactive":
        known.is_active = False
        known.save()
    data = {"username": known.username, "password": PASSWORD}
    if mistake != "inactive":
        data[mistake] = "違います"

    response = client.post(reverse(SIGN_IN), data)

    assert response.context["form"].non_field_errors() == [REFUSED]
    assert not is_signed_in(client)


def test_a_user_created_with_a_name_can_sign_in(client):
    user = User.objects.create_user("shinki", PASSWORD, name="見本 新規")

    assert sign_in(client, user, PASSWORD).status_code == 302
    assert str(user) == "見本 新規"


class TestDemoPassword:
    def test_signs_in_in_demo_mode(self, client, settings):
        settings.DEMO = True
        user = UserFactory(is_demo=True)
        user.set_password(DEMO_PASSWORD)
        user.save()

        assert sign_in(client, user, DEMO_PASSWORD).status_code == 302

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_is_refused_outside_demo_mode(self, client, settings, is_demo):
        settings.DEMO = False
        user = UserFactory(is_demo=is_demo)
        user.set_password(DEMO_PASSWORD)
        user.save()

        assert sign_in(client, user, DEMO_PASSWORD).status_code == 200

    def test_a_demo_account_is_closed_outside_demo_mode_whatever_its_password(
        self, client, settings
    ):
        settings.DEMO = False
        user = UserFactory(is_demo=True)
        user.set_password(PASSWORD)
        user.save()

        assert sign_in(client, user, PASSWORD).status_code == 200

    def test_cannot_be_chosen_as_a_password(self):
        with pytest.raises(ValidationError, match="デモ用"):
            validate_password(DEMO_PASSWORD)
        assert DemoPasswordValidator().get_help_text() == "デモ用のパスワードは使えません。"
        validate_password(PASSWORD)


def test_the_password_is_changed_on_its_own_page(client_for, known):
    client = client_for(known)

    page = client.get(reverse("accounts:password_change"))
    assert page.status_code == 200
    response = client.post(
        reverse("accounts:password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "もっと長い合言葉にしました",
            "new_password2": "もっと長い合言葉にしました",
        },
    )

    assert response.url == reverse("home")
    known.refresh_from_db()
    assert known.check_password("もっと長い合言葉にしました")


def test_signing_out_needs_a_post(client_for, consultant):
    client = client_for(consultant)

    assert client.get(reverse("accounts:sign_out")).status_code == 405
    client.post(reverse("accounts:sign_out"))
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}], ids=["htmx", "fetch"]
)
def test_a_background_request_is_told_that_the_session_is_over(client, headers):
    response = client.get(reverse("home"), headers=headers)

    assert response.status_code == 401
    assert response["HX-Trigger"] == "session-expired"


class TestGrants:
    def test_a_grant_opens_only_in_its_period(self, center):
        today = timezone.localdate()
        past, coming, now = UserFactory.create_batch(3)
        day = dt.timedelta(days=1)
        common = {"municipality": center.municipality, "center": center}
        RoleGrantFactory(user=past, ends_on=today - day, **common)
        RoleGrantFactory(user=coming, starts_on=today + day, **common)
        RoleGrantFactory(user=now, starts_on=today, ends_on=today, **common)

        opened = [user.may(Capability.CONSULTATION_WRITE) for user in (past, coming, now)]
        assert opened == [False, False, True]

    def test_a_revoked_grant_opens_nothing(self, consultant, system_administrator):
        grant = RoleGrant.objects.get(user=consultant)

        grant.revoke(by=system_administrator, at=timezone.now())

        assert not User.objects.get(pk=consultant.pk).may(Capability.CONSULTATION_WRITE)
        assert str(grant) == f"{consultant} 相談員"


def test_administrator_sees_the_accounts_of_the_own_municipality(
    client_for, system_administrator, consultant
):
    RoleGrantFactory()

    response = client_for(system_administrator).get(reverse("accounts:account_list"))

    accounts = response.context["accounts"]
    assert {account.pk for account in accounts} == {consultant.pk, system_administrator.pk}
    assert "相談員" in response.content.decode()


@pytest.mark.parametrize("role", ["consultant", "finance_clerk", "auditor", "municipal_officer"])
def test_accounts_are_the_administrators_business(client_for, request, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(reverse("accounts:account_list")).status_code == 403


def test_the_policy_table_is_printed_for_the_municipal_officer(client_for, municipal_officer):
    response = client_for(municipal_officer).get(reverse("accounts:policy"))

    rows = dict(response.context["rows"])
    roles = response.context["roles"]
    assert rows["相談記録の閲覧※"][roles.index("相談員")] == "自センター"
    assert rows["相談記録の閲覧※"][roles.index("経理")] == "－"
