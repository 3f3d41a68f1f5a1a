"""The virtual environment, built from the lock files and rebuilt when they change."""

import hashlib
import shutil
import sys
from pathlib import Path

from ops import environment, running, values
from ops.paths import ROOT, STATE, VENV, VENV_PYTHON, state_directory
from ops.say import say

STAMP = VENV / "built-from"
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
INSTALL = [
    "-m",
    "pip",
    "install",
    "--require-hashes",
    "--no-deps",
    "--only-binary=:all:",
    "--no-input",
]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted():
    """Describe the environment that `make run` needs."""
    return {
        "place": str(VENV),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        RUNTIME.name: digest(RUNTIME),
    }


def ensure(*, development):
    """Build the environment if there is none, or one of other contents; add the tools of tests."""
    built = values.read(STAMP) if VENV_PYTHON.exists() else {}
    tools = {DEVELOPMENT.name: digest(DEVELOPMENT)}
    stale_tools = DEVELOPMENT.name in built and not tools.items() <= built.items()
    if stale_tools or not wanted().items() <= built.items():
        rebuild()
        built = wanted()
    if development and not tools.items() <= built.items():
        say("  検査の道具をインストールします（初回だけ） …")
        install(DEVELOPMENT)
        values.write(STAMP, built | tools)


def rebuild():
    if VENV.exists():
        shutil.rmtree(VENV)
    say("  Python の部品をインストールします（初回だけ） …")
    running.logged([base_python(), "-m", "venv", VENV], env=pip_environment())
    install(RUNTIME)
    values.write(STAMP, wanted())


def install(lock):
    running.logged([VENV_PYTHON, *INSTALL, "-r", lock], env=pip_environment(), waits=(5, 20))


def base_python():
    """Return this interpreter, but not out of a virtual environment that is about to go."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return base if base.exists() else sys.executable


def pip_environment():
    """Keep pip's own settings (a mirror, a proxy), but its cache in the checkout."""
    kept = {key: value for key, value in environment.neutral().items() if key not in ELSEWHERE}
    return kept | {
        "PIP_CACHE_DIR": str(state_directory(STATE / "cache") / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "TMPDIR": environment.inside()["TMPDIR"],
    }
