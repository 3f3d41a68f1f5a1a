"""Strict reading of rule files: an unknown key, a missing key or a wrong type stops the load."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from subsidies.judge.rulebook import (
    OF_CENTER,
    Choice,
    Condition,
    Force,
    Group,
    Leaf,
    Listing,
    Node,
    Proviso,
    Reading,
    Reference,
    Rule,
    Scheme,
    Scope,
    Version,
    When,
)

REQUIRED = object()
NEVER = date.max  # a draft is in force on no day
TABLE = "table:"  # a parameter that stands once in the file, for several conditions
T = TypeVar("T")


class RuleFileError(Exception):
    """A rule file that cannot be taken at its word."""


class Table:
    """One TOML table, read key by key; what nobody asked for is refused at the end."""

    def __init__(self, content: object, *, path: str) -> None:
        if not isinstance(content, dict):
            raise RuleFileError(f"{path}: 表ではありません。")
        self._rest = dict(content)
        self.path = path

    def take(self, key: str, *types: type, default: object = REQUIRED) -> Any:
        if key not in self._rest:
            if default is REQUIRED:
                raise RuleFileError(f"{self.path}.{key}: 必須の項目がありません。")
            return default
        value = self._rest.pop(key)
        if type(value) not in types:
            raise RuleFileError(f"{self.path}.{key}: 型が違います。")
        return value

    def text(self, key: str, *, default: object = REQUIRED) -> str:
        return str(self.take(key, str, default=default))

    def mapping(self, key: str) -> dict[str, Any]:
        values: dict[str, Any] = self.take(key, dict, default={})
        return values

    def texts(self, key: str, *, default: object = REQUIRED) -> tuple[str, ...]:
        values = self.take(key, list, default=default)
        if any(not isinstance(value, str) for value in values):
            raise RuleFileError(f"{self.path}.{key}: 文字列の並びではありません。")
        return tuple(values)

    def day(self, key: str) -> date | None:
        day: date | None = self.take(key, date, default=None)
        return day

    def tables(self, key: str, build: Callable[["Table"], T]) -> tuple[T, ...]:
        rows = self.take(key, list, default=[])
        return tuple(
            build(Table(row, path=f"{self.path}.{key}[{index}]")) for index, row in enumerate(rows)
        )

    def close(self) -> None:
        if self._rest:
            raise RuleFileError(f"{self.path}: 知らない項目です：{'、'.join(sorted(self._rest))}")


def load_version(path: Path) -> Version:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{path.name}: TOMLとして読めません：{error}") from error
    return parse_version(content, name=path.name)


def parse_version(content: dict[str, Any], *, name: str) -> Version:
    content = _with_tables(content, name)
    table = Table(content, path=name)
    scheme = _scheme(table)
    version = Version(
        code=table.text("code"),
        scheme=scheme,
        title=table.text("title"),
        numbers=table.texts("numbers"),
        published_on=table.take("published_on", date),
        effective_from=NEVER if scheme is Scheme.DRAFT else table.take("effective_from", date),
        effective_until=table.day("effective_until"),
        lineage_ends=table.day("lineage_ends"),
        end_published_on=table.day("end_published_on"),
        verified_through=table.day("verified_through"),
        text_held=table.take("text_held", bool),
        source_of_dates=table.text("source_of_dates"),
        note=table.text("note", default=""),
        types=table.texts("types"),
        municipalities=table.texts("municipalities", default=[]),
        rules=table.tables("rule", _rule),
        child_spelling=table.text("child_spelling", default=""),
    )
    table.close()
    _refuse_broken_references(version, name)
    return version


def _scheme(table: Table) -> Scheme:
    value = table.text("scheme", default=Scheme.NATIONAL.value)
    if value not in set(Scheme):
        raise RuleFileError(f"{table.path}.scheme: 知らない語です：{value}")
    return Scheme(value)


def _with_tables(content: dict[str, Any], name: str) -> dict[str, Any]:
    """The content with each `table:<name>` replaced by the table of that name."""
    tables = content.get("tables", {})
    used: set[str] = set()

    def replaced(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: replaced(part) for key, part in value.items()}
        if isinstance(value, list):
            return [replaced(part) for part in value]
        if not isinstance(value, str) or not value.startswith(TABLE):
            return value
        wanted = value.removeprefix(TABLE)
        if wanted not in tables:
            raise RuleFileError(f"{name}: 定義のない表です：{wanted}")
        used.add(wanted)
        return tables[wanted]

    whole: dict[str, Any] = replaced({k: v for k, v in content.items() if k != "tables"})
    if tables.keys() - used:
        odd = "、".join(sorted(tables.keys() - used))
        raise RuleFileError(f"{name}: どの条件も使わない表です：{odd}")
    return whole


def _rule(table: Table) -> Rule:
    rule = Rule(
        id=table.text("id"),
        name=table.text("name"),
        types=table.texts("types"),
        clause=table.text("clause"),
        nature=table.text("nature"),
        subject=table.text("subject", default=OF_CENTER),
        logic=_node(table.take("logic", dict, str), path=f"{table.path}.logic"),
        includes=table.texts("includes", default=[]),
        scopes=table.tables("scope", _scope),
        conditions=table.tables("condition", _condition),
    )
    table.close()
    _refuse_unplaced_conditions(rule, table.path)
    return rule


def _scope(table: Table) -> Scope:
    scope = Scope(
        types=table.texts("types"),
        subtypes=table.texts("subtypes", default=[]),
        status=table.text("status"),
        clause=table.text("clause"),
        flag=table.text("flag"),
        reason=table.text("reason"),
    )
    table.close()
    if scope.status not in {"unknown", "not_applicable"}:
        raise RuleFileError(f"{table.path}.status: unknown か not_applicable です。")
    return scope


def _condition(table: Table) -> Condition:
    logic = table.take("logic", dict, default=None)
    condition = Condition(
        id=table.text("id"),
        clause=table.text("clause"),
        description=table.text("description"),
        force=_force(table),
        reported=table.take("reported", bool, default=False),
        predicate=table.text("predicate", default=""),
        parameters=table.take("parameters", dict, default={}),
        logic=None if logic is None else _node(logic, path=f"{table.path}.logic"),
        evidence=table.texts("evidence"),
        attestable=table.take("attestable", bool, default=False),
        ambiguity=table.text("ambiguity", default=""),
        flag=table.text("flag", default=""),
        readings=table.tables("reading", _reading),
    )
    table.close()
    if bool(condition.predicate) == (condition.logic is not None):
        raise RuleFileError(f"{table.path}: predicate と logic のどちらか一方を書きます。")
    return condition


def _force(table: Table) -> Force:
    value = table.text("force")
    if value not in set(Force):
        raise RuleFileError(f"{table.path}.force: 知らない語です：{value}")
    return Force(value)


def _reading(table: Table) -> Reading:
    reading = Reading(
        types=table.texts("types"),
        clause=table.text("clause"),
        description=table.text("description"),
        predicate=table.text("predicate"),
        parameters=table.take("parameters", dict, default={}),
        evidence=table.texts("evidence"),
        attestable=table.take("attestable", bool, default=False),
        ambiguity=table.text("ambiguity", default=""),
        flag=table.text("flag", default=""),
    )
    table.close()
    return reading


def _node(content: object, *, path: str) -> Node:
    if isinstance(content, str):
        return Leaf(condition=content)
    table = Table(content, path=path)
    clause = table.text("clause", default="")
    node = _inner_node(table, clause)
    table.close()
    return node


def _inner_node(table: Table, clause: str) -> Node:
    def part(key: str) -> Node:
        return _node(table.take(key, dict, str), path=f"{table.path}.{key}")

    rule = table.text("rule", default="")
    if rule:
        return Reference(rule=rule, only=table.texts("only", default=[]), clause=clause)
    setting = table.text("setting", default="")
    if setting:
        readings = table.mapping("readings").items()
        choices = [(value, _node(node, path=f"{table.path}.{value}")) for value, node in readings]
        return Choice(setting=setting, readings=tuple(choices), clause=clause)
    listed = table.take("listed", list, default=[])
    if listed:
        nodes_listed = tuple(_node(item, path=f"{table.path}.listed") for item in listed)
        return Listing(parts=nodes_listed, clause=clause, flag=table.text("flag"))
    for word in ("all", "any"):
        parts = table.take(word, list, default=[])
        if parts:
            nodes = tuple(_node(item, path=f"{table.path}.{word}") for item in parts)
            return Group(every=word == "all", parts=nodes, clause=clause)
    if "proviso" in table._rest:  # noqa: SLF001 -- the reader of the same module
        return Proviso(main=part("main"), exception=part("proviso"), clause=clause)
    return When(test=part("when"), then=part("then"), clause=clause)


def references_in(node: Node) -> list[Reference]:
    return [part for part in nodes_of(node) if isinstance(part, Reference)]


def nodes_of(node: Node) -> tuple[Node, ...]:
    """The node and all below it, in printed order."""
    children: dict[type, tuple[Node, ...]] = {}
    if isinstance(node, (Group, Listing)):
        children[type(node)] = node.parts
    if isinstance(node, Choice):
        children[Choice] = tuple(part for _, part in node.readings)
    if isinstance(node, When):
        children[When] = (node.test, node.then)
    if isinstance(node, Proviso):
        children[Proviso] = (node.main, node.exception)
    below = children.get(type(node), ())
    return (node, *(found for child in below for found in nodes_of(child)))


def _refuse_unplaced_conditions(rule: Rule, path: str) -> None:
    placed = {node.condition for node in nodes_of(rule.logic) if isinstance(node, Leaf)}
    deciding = {condition.id for condition in rule.conditions if not condition.reported}
    if placed != deciding:
        odd = "、".join(sorted(placed ^ deciding))
        raise RuleFileError(f"{path}: 論理に置かれていない、又は定義のない条件です：{odd}")


def _refuse_broken_references(version: Version, name: str) -> None:
    logics = [rule.logic for rule in version.rules]
    logics += [part.logic for rule in version.rules for part in rule.conditions if part.logic]
    wanted = {
        node.rule for logic in logics for node in nodes_of(logic) if isinstance(node, Reference)
    }
    wanted |= {included for rule in version.rules for included in rule.includes}
    wanted |= {
        parameters["qualification"]
        for rule in version.rules
        for condition in rule.conditions
        for parameters in (condition.parameters, *(part.parameters for part in condition.readings))
        if "qualification" in parameters
    }
    lacking = wanted - {rule.id for rule in version.rules}
    if lacking:
        raise RuleFileError(f"{name}: 定義のない規則への参照です：{'、'.join(sorted(lacking))}")
