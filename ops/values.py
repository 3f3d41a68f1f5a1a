"""Small files of `NAME=value` lines: environments and stamps of what has been done."""

from ops.paths import state_directory, write_private


def read(path):
    """Read a file of values; a missing one has none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write(path, values):
    """Write a file of values, unless it holds just these."""
    if read(path) != values:
        state_directory()
        write_private(path, "".join(f"{key}={value}\n" for key, value in values.items()))
