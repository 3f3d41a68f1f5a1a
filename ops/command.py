"""What `manage.py` needs before Django: the right interpreter, environment and database."""

import atexit
import os
import sys
from pathlib import Path

from ops import cluster, environment, values
from ops.paths import FROM_HERE, ROOT, VENV, VENV_PYTHON
from ops.say import StopError

NEEDS_NOTHING = {"judge", "help", "version", "--help", "--version", "-h"}
NEEDS_NO_DATABASE = {"check", "collectstatic", "diffsettings", "findstatic", "startapp"}


def prepare(words):
    """Make `manage.py` work from any Python, with or without the launcher."""
    use_virtual_environment(words)
    command = next(iter(words[1:]), "help")
    if command in NEEDS_NOTHING or "--help" in words:
        return
    if environment.has_own_database():
        use_kept_secret()
        return
    try:
        adopt(environment.for_office())
        if command not in NEEDS_NO_DATABASE:
            hold_database()
    except (StopError, PermissionError) as error:
        sys.exit(f"✖ {error}")


def use_virtual_environment(words):
    """Start again with the checkout's own interpreter."""
    if VENV_PYTHON.exists() and Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *words])  # noqa: S606 -- the same program again


def use_kept_secret():
    kept = values.read(environment.OFFICE_FILE)
    for name in environment.SECRETS:
        if name in kept:
            os.environ.setdefault(name, kept[name])


def adopt(variables):
    os.environ.clear()
    os.environ.update(variables)


def hold_database():
    """Hold the private database while the command runs; the last to go stops it."""
    held = cluster.office()
    held.hold()
    if held.host.startswith(FROM_HERE):
        os.chdir(ROOT)
    atexit.register(held.release)
