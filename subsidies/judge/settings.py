"""Readings of the notices that the municipality chooses: what may be chosen, and what holds while
nothing has been."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from subsidies.judge.loading import RuleFileError, Table
from subsidies.judge.versions import RULES


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`choices` are (value, label) pairs; `unset` is the value read while none is registered, and
    empty where the answer then stays unknown."""

    key: str
    name: str
    ambiguity: int  # its number in the list of points the notices leave open
    clause: str
    choices: tuple[tuple[str, str], ...]
    unset: str
    conditions: tuple[str, ...]
    explanation: str

    @property
    def fact(self) -> str:
        """The key under which the judgement is told what was chosen."""
        return f"settings.{self.key}"

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _ in self.choices)

    def label(self, value: str) -> str:
        """Raises KeyError for what is not one of the choices."""
        return dict(self.choices)[value]


@cache
def load_settings(path: Path = RULES / "settings.toml") -> Mapping[str, Setting]:
    """The settings by key, in the order of the file. Raises RuleFileError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{path.name}: TOMLとして読めません：{error}") from error
    table = Table(content, path=path.name)
    settings = table.tables("setting", _setting)
    table.close()
    by_key = {setting.key: setting for setting in settings}
    if len(by_key) < len(settings):
        raise RuleFileError(f"{path.name}: 同じキーの事項があります。")
    return by_key


def setting(key: str) -> Setting:
    """Raises KeyError for a key the file does not have."""
    return load_settings()[key]


def _setting(table: Table) -> Setting:
    setting = Setting(
        key=table.text("key"),
        name=table.text("name"),
        ambiguity=table.take("ambiguity", int),
        clause=table.text("clause"),
        choices=table.tables("choices", _choice),
        unset=table.text("unset"),
        conditions=table.texts("conditions"),
        explanation=table.text("explanation"),
    )
    table.close()
    if len(set(setting.values)) < len(setting.choices) or len(setting.choices) < 2:  # noqa: PLR2004 -- a choice has two sides
        raise RuleFileError(f"{table.path}.choices: 異なる二つ以上の値が要ります。")
    if setting.unset and setting.unset not in setting.values:
        raise RuleFileError(f"{table.path}.unset: 選べる値ではありません：{setting.unset}")
    return setting


def _choice(table: Table) -> tuple[str, str]:
    choice = table.text("value"), table.text("label")
    table.close()
    return choice
