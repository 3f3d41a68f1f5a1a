"""docs/security: every requirement and every case once, and what is named as evidence exists."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DATA = Path(__file__).parent / "data"
PAGES = ROOT / "docs/security"
TEST_ID = re.compile(r"`(tests/[^`]+\.py)::([^`]+)`")
LINK = re.compile(r"\[[^\]]+\]\(([\w.]+)(?:#([\w-]+))?\)")
STATES = {"tested", "gate", "documented", "office", "partly", "open", "not applicable"}
STEPS_OF_THE_GATE = ("ruff", "mypy", "djlint", "import-linter", "check --deploy")
SHORTEST_REASON = 15


def rows_of(page):
    """The rows of every table with a state, as lists of cells."""
    text = (PAGES / page).read_text(encoding="utf-8")
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if row[-2].strip() in STATES]


REQUIREMENTS = rows_of("asvs.md")
CASES = rows_of("attack_cases.md")


@cache
def names_of_tests(path):
    """The names of the tests of a file, those in classes with the class before them."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            inner = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            found |= {f"{node.name}::{each.name}" for each in inner}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


@cache
def headings_of(page):
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    titles = [line.lstrip("# ") for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_requirement_of_both_levels_stands_there_once():
    with (DATA / "asvs_5_0.csv").open(encoding="utf-8") as file:
        asked = [(row["requirement"], row["level"]) for row in csv.DictReader(file)]

    assert len(asked) == 253
    assert [(row[0], row[1]) for row in REQUIREMENTS] == asked


def test_every_published_case_stands_there_once():
    asked = (DATA / "attack_cases.txt").read_text(encoding="utf-8").split()

    assert len(asked) == 49
    assert [row[0] for row in CASES] == asked


@pytest.mark.parametrize("row", [*REQUIREMENTS, *CASES], ids=lambda row: row[0])
def test_what_a_row_names_is_there(row):
    *_, says, state, evidence = row
    tests = TEST_ID.findall(evidence)
    missing = [f"{path}::{name}" for path, name in tests if name not in names_of_tests(path)]

    assert says
    assert missing == []
    for page, heading in LINK.findall(evidence):
        assert not heading or heading in headings_of(page), (page, heading)
    match state:
        case "tested":
            assert tests
        case "partly":
            assert tests
            assert len(TEST_ID.sub("", evidence).strip("; ")) >= SHORTEST_REASON
        case "documented" | "office":
            assert LINK.search(evidence)
        case "gate":
            assert any(step in evidence for step in STEPS_OF_THE_GATE)
        case _:
            assert len(evidence) >= SHORTEST_REASON


def test_the_counts_of_the_table_are_its_own():
    text = (PAGES / "asvs.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| ([a-z ]+) \| [^|]+ \| (\d+) \|$", text, re.MULTILINE))
    states = [row[-2] for row in REQUIREMENTS]

    assert {state: int(count) for state, count in said.items()} == {
        state: states.count(state) for state in STATES
    }


def test_every_page_on_security_is_linked():
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")

    assert [page.name for page in PAGES.glob("*.md") if f"(security/{page.name})" not in text] == []
