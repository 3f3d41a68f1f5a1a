"""A result against what the case's author expected: only what was written is compared."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def differences(expect: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    written = {key: wanted for key, wanted in expect.items() if wanted is not None}
    return [line for key, wanted in written.items() for line in _compare(key, wanted, actual[key])]


def _compare(key: str, wanted: Any, found: Any) -> Iterable[str]:
    if isinstance(wanted, Mapping):
        return _compare_parts(key, wanted, found)
    if key == "flags":
        lacking = [flag for flag in wanted if flag not in found]
        return [f"flags: {'、'.join(lacking)} がありません（実際：{found}）"] if lacking else []
    if key in {"missing", "obligations"}:
        wanted, found = sorted(wanted), sorted(found)
    return [] if wanted == found else [f"{key}: 期待 {wanted} に対し {found}"]


def _compare_parts(
    key: str,
    wanted: Mapping[str, Any],
    found: Mapping[str, Any],
) -> Iterable[str]:
    for name, written in wanted.items():
        value = float(written) if isinstance(written, Decimal) else written
        actual = found.get(name)
        if actual != value or isinstance(actual, bool) is not isinstance(value, bool):
            yield f"{key}.{name}: 期待 {value} に対し {actual}"
