"""A rule file in words: what rule book and comparison print for a force, a figure, a logic."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from shared.wareki import format_wareki
from subsidies.judge.names import name_of
from subsidies.judge.rulebook import Condition, Reading, Scope, plain
from subsidies.judge.settings import load_settings
from subsidies.judge.versions import RULES

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES, NO, NONE = "はい", "いいえ", "なし"
ROWS = ("rows", "engaged_by")  # rows of the table of exemptions
RUN = 3  # so many years in a row, and more, are told by the first and the last

Label = Callable[[str], str]


@cache
def words() -> dict[str, dict[str, Any]]:
    return tomllib.loads((RULES / "words.toml").read_text(encoding="utf-8"))


def word(kind: str, key: str) -> str:
    """The word of the list `kind`; what has none is told as it is written."""
    return str(words()[kind].get(key, key))


def kinds_text(types: tuple[str, ...]) -> str:
    """基本型・特定型."""
    return "・".join(word("kind", each) for each in types)


def scope_text(scope: Scope) -> str:
    """Which types or subtypes a rule leaves out, and what becomes of them."""
    subtypes = f"（{'・'.join(scope.subtypes)}型）" if scope.subtypes else ""
    return f"{kinds_text(scope.types)}{subtypes}：{word('scope', scope.status)}"


def scopes_text(scopes: tuple[Scope, ...]) -> str:
    return "、".join(scope_text(scope) for scope in scopes) or NONE


def parameter_lines(
    source: Condition | Reading, names: Mapping[str, str] | None = None
) -> list[str]:
    """The thresholds of a condition, one a line; without what only serves the program."""
    inner = words()["inner"]["parameters"]
    return [
        f"{word('parameter', key)}：{value_text(value, key=key, names=names)}"
        for key, value in source.parameters.items()
        if key not in inner
    ]


def value_text(value: Any, *, key: str = "", names: Mapping[str, str] | None = None) -> str:
    """A parameter's value; `names` are those of the rules, by id."""
    if value is None:
        return NONE
    if isinstance(value, Mapping):
        parts = (_entry(name, part, names, key=key) for name, part in value.items())
        return "、".join(parts) or NONE
    if isinstance(value, (list, tuple)):
        return _row(value, key, names)
    return _single(value, key, names or {})


def _single(value: object, key: str, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, (int, float)):
        told = words()["row"].get(str(value)) if key in ROWS else None
        return told or f"{value:,}{words()['unit'].get(key, '')}"
    return format_wareki(value) if isinstance(value, date) else _text(str(value), names)


def _entry(name: str, value: Any, names: Mapping[str, str] | None, *, key: str) -> str:
    known = words()["row"] if key in ROWS else words()["parameter"]
    label = known.get(name) or _text(name, names or {})
    told = value_text(value, key=name, names=names)
    return f"{label}（{told}）" if isinstance(value, Mapping) else f"{label} {told}"


def _row(values: list[Any] | tuple[Any, ...], key: str, names: Mapping[str, str] | None) -> str:
    if not values:
        return NONE
    if key == "years":
        return _years([str(year) for year in values])
    if all(isinstance(value, Mapping) for value in values):
        return "／".join(_record(value, names) for value in values)
    return "、".join(value_text(value, key=key, names=names) for value in values)


def _record(value: Mapping[str, Any], names: Mapping[str, str] | None) -> str:
    """One of several; an item of an annex says itself what it asks."""
    if {"item", "name"} <= value.keys():
        return f"{value['item']} {value['name']}"
    return value_text(value, names=names)


def _years(years: list[str]) -> str:
    first, last = int(years[0]), int(years[-1])
    in_a_row = [str(year) for year in range(first, last + 1)] == years
    return f"{first}年～{last}年" if in_a_row and len(years) >= RUN else "年、".join(years) + "年"


def records_text(keys: tuple[str, ...]) -> str:
    """The records that a condition looks at, by their names."""
    return "、".join(_text(key, {}) for key in keys) or NONE


def _text(value: str, names: Mapping[str, str]) -> str:
    if DAY.fullmatch(value):
        return format_wareki(date.fromisoformat(value))
    if value in names:
        return f"「{names[value]}」"
    known = words()["word"].get(value)
    return str(known) if known else name_of(value)


def logic_text(node: object, label: Label, names: Mapping[str, str]) -> str:
    """A logic in one sentence; `label` tells a condition, `names` are the rules' by id."""
    return _logic(plain(node), label, names, is_inner=False)


def _logic(content: Any, label: Label, names: Mapping[str, str], *, is_inner: bool) -> str:
    def part(node: Any) -> str:
        return _logic(node, label, names, is_inner=True)

    kind = content["kind"]
    if kind == "Leaf":
        return label(content["condition"])
    if kind == "Reference":
        only = "".join(f"の{label(each)}" for each in content.get("only", ()))
        clause = f"（{content['clause']}）" if content["clause"] else ""
        return f"「{names.get(content['rule'], content['rule'])}」{only}{clause}"
    if kind == "When":
        text = f"{part(content['test'])}を満たすときは、{part(content['then'])}"
    elif kind == "Proviso":
        exception = f"（ただし、{part(content['exception'])}を満たすときは要しない）"
        text = f"{part(content['main'])}{exception}"
    elif kind == "Choice":
        setting = load_settings()[content["setting"]]
        readings = (f"{setting.label(value)}：{part(node)}" for value, node in content["readings"])
        text = f"「{setting.name}」の定めにより、{'／'.join(readings)}"
    else:
        joint = "のすべて" if content.get("every") else "のいずれか"
        joint = "（「いずれも」とも「いずれか」とも書かれていない）" if kind == "Listing" else joint
        text = "、".join(part(node) for node in content["parts"])
        text += joint if len(content["parts"]) > 1 else ""
    return f"（{text}）" if is_inner else text
