"""What must come from the system: looked for one by one, installed with apt when missing."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ops import postgres, running
from ops.say import StopError, say

LDCONFIG = "/sbin/ldconfig"
FONTS = Path("/usr/share/fonts")
APT = ["apt-get", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"]


class Need(NamedTuple):
    package: str
    is_there: Callable[[], bool]


def library(name):
    return lambda: name in subprocess.check_output([LDCONFIG, "-p"], text=True)


def font(pattern):
    return lambda: any(FONTS.glob(f"**/{pattern}"))


def program(*names):
    return lambda: any(map(shutil.which, names))


def has_ensurepip():
    return importlib.util.find_spec("ensurepip") is not None


FOR_RUNNING = (
    Need(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", has_ensurepip),
    Need("postgresql", lambda: bool(postgres.installed())),
    Need("libpango-1.0-0", library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", library("libharfbuzz-subset.so.0")),
    Need("fonts-morisawa-bizud-gothic", font("BIZUDGothic-Regular.ttf")),
    Need("fonts-morisawa-bizud-mincho", font("BIZUDMincho-Regular.ttf")),
    Need("fonts-noto-cjk", font("NotoSansCJK-Regular.ttc")),
)
FOR_TESTING = (
    Need("chromium", program("chromium", "google-chrome")),
    Need("poppler-utils", program("pdftotext")),
)


def ensure(needs):
    """Install what is missing, or stop with the one line to type."""
    missing = absent(needs)
    if not missing:
        return
    say(f"  インストールします: {' '.join(missing)}")
    right = authority(missing)
    command = [*right, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    update_lists(command)
    running.logged(
        [*command, "install", "-y", "--no-install-recommends", *missing],
        env=dict(os.environ),
        waits=(5, 20),
    )
    still = absent(needs)
    if still:
        raise StopError(f"インストールしたはずの {' '.join(still)} が使えません。")


def update_lists(command):
    """Refresh apt's lists; a source that does not answer may be one that is not needed."""
    try:
        running.logged([*command, "update"], env=dict(os.environ), waits=(5,))
    except StopError:
        say("  一部のパッケージ一覧を更新できませんでした。続けます。")


def absent(needs):
    return [need.package for need in needs if not need.is_there()]


def authority(missing):
    """Find a right to install: root's own, or a sudo that asks nothing."""
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            return []
        if shutil.which("sudo") and not subprocess.call(
            ["sudo", "-n", "true"], stderr=subprocess.DEVNULL
        ):
            return ["sudo", "-n"]
    raise StopError(
        "次の1行を実行してから、もう一度お試しください。\n"
        f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
    )
