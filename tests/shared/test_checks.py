from django.db import connection

from shared.checks import application_role_is_bound


def test_a_bound_role_is_fine():
    assert application_role_is_bound(None) == []


def test_a_role_that_owns_the_tables_is_told(settings):
    settings.APPLICATION_ROLE = connection.settings_dict["USER"]

    assert [message.id for message in application_role_is_bound(None)] == ["shared.E002"]


def test_a_role_that_no_policy_binds_is_told(settings):
    settings.APPLICATION_ROLE = "postgres"

    assert "shared.E001" in [message.id for message in application_role_is_bound(None)]


def test_an_unknown_role_is_not_judged(settings):
    settings.APPLICATION_ROLE = ""

    assert application_role_is_bound(None) == []
