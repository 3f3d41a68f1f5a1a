"""Which mutants of the judge the case table kills: operators and figures of the code, figures of
the rule files.

    .venv/bin/python -m bench.mutants [--jobs 2] [--only predicates/money]

Each mutant is judged in a process of its own, forked before the judge is imported, by the cases
under `tests/subsidies/cases`, the worked examples and, where these do not notice it, the plain tests
named in FURTHER: no database, no test runner. One whose
import fails, or that runs far longer than the original, is killed too. The report is written to
standard output as Markdown; `docs/mutation.md` keeps the last one.
"""

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import json
import os
import re
import signal
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JUDGE = ROOT / "subsidies" / "judge"
RULES = ROOT / "subsidies" / "rules"
CODE = ("engine.py", "kleene.py", "question.py", "versions.py", "predicates/*.py")
DATA = ("R2.toml", "R3.toml", "R7.toml", "overlays/*.toml")
SECONDS = 120
FURTHER = ("test_when", "test_versions", "test_kleene", "test_readings", "test_remedies")
SURVIVED, KILLED = 0, 1

COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
NUMBER = re.compile(r"(?<![\w.\"-])(\d{4}-\d{2}-\d{2}|\d+)(?![\w.\"-])")
QUOTED = re.compile(r'"[^"]*"')
CLOCK = re.compile(r'"(\d{2}):00"')


@dataclass(frozen=True)
class Mutant:
    """One changed place: the file, the line and what became of it."""

    path: Path
    line: int
    change: str
    text: str
    rule: str = ""

    @property
    def report(self) -> str:
        return f"- `{self.name}:{self.line}` {self.change}"

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT / "subsidies"))


class Mutator(ast.NodeTransformer):
    """Counts the places where something can be changed, and changes the one that is wanted."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted, self.seen = wanted, 0
        self.line, self.change = 0, ""

    def _turn(self, node: ast.AST, change: str) -> bool:
        self.seen += 1
        if self.seen - 1 != self.wanted:
            return False
        self.line, self.change = getattr(node, "lineno", 0), change
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for index, operator in enumerate(node.ops):
            other = COMPARISONS[type(operator)]
            if self._turn(node, f"{type(operator).__name__} → {other.__name__}"):
                node.ops[index] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        if self._turn(node, f"{type(node.op).__name__} → {other.__name__}"):
            node.op = other()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = ARITHMETIC.get(type(node.op))
        if other and self._turn(node, f"{type(node.op).__name__} → {other.__name__}"):
            node.op = other()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if self._turn(node, f"{type(node.op).__name__} dropped") else node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._turn(node, "if → if not"):
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._turn(node, "a if b else c → c if b else a"):
            node.body, node.orelse = node.orelse, node.body
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._turn(node, f"{node.value} → {not node.value}"):
                return ast.Constant(value=not node.value)
        elif isinstance(node.value, int) and self._turn(node, f"{node.value} → {node.value + 1}"):
            return ast.Constant(value=node.value + 1)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        other = NAMES.get(node.id)
        if other and self._turn(node, f"{node.id} → {other}"):
            return ast.Name(id=other, ctx=node.ctx)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Met for not met: an answer turned round."""
        self.generic_visit(node)
        others = {"MET": "NOT_MET", "NOT_MET": "MET"}
        is_status = isinstance(node.value, ast.Name) and node.value.id == "Status"
        if is_status and node.attr in others and self._turn(node, f"{node.attr} turned round"):
            node.attr = others[node.attr]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """What a decorator is told (frozen, kw_only) is no part of the judgement."""
        node.body = [self.visit(part) for part in node.body]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node  # annotations say nothing

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


def mutants_of_code(path: Path) -> list[Mutant]:
    source = path.read_text(encoding="utf-8")
    counter = Mutator()
    counter.visit(ast.parse(source))
    found = []
    for wanted in range(counter.seen):
        mutator = Mutator(wanted)
        tree = ast.fix_missing_locations(mutator.visit(ast.parse(source)))
        found.append(Mutant(path, mutator.line, mutator.change, ast.unparse(tree)))
    return found


def mutants_of_rules(path: Path) -> list[Mutant]:
    """Each figure of the conditions, one more and one less; each day, one later."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    begun, rule = False, ""
    for index, line in enumerate(lines):
        if index and lines[index - 1] == "[[rule]]":
            rule = line.partition('"')[2].rstrip('"')
        begun = begun or line.startswith(("[tables]", "[[rule"))
        bare = QUOTED.sub(lambda match: " " * len(match.group()), line)
        if not begun or line.startswith("#"):
            continue
        places = [(match.span(1), match.group(1)) for match in NUMBER.finditer(bare)]
        places += [(match.span(1), match.group(1)) for match in CLOCK.finditer(line)]
        for (start, end), figure in places:
            for other in _others(figure):
                changed = [*lines]
                changed[index] = f"{line[:start]}{other}{line[end:]}"
                text = "\n".join(changed)
                found.append(Mutant(path, index + 1, f"{figure} → {other}", text, rule))
    return found


def _others(figure: str) -> list[str]:
    if "-" in figure:
        year, month, day = figure.split("-")
        return [f"{year}-{month}-{int(day) - 1 or 2:02d}"]
    number = int(figure)
    width = len(figure) if figure.startswith("0") else 1
    return [f"{number + step:0{width}d}" for step in (1, -1) if number + step >= 0]


class Served(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source."""

    def __init__(self, mutant: Mutant) -> None:
        self.source, self.file = mutant.text, str(mutant.path)
        self.module = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)

    def find_spec(self, fullname, path, target=None):  # noqa: ARG002 -- asked for by its signature
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.module else None

    def exec_module(self, module):
        module.__file__ = self.file
        exec(compile(self.source, self.module, "exec"), module.__dict__)  # noqa: S102 -- the altered source is of this project


def verdict(mutant: Mutant | None, rows: list, parsed: dict) -> int:
    """Runs in a process of its own."""
    original = tomllib.loads

    def loads(text: str, **options):
        if mutant and mutant.path.suffix == ".toml" and text == parsed["source"][mutant.path]:
            return original(mutant.text, **options)
        return parsed["content"].get(text) or original(text, **options)

    tomllib.loads = loads
    if mutant and mutant.path.suffix == ".py":
        sys.meta_path.insert(0, Served(mutant))
    from subsidies.judge import judge, load_catalogue, parse_case  # noqa: PLC0415 -- only now is the judge the altered one
    from subsidies.judge.comparison import differences  # noqa: PLC0415 -- only now is the judge the altered one

    catalogue = load_catalogue()
    for row, whole in rows:
        result = judge(parse_case(row, catalogue)).as_contract()
        flags = row["expect"].get("flags")
        odd_flags = flags is not None and whole and sorted(flags) != sorted(result["flags"])
        if odd_flags or differences(row["expect"], result):
            return KILLED
    is_code = mutant is None or mutant.path.suffix == ".py"
    return SURVIVED if not is_code or all(holds() for holds in further_tests()) else KILLED


def further_tests() -> Iterator[Callable[[], bool]]:
    """The plain tests of what no case reaches, called with their parameters one by one."""
    for name in FURTHER:
        module = importlib.import_module(f"tests.subsidies.judge.{name}")
        for test in vars(module).values():
            if callable(test) and getattr(test, "__name__", "").startswith("test_"):
                yield partial(_holds, test)


def _holds(test: Callable[..., None]) -> bool:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    calls: list[dict] = [{}]
    for mark in marks:
        names, rows = mark.args
        keys = [names] if isinstance(names, str) else list(names)
        rows = [(row,) if isinstance(names, str) else row for row in rows]
        calls = [call | dict(zip(keys, row, strict=True)) for call in calls for row in rows]
    for call in calls:
        try:
            test(**call)
        except Exception:  # noqa: BLE001 -- a failure of whatever kind
            return False
    return True


def tried(mutant: Mutant | None, rows: list, parsed: dict) -> int:
    """Whether the cases notice the mutant; None is the original.

    A rule file is put to the cases of its own version, those of the changed rule first.
    """
    if mutant and mutant.rule:
        codes = {mutant.path.stem, None}
        rows = [pair for pair in rows if pair[0].get("version") in codes]
        rows = sorted(rows, key=lambda pair: pair[0]["target"] != mutant.rule)
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        try:
            os._exit(verdict(mutant, rows, parsed))
        except BaseException:  # noqa: BLE001 -- a mutant that breaks is killed, however it breaks
            os._exit(KILLED)
    _, status = os.waitpid(child, 0)
    return KILLED if os.waitstatus_to_exitcode(status) else SURVIVED


def sources(only: str) -> list[Path]:
    paths = [path for pattern in CODE for path in sorted(JUDGE.glob(pattern))]
    paths += [path for pattern in DATA for path in sorted(RULES.glob(pattern))]
    return [path for path in paths if only in str(path)]


class Rows:
    """The cases, each target in its turn, and whether their flags are all there are."""

    def __init__(self) -> None:
        from tests.subsidies.judge.case_files import EXAMPLES, read_rows  # noqa: PLC0415 -- only now is the judge the altered one

        examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
        rows = [*((row, True) for row in read_rows()), *((row, False) for row in examples)]
        seen: Counter[str] = Counter()
        turns = []
        for row, whole in rows:
            turns.append((seen[row["target"]], row, whole))
            seen[row["target"]] += 1
        self.rows = [(row, whole) for _, row, whole in sorted(turns, key=lambda turn: turn[0])]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--again", type=Path, help="a report: try its survivors once more")
    options = arguments.parse_args()
    rows = Rows().rows
    texts = {path: path.read_text(encoding="utf-8") for path in RULES.rglob("*.toml")}
    parsed = {
        "source": texts,
        "content": {text: tomllib.loads(text) for text in texts.values()},
    }
    if tried(None, rows, parsed) is KILLED:
        sys.exit("The cases disagree with the original.")
    mutants = [
        mutant
        for path in sources(options.only)
        for mutant in (mutants_of_code if path.suffix == ".py" else mutants_of_rules)(path)
    ]
    if options.again:
        told = options.again.read_text(encoding="utf-8")
        mutants = [mutant for mutant in mutants if mutant.report in told.splitlines()]
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(lambda mutant: tried(mutant, rows, parsed), mutants))
    report(mutants, verdicts)


def report(mutants: list[Mutant], verdicts: list[int]) -> None:
    pairs = list(zip(mutants, verdicts, strict=True))
    every = Counter(mutant.name for mutant in mutants)
    killed = Counter(mutant.name for mutant, verdict in pairs if verdict == KILLED)
    print("| file | mutants | killed | share |\n|---|---|---|---|")
    for name, number in [*every.items(), ("all", len(mutants))]:
        dead = killed[name] if name != "all" else sum(killed.values())
        print(f"| `{name}` | {number} | {dead} | {dead / max(number, 1):.1%} |")
    print("\nSurviving:\n")
    for mutant, verdict in pairs:
        if verdict == SURVIVED:
            print(mutant.report)


if __name__ == "__main__":
    main()
