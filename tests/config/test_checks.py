"""What an office cannot be started with."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from config.checks import (
    no_demonstration_account_is_open,
    production_is_safe,
    refuse_unsafe_settings,
)
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"SECRET_KEY": "changeme"}, ["config.E001"]),
        ({"SECRET_KEY": "ab" * 40}, ["config.E001"]),
        (
            {"SECRET_KEY": "django-insecure-abcdefghijklmnopqrstuvwxyz0123456789ABCDEF"},
            ["config.E001"],
        ),
        ({"DEBUG": True}, ["config.E002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["config.E003"]),
        ({"DEMO": True, "DEBUG": True, "ALLOWED_HOSTS": ["localhost"]}, []),
        ({"DEMO": True, "ALLOWED_HOSTS": ["tsunagi.example"]}, ["config.W005"]),
    ],
)
def test_what_is_unsafe_is_named(settings, changes, found):
    settings.ALLOWED_HOSTS = ["tsunagi.example"]
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [each.id for each in production_is_safe(None)] == found


def test_the_web_server_does_not_start_with_it(settings):
    settings.ALLOWED_HOSTS = ["*"]

    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        refuse_unsafe_settings()


@pytest.mark.parametrize(("demo", "found"), [(False, ["config.E004"]), (True, [])])
def test_open_demonstration_accounts_are_named_outside_a_demonstration(settings, demo, found):
    settings.DEMO = demo
    UserFactory(is_demo=True)

    assert [each.id for each in no_demonstration_account_is_open(None, ["default"])] == found


def test_with_https_cookies_are_bound_to_the_host_and_the_web_process_waits_shortly():
    script = (
        "from config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DATABASES['default']['OPTIONS']);"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    env = os.environ | {"TSUNAGI_HTTPS": "1", "TSUNAGI_WEB": "1"}
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", script],
        cwd=project.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "__Host-sessionid __Host-csrftoken" in done.stdout
    assert "statement_timeout=5s" in done.stdout
    assert "lock_timeout=3s" in done.stdout
    assert done.stdout.splitlines()[-1] == "True True 31536000 True"
