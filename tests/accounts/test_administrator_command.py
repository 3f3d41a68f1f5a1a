"""The first administrator, and settings that would quietly ask too little."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.checks import totp_roles_exist
from accounts.models import User
from shared.access import Capability


def test_the_first_administrator_comes_from_the_command_line(municipality):
    said = io.StringIO()

    call_command("create_administrator", "kanri", "見本 管理", municipality.code, stdout=said)

    user = User.objects.get(username="kanri")
    password = said.getvalue().strip().removeprefix("初期パスワード：")
    assert user.check_password(password)
    assert user.must_change_password
    assert user.reach(Capability.ACCOUNT_MANAGE).municipality_ids == {municipality.pk}


def test_nothing_is_created_for_an_unknown_municipality(db):
    with pytest.raises(CommandError, match="登録されていません"):
        call_command("create_administrator", "kanri", "見本 管理", "000000")


def test_nothing_is_created_twice(municipality, consultant):
    with pytest.raises(CommandError, match="既に使われています"):
        call_command("create_administrator", consultant.username, "見本", municipality.code)


@pytest.mark.parametrize(
    ("roles", "found"), [({"auditor"}, []), ({"auditer"}, ["accounts.E001"]), (set(), [])]
)
def test_a_misspelt_role_is_told(settings, roles, found):
    settings.TOTP_ROLES = frozenset(roles)

    assert [error.id for error in totp_roles_exist()] == found
