"""Which judge it was: the project's version and the imprint of the judge's own source."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

JUDGE = Path(__file__).with_name("judge")


@cache
def engine_version() -> str:
    """Such as `0.1.0+9f86d081…`; read once, because code does not change while it runs."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return f"{project['project']['version']}+{source_digest(JUDGE)}"


def source_digest(folder: Path) -> str:
    """SHA-256 over every file of Python below `folder`, with its name."""
    imprint = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        imprint.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        imprint.update(hashlib.sha256(path.read_bytes()).digest())
    return imprint.hexdigest()
