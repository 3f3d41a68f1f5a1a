"""Where things are. Everything the launcher writes is below `STATE` or `.venv`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".tsunagi"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOGS = STATE / "logs"
TEMPORARY = STATE / "tmp"

FROM_HERE = "/proc/self/cwd"  # every program of ours works in the checkout


def short(path, *, longest):
    """Write a path below the checkout so that a socket in it fits into an address."""
    whole = str(path)
    fits = len(whole.encode()) <= longest and "," not in whole
    return whole if fits or ROOT not in path.parents else f"{FROM_HERE}/{path.relative_to(ROOT)}"


def state_directory(path=STATE, *, mode=0o711):
    """Create a directory below `STATE`; the database's own user may pass through, not look."""
    if path != STATE:
        state_directory()
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    return path


def write_private(path, text):
    """Write a file that only its owner may read, all at once."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
