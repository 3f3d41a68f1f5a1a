"""The environment of everything that is started: whose database, which secrets, which caches."""

import os
import secrets

from ops import cluster, values
from ops.paths import STATE, TEMPORARY, short, state_directory

OFFICE_FILE = STATE / "env"
TEST_FILE = STATE / "env-test"
LONGEST_FOR_CHROMIUM = 60  # it puts a socket of 46 letters there
TRUE = {"1", "true", "yes", "on", "y", "ok"}
LEADS_ASTRAY = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE")
SECRETS = ("SECRET_KEY", "TSUNAGI_CONTEXT_KEY")
FOR_TESTS = {
    "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    "TSUNAGI_DEMO": "0",
    "TSUNAGI_HTTPS": "0",
    "TSUNAGI_AS_OWNER": "1",  # tests create their databases; the policies bind the owner too
}
NOT_FOR_TESTS = (
    "DEBUG",
    "DB_POOL",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "TSUNAGI_BEHIND_PROXY",
    "TSUNAGI_OIDC_ISSUER",
    "TSUNAGI_OIDC_ONLY",
)


def has_own_database():
    """Say whether the office named a database of its own."""
    return bool(os.environ.get("DATABASE_URL"))


def office_values():
    """Bring `.tsunagi/env` up to date; return what of it holds for this process."""
    if has_own_database() and os.environ.get("SECRET_KEY"):
        return {}
    found = drawn() | {"TSUNAGI_DEMO": "1"} | values.read(OFFICE_FILE)
    if has_own_database():
        values.write(OFFICE_FILE, found)
        return {name: found[name] for name in SECRETS}
    found |= cluster.office().urls
    values.write(OFFICE_FILE, found)
    return found


def drawn():
    """Draw every secret anew; what was drawn before wins."""
    return {name: secrets.token_urlsafe(48)[:64] for name in SECRETS}


def test_values():
    """Bring `.tsunagi/env-test` up to date and return it."""
    found = drawn() | values.read(TEST_FILE)
    found |= FOR_TESTS | cluster.test().urls
    values.write(TEST_FILE, found)
    return found


def neutral():
    """Return this process' environment without what would lead ours astray."""
    return {key: value for key, value in os.environ.items() if key not in LEADS_ASTRAY}


def private():
    """Return the same for the private cluster: PGHOST and the like mean another server."""
    return {key: value for key, value in neutral().items() if not key.startswith("PG")}


def inside():
    """Return variables that keep temporary files and caches in the checkout."""
    return {
        "TMPDIR": str(state_directory(TEMPORARY)),
        "XDG_CACHE_HOME": str(state_directory(STATE / "cache")),
        "XDG_CONFIG_HOME": str(state_directory(STATE / "config")),
    }


def for_office():
    """Return the environment of the web server and the commands; what the user set wins."""
    theirs = neutral() if has_own_database() else private()
    if not has_own_database():
        theirs.pop("MIGRATION_DATABASE_URL", None)  # of another server
    return office_values() | theirs | inside()


def for_tests():
    """Return the environment of the gate; nothing that the user set may change its result."""
    theirs = {key: value for key, value in private().items() if key not in NOT_FOR_TESTS}
    browser = {
        "HOME": str(state_directory(STATE / "home")),
        "TMPDIR": short(TEMPORARY, longest=LONGEST_FOR_CHROMIUM),
    }
    return theirs | test_values() | inside() | browser


def is_demo(environment):
    """Say whether demonstration data and sign-ins belong to this environment."""
    return environment.get("TSUNAGI_DEMO", "").lower() in TRUE
