"""A version as it was published, read back from its canonical content.

Good for comparing: days inside parameters have become text. Judging reads the file itself.
"""

import json
from datetime import date
from typing import Any

from subsidies.judge import rulebook
from subsidies.judge.rulebook import Force, Scheme, Version

DAYS = (
    "published_on",
    "effective_from",
    "effective_until",
    "lineage_ends",
    "end_published_on",
    "verified_through",
)


class UnreadableContentError(ValueError):
    """Content that another edition of this program has written."""


def version_from(content: str) -> Version:
    """Raises UnreadableContentError."""
    try:
        version = _built(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableContentError from error
    if not isinstance(version, Version):
        raise UnreadableContentError
    return version


def _built(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_built(part) for part in value)
    if not isinstance(value, dict):
        return value
    if "kind" not in value:
        return {key: _kept(part) for key, part in value.items()}
    parts = {key: _built(part) for key, part in value.items() if key != "kind"}
    if value["kind"] == "Version":
        parts |= {key: parts[key] and date.fromisoformat(parts[key]) for key in DAYS}
        parts["scheme"] = Scheme(parts["scheme"])
    if "force" in parts:
        parts["force"] = Force(parts["force"])
    return getattr(rulebook, value["kind"])(**parts)


def _kept(value: Any) -> Any:
    """Parameters are compared as they were written: their lists stay lists."""
    if isinstance(value, dict):
        return {key: _kept(part) for key, part in value.items()}
    return [_kept(part) for part in value] if isinstance(value, list) else value
