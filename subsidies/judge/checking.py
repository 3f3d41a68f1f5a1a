"""A rule file that somebody hands in: everything that is wrong with it, each with its line."""

import copy
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from subsidies.judge import auditing
from subsidies.judge.loading import RuleFileError, parse_version
from subsidies.judge.names import NAMES, PERSON_NAMES
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.rulebook import Condition, Reading, Scheme, Version
from subsidies.judge.settings import load_settings
from subsidies.judge.versions import load_versions
from subsidies.judge.vocabulary import FACTS
from subsidies.judge.words import words

CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
HEADER = re.compile(r"^\s*\[\[\s*(?P<name>[a-z.]+)\s*\]\]")
STEP = re.compile(r"(?P<name>[a-z_]+)\[(?P<index>[0-9]+)\]")
KEY = re.compile(r"[a-z_0-9]+(?:\.[a-z_0-9]+)+")
LINE = re.compile(r"at line (?P<line>[0-9]+)")
MOST_PROBLEMS = 200
NO_DAY = date(2000, 1, 1)
SILENT: dict[str, Any] = {
    "code": "-",
    "title": "-",
    "numbers": [],
    "published_on": NO_DAY,
    "effective_from": NO_DAY,
    "effective_until": NO_DAY,
    "lineage_ends": NO_DAY,
    "end_published_on": NO_DAY,
    "verified_through": NO_DAY,
    "text_held": True,
    "source_of_dates": "-",
    "note": "-",
    "types": [],
    "rule": [],
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, and in which line; 0 where no single line is to blame."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.line}行目：{self.text}" if self.line else self.text


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The version, if the file can be taken at its word, and all that speaks against it."""

    version: Version | None
    problems: tuple[Problem, ...]


def check_source(source: str, *, name: str) -> Checked:
    """Read a rule file strictly and tell every problem, not the first alone."""
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = LINE.search(str(error))
        line = int(found["line"]) if found else 0
        problem = Problem(line=line, text=f"TOMLとして読めません：{error}")
        return Checked(version=None, problems=(problem,))
    broken = [_problem(source, path) for path in _structure(content, name)]
    if broken:
        return Checked(version=None, problems=_in_order(broken))
    version = parse_version(content, name=name)
    problems = [
        Problem(line=_line_of_id(source, each_id), text=text) for each_id, text in _sense(version)
    ]
    return Checked(version=None if problems else version, problems=_in_order(problems))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))


def _structure(content: dict[str, Any], name: str) -> Iterator[str]:
    """One message after the other: what is refused is put aside, and the rest is read again."""
    rest = copy.deepcopy(content)
    for _ in range(MOST_PROBLEMS):
        try:
            parse_version(rest, name=name)
        except RuleFileError as error:
            message = str(error)
            yield message
            if not (_put_aside(rest, message) or _fill_in(rest, message, name)):
                return
        else:
            return


def _put_aside(content: dict[str, Any], message: str) -> bool:
    """Replace the innermost part the message blames by one that says nothing; False if none."""
    where = [(found["name"], int(found["index"])) for found in STEP.finditer(message)]
    path = [(name, index) for name, index in where if name in {"rule", "condition"}]
    rows: Any = content
    owner: list[Any] = []
    for name, index in path:
        owner = rows.get(name, []) if isinstance(rows, dict) else []
        if index >= len(owner):  # the file's own words, quoted in the message
            return False
        rows = owner[index]
    if not path or not isinstance(rows, dict) or rows.get("nature") == "-":
        return False
    inner = path[-1][0] == "condition"
    owner[path[-1][1]] = _silent_condition(rows) if inner else _silent_rule(rows)
    return True


def _fill_in(content: dict[str, Any], message: str, name: str) -> bool:
    """Put something harmless for a key of the version itself; False if it is none of those."""
    prefix, _, odd = message.partition("知らない項目です：")
    if prefix == f"{name}: " and odd:
        for key in odd.split("、"):
            del content[key]
        return True
    found = re.match(rf"{re.escape(name)}\.(\w+): ", message)
    key = found[1] if found else ""
    if key not in SILENT or content.get(key) == SILENT[key]:
        return False
    content[key] = SILENT[key]
    return True


def _silent_condition(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row.get("id", "-")),
        "clause": "-",
        "description": "-",
        "force": "must",
        "reported": row.get("reported") is True,
        "predicate": "-",
        "evidence": [],
    }


def _silent_rule(row: dict[str, Any]) -> dict[str, Any]:
    found = row.get("condition", [])
    conditions = [part for part in found if isinstance(part, dict)]
    placed = [str(part.get("id")) for part in conditions if part.get("reported") is not True]
    return {
        "id": str(row.get("id", "-")),
        "name": "-",
        "types": [],
        "clause": "-",
        "nature": "-",
        "logic": {"all": placed or ["-"]},
        "condition": conditions,
    }


def _problem(source: str, message: str) -> Problem:
    return Problem(line=_line_of_path(source, message), text=message)


def _line_of_path(source: str, message: str) -> int:
    """Where the blamed row begins, or the blamed key of it stands."""
    wanted = [(found["name"], int(found["index"])) for found in STEP.finditer(message)]
    key = re.search(r"\.([a-z_]+)(?:\[[0-9]+\])?:", message)
    lines = source.splitlines()
    begin = _header_line(lines, wanted) if wanted else 0
    for number in range(begin, len(lines)):
        if number > begin and HEADER.match(lines[number]):
            break
        if key and re.match(rf"\s*{key[1]}\s*=", lines[number]):
            return number + 1
    return begin + 1 if wanted else 0


def _header_line(lines: list[str], wanted: list[tuple[str, int]]) -> int:
    """The index of the header at `rule[2].condition[0]`."""
    paths = [".".join(name for name, _ in wanted[: depth + 1]) for depth in range(len(wanted))]
    indexes = [index for _, index in wanted]
    counted: dict[str, int] = {}
    for number, line in enumerate(lines):
        found = HEADER.match(line)
        if found is None:
            continue
        name = found["name"]
        kept = {path: count for path, count in counted.items() if not path.startswith(f"{name}.")}
        counted = kept | {name: counted.get(name, -1) + 1}
        if name == paths[-1] and [counted.get(path) for path in paths] == indexes:
            return number
    return 0


def _line_of_id(source: str, each_id: str) -> int:
    if not each_id:
        return 0
    pattern = re.compile(rf'\s*(?:id|code)\s*=\s*"{re.escape(each_id)}"')
    lines = source.splitlines()
    return next((number for number, line in enumerate(lines, start=1) if pattern.match(line)), 0)


def _sense(version: Version) -> Iterator[tuple[str, str]]:
    """What can be read and still cannot be judged by: the id it concerns, and why."""
    yield from _head(version)
    yield from _repeated("規則", [rule.id for rule in version.rules])
    conditions = [part for rule in version.rules for part in rule.conditions]
    yield from _repeated("条件", [part.id for part in conditions])
    for rule in version.rules:
        yield from _unknown_types(rule.id, rule.types)
    rules = frozenset(rule.id for rule in version.rules)
    for condition in conditions:
        yield from _of_condition(condition, rules)


def _head(version: Version) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(version.code):
        yield version.code, f"版の記号は、大文字の英字と数字で書きます：{version.code}"
    ends_on = version.ends_on
    if ends_on is not None and ends_on < version.effective_from:
        yield version.code, "適用終了日が、適用開始日より前の日付です。"
    if version.scheme is not Scheme.NATIONAL:
        yield version.code, "国の要綱ではない版は、ファイルから登録できません。"
    for text in auditing.unknown_settings([version]):
        yield version.code, text
    if not version.text_held and version.rules:
        yield version.code, "本文を保有しない版に、規則が書かれています。"
    if version.text_held and not version.rules:
        yield version.code, "規則が1つも書かれていません。"
    yield from _unknown_types(version.code, version.types)


def _repeated(what: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    for each_id, count in Counter(ids).items():
        if count > 1:
            yield each_id, f"同じ{what}が{count}回書かれています：{each_id}"


def _unknown_types(each_id: str, types: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    odd = [name for name in types if name not in words()["kind"]]
    if odd:
        yield each_id, f"知らない類型です：{'、'.join(odd)}"


def _of_condition(condition: Condition, rules: frozenset[str]) -> Iterator[tuple[str, str]]:
    sources: tuple[Condition | Reading, ...] = (condition, *condition.readings)
    for source in sources:
        predicate = PREDICATES.get(source.predicate)
        if source.predicate and predicate is None:
            yield condition.id, f"{condition.id}：知らない述語です：{source.predicate}"
        elif predicate and not predicate.accepts(frozenset(source.parameters)):
            yield condition.id, f"{condition.id}：述語に合わない引数です：{source.predicate}"
        elif predicate:
            for name, value in source.parameters.items():
                if not _fits(source.predicate, name, value):
                    yield condition.id, f"{condition.id}：引数の型が違います：{name}"
        for key in (*source.evidence, *_keys(source.parameters)):
            if key not in rules and not _is_known(key):
                yield condition.id, f"{condition.id}：知らない記録です：{key}"


def _is_known(key: str) -> bool:
    head, _, rest = key.partition(".")
    if head == "person" and rest:
        return rest in PERSON_NAMES or key in words()["word"]
    if head == "settings":
        return rest in load_settings()
    return key in FACTS or key in NAMES or any(name.startswith(f"{key}.") for name in NAMES)


def _keys(value: object) -> Iterator[str]:
    """What looks like the key of a fact: words joined by points."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _keys(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _keys(part)
    elif isinstance(value, str) and KEY.fullmatch(value):
        yield value


def _fits(predicate: str, name: str, value: object) -> bool:
    """Whether the shipped rules give the same predicate a figure of this form."""
    forms = _known_forms().get((predicate, name))
    return forms is None or _form(value) in forms


@cache
def _known_forms() -> dict[tuple[str, str], set[str]]:
    forms: dict[tuple[str, str], set[str]] = {}
    for version in load_versions():
        for rule in version.rules:
            for condition in rule.conditions:
                sources: tuple[Condition | Reading, ...] = (condition, *condition.readings)
                for source in sources:
                    for name, value in source.parameters.items():
                        forms.setdefault((source.predicate, name), set()).add(_form(value))
    return forms


def _form(value: object) -> str:
    if isinstance(value, Mapping):
        return "table"
    if isinstance(value, (list, tuple)):
        return f"list of {sorted({_form(part) for part in value})}"
    return type(value).__name__
