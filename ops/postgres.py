"""PostgreSQL's programs: where they are, as whom and with what they are started."""

import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ops.paths import ROOT
from ops.say import StopError

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")


@cache
def major(directory):
    """Ask a directory's server for its major version; 0 if there is none."""
    try:
        output = subprocess.check_output([directory / "postgres", "--version"], text=True)
    except OSError:
        return 0
    return int(output.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


def installed():
    """Map each usable major version to the directory of its programs."""
    directories = [path / "bin" for path in sorted(DEBIAN.glob("*"))]
    on_path = shutil.which("postgres")
    if on_path:
        directories.append(Path(on_path).resolve().parent)
    found = {major(directory): directory for directory in directories}
    return {version: directory for version, directory in found.items() if version >= OLDEST}


def programs(data):
    """Choose the programs for a data directory: its own version, or the newest if it is new."""
    available = installed()
    if not available:
        raise StopError(
            f"PostgreSQL {OLDEST} 以上が見つかりません。make run がインストールします。"
        )
    mark = data / "PG_VERSION"
    if not mark.exists():
        return available[max(available)]
    version = int(mark.read_text(encoding="ascii"))
    if version not in available:
        raise StopError(
            f"データベースは PostgreSQL {version} のものです（この機械: {sorted(available)}）。"
            f"postgresql-{version} をインストールするか、docs/operations.md の手順で移行してください。"
        )
    return available[version]


def server_account(data):
    """Choose who runs the server. It refuses root: then the checkout's owner or a system user."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid:
        return account(data.stat().st_uid)
    owner = ROOT.stat().st_uid
    return (owner and account(owner)) or next(filter(None, map(account, UNPRIVILEGED)))


def account(name):
    try:
        return pwd.getpwuid(name) if isinstance(name, int) else pwd.getpwnam(name)
    except KeyError:
        return None


def give_to(path, who):
    if who:
        os.chown(path, who.pw_uid, who.pw_gid)


def clean_environment():
    """The environment without what would lead PostgreSQL's programs elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {
        "LC_MESSAGES": "C",
    }


@contextmanager
def handle_on(home):
    """Open a directory for a child process: the way to it, and what to pass on.

    The server's user may be unable to walk to a checkout below somebody's private directory. An
    inherited handle needs no walking, no capability and no change of anybody's permissions; the
    name is also short enough for a Unix socket however deep the checkout lies.
    """
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}", handle
    finally:
        os.close(handle)


def privileges(who):
    """`subprocess` arguments that make the child that user and nothing more."""
    if who is None:
        return {}
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
