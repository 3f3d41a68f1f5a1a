"""What a condition requires, apart from its number and our words about it.

A condition that was only renumbered has the same content; one whose threshold, force or reading
changed has another, and whatever was signed for the old content must be asked for again.
"""

import hashlib
import json
from typing import Any

from subsidies.judge.rulebook import Condition, Reading, Version, plain

REQUIRED = ("force", "predicate", "parameters", "logic", "attestable")
OWN_DAYS = frozenset({"amended_on"})  # another in every version, and nothing it asks for
READ_AS = ("types", "predicate", "parameters", "attestable")


def content_of(condition: Condition) -> dict[str, Any]:
    """What the condition requires, as plain values."""
    content = {name: _asked(condition, name) for name in REQUIRED}
    readings = [{name: _asked(reading, name) for name in READ_AS} for reading in condition.readings]
    return content | {"readings": readings}


def figures_of(source: Condition | Reading) -> dict[str, Any]:
    """The parameters without the days on which the version itself applies."""
    return {key: value for key, value in source.parameters.items() if key not in OWN_DAYS}


def _asked(source: Condition | Reading, name: str) -> object:
    return plain(figures_of(source) if name == "parameters" else getattr(source, name))


def content_digest(version: Version, condition_id: str) -> str:
    """SHA-256 of what the version requires under this condition; empty where it has none."""
    condition = version.condition(condition_id)
    if condition is None:
        return ""
    text = json.dumps(content_of(condition), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
