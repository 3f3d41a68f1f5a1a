"""Accounts are the administrator's business, in the own municipality, and never the own account."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import RoleGrant, User
from shared.fiscal_year import FiscalYear
from tests.factories import CenterFactory, MunicipalityFactory, RoleGrantFactory, UserFactory

CREATE = "accounts:account_create"
EDIT = "accounts:account_edit"
ACTIONS = ["password_reset", "second_factor_reset", "account_suspend", "account_resume"]
PAGES = ["account_edit", "grant_create"]


@pytest.fixture
def desk(client_for, system_administrator):
    return client_for(system_administrator)


def role_values(municipality, center=None, role=Role.CONSULTANT):
    return {
        "role": role,
        "municipality": municipality.pk,
        "center": center.pk if center else "",
        "starts_on": "令和8年4月1日",
        "ends_on": "令和9年3月31日",
    }


def test_a_new_account_has_a_role_and_a_password_that_is_shown_once(
    desk, client, system_administrator, center
):
    values = {
        "username": "shinnin",
        "name": "見本 新任",
        **role_values(center.municipality, center),
    }

    response = desk.post(reverse(CREATE), values)

    user = User.objects.get(username="shinnin")
    password = response.context["password"]
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert user.check_password(password)
    assert user.must_change_password
    assert user.initial_password_ends_on == timezone.localdate() + dt.timedelta(days=7)
    grant = RoleGrant.objects.get(user=user)
    assert (grant.center, grant.granted_by) == (center, system_administrator)
    client.post(reverse("accounts:sign_in"), {"username": "shinnin", "password": password})
    assert client.get(reverse("home")).url.startswith(reverse("accounts:password_change"))


def test_the_end_of_the_fiscal_year_is_offered(desk, center):
    form = desk.get(reverse(CREATE)).context["grant_form"]

    assert form.initial["ends_on"] == FiscalYear.of(timezone.localdate()).ends_on
    assert form.initial["municipality"] == center.municipality_id


@pytest.mark.parametrize("missing", ["username", "name", "role", "starts_on", "ends_on"])
def test_nothing_is_created_by_halves(desk, center, missing):
    values = {"username": "shinnin", "name": "見本", **role_values(center.municipality, center)}
    users = User.objects.count()

    response = desk.post(reverse(CREATE), {**values, missing: ""})

    assert "エラー：" in response.content.decode()
    assert User.objects.count() == users


@pytest.mark.parametrize(
    ("role", "with_center", "message"),
    [
        (Role.CONSULTANT, False, "この役割では、センターを選んでください。"),
        (Role.AUDITOR, True, "この役割では、センターを限ることはできません。"),
    ],
)
def test_a_role_says_where_it_is_held(desk, consultant, center, role, with_center, message):
    values = role_values(center.municipality, center if with_center else None, role)

    response = desk.post(reverse("accounts:grant_create", args=[consultant.pk]), values)

    assert response.context["form"].errors["center"] == [message]


def test_a_grant_is_given_and_revoked(desk, system_administrator, consultant, municipality):
    response = desk.post(
        reverse("accounts:grant_create", args=[consultant.pk]),
        role_values(municipality, role=Role.AUDITOR),
    )
    assert response.url == reverse(EDIT, args=[consultant.pk])
    grant = RoleGrant.objects.get(user=consultant, role=Role.AUDITOR)

    desk.post(reverse("accounts:grant_revoke", args=[grant.pk]))

    grant.refresh_from_db()
    assert grant.revoked_by == system_administrator
    again = desk.post(reverse("accounts:grant_revoke", args=[grant.pk]))
    assert again.status_code == 404


def test_a_period_that_overlaps_is_told_beside_the_form(desk, consultant, center):
    response = desk.post(
        reverse("accounts:grant_create", args=[consultant.pk]),
        role_values(center.municipality, center),
    )

    assert "期間が重なっています" in response.content.decode()


def test_no_role_is_granted_outside_the_own_municipality(desk, consultant, municipality):
    elsewhere = MunicipalityFactory()
    their_center = CenterFactory(municipality=elsewhere)
    url = reverse("accounts:grant_create", args=[consultant.pk])
    before = RoleGrant.objects.count()

    for values in (
        role_values(elsewhere, role=Role.AUDITOR),
        role_values(elsewhere, their_center),
        role_values(municipality, their_center),
    ):
        assert desk.post(url, values).context["form"].errors

    assert RoleGrant.objects.count() == before


def test_a_center_belongs_to_the_chosen_municipality(desk, system_administrator, center):
    second = MunicipalityFactory()
    RoleGrantFactory(user=system_administrator, role=Role.SYSTEM_ADMINISTRATOR, municipality=second)
    user = RoleGrantFactory(municipality=second, center=CenterFactory(municipality=second)).user

    response = desk.post(
        reverse("accounts:grant_create", args=[user.pk]), role_values(second, center)
    )

    assert response.context["form"].errors["center"] == ["選んだ自治体のセンターではありません。"]


def test_the_name_is_changed(desk, consultant):
    desk.post(reverse(EDIT, args=[consultant.pk]), {"name": "見本 改姓"})

    consultant.refresh_from_db()
    assert consultant.name == "見本 改姓"
    response = desk.post(reverse(EDIT, args=[consultant.pk]), {"name": ""})
    assert response.context["form"].errors
    assert response.context["account"].name == "見本 改姓"


def test_a_password_is_reset_and_the_sessions_end(desk, client_for, consultant):
    theirs = client_for(consultant)

    response = desk.post(reverse("accounts:password_reset", args=[consultant.pk]))

    consultant.refresh_from_db()
    assert consultant.check_password(response.context["password"])
    assert theirs.get(reverse("home")).url.startswith(reverse("accounts:sign_in"))


def test_an_account_is_suspended_and_resumed(desk, client_for, consultant):
    theirs = client_for(consultant)
    desk.post(reverse("accounts:account_suspend", args=[consultant.pk]))
    consultant.refresh_from_db()
    assert not consultant.is_active
    assert theirs.get(reverse("home")).url.startswith(reverse("accounts:sign_in"))
    assert "利用停止中" in desk.get(reverse(EDIT, args=[consultant.pk])).content.decode()

    desk.post(reverse("accounts:account_resume", args=[consultant.pk]))

    consultant.refresh_from_db()
    assert consultant.is_active


def test_a_lost_authenticator_is_removed(desk, consultant):
    TOTPDevice.objects.create(user=consultant, name="認証アプリ")
    assert "二段階認証を解除する" in desk.get(reverse(EDIT, args=[consultant.pk])).content.decode()

    desk.post(reverse("accounts:second_factor_reset", args=[consultant.pk]))

    assert not TOTPDevice.objects.exists()


class TestDenials:
    def answers(self, client, user, grant):
        urls = [(client.get, reverse(f"accounts:{name}", args=[user.pk])) for name in PAGES]
        urls += [(client.post, reverse(f"accounts:{name}", args=[user.pk])) for name in ACTIONS]
        urls += [(client.post, reverse("accounts:grant_revoke", args=[grant.pk]))]
        return {ask(url).status_code for ask, url in urls}

    def test_nobody_manages_the_own_account(self, desk, system_administrator):
        grant = RoleGrant.objects.get(user=system_administrator)

        assert self.answers(desk, system_administrator, grant) == {404}
        assert "accounts/" not in str(desk.get(reverse("accounts:account_list")).context["managed"])

    def test_nobody_manages_another_municipality(self, desk):
        grant = RoleGrantFactory()

        assert self.answers(desk, grant.user, grant) == {404}

    def test_nobody_takes_over_an_account_that_also_works_elsewhere(self, desk, consultant):
        RoleGrantFactory(user=consultant)

        assert self.answers(desk, consultant, consultant.role_grants.first()) == {404}

    def test_nobody_manages_an_account_without_any_role(self, desk):
        user = UserFactory()

        assert desk.get(reverse(EDIT, args=[user.pk])).status_code == 404

    @pytest.mark.parametrize(
        "role",
        ["consultant", "chief_coordinator", "municipal_officer", "finance_clerk", "auditor"],
    )
    def test_no_other_role_does(self, client_for, request, role, contractor):
        client = client_for(request.getfixturevalue(role))
        grant = RoleGrant.objects.get(user=contractor)

        assert self.answers(client, contractor, grant) == {403}
        assert client.get(reverse(CREATE)).status_code == 403


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_asks_as_often_for_many(desk, municipality, others, django_assert_num_queries):
    RoleGrantFactory.create_batch(others, municipality=municipality, role=Role.AUDITOR)

    with django_assert_num_queries(10):  # one: whose rows the user may see; one: the entry
        desk.get(reverse("accounts:account_list"))
