"""Every predicate, parameter and record of the rule files has words for its readers."""

import datetime as dt
import re

import pytest

from subsidies.judge.rulebook import Group, Leaf, Proviso, Reference, When
from subsidies.judge.versions import load_overlays, load_versions
from subsidies.judge.words import (
    logic_text,
    parameter_lines,
    records_text,
    scopes_text,
    value_text,
    word,
    words,
)

VERSIONS = (*load_overlays(), *load_versions())
RULES = [rule for version in VERSIONS for rule in version.rules]
SOURCES = [
    source
    for rule in RULES
    for condition in rule.conditions
    for source in (condition, *condition.readings)
]
RAW = re.compile(r"[a-z]+[._][a-z]+")


@pytest.mark.parametrize(
    ("kind", "used"),
    [
        ("predicate", {source.predicate for source in SOURCES} - {""}),
        ("parameter", {name for source in SOURCES for name in source.parameters}),
        ("force", {condition.force for rule in RULES for condition in rule.conditions}),
        ("nature", {rule.nature for rule in RULES}),
        ("subject", {rule.subject for rule in RULES}),
        ("scheme", {version.scheme for version in VERSIONS}),
        ("kind", {name for version in VERSIONS for name in version.types}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_word_of_the_files_has_one_in_japanese(kind, used):
    assert used - words()[kind].keys() == set()


def test_no_reader_meets_a_name_of_the_program():
    names = {rule.id: rule.name for rule in RULES}
    told = [line for source in SOURCES for line in parameter_lines(source, names)]
    told += [records_text(source.evidence) for source in SOURCES]

    assert [line for line in told if RAW.search(line)] == []
    assert [line for line in told if line.isascii()] == []


@pytest.mark.parametrize(
    ("value", "key", "text"),
    [
        (360, "minutes", "360分"),
        (18000, "", "18,000"),
        (True, "", "はい"),
        (False, "", "いいえ"),
        (None, "", "なし"),
        (dt.date(2015, 4, 1), "", "平成27年4月1日"),
        ("2015-04-01", "", "平成27年4月1日"),
        (["2013", "2014", "2015"], "years", "2013年～2015年"),
        (["2013", "2014"], "years", "2013年、2014年"),
        (["2013", "2015", "2016"], "years", "2013年、2015年、2016年"),
        ([], "licences", "なし"),
        ({}, "conditional", "なし"),
        (["sat", "sun"], "weekdays", "土曜日、日曜日"),
        ({"2": dt.date(2024, 4, 1)}, "engaged_by", "中段 令和6年4月1日"),
        ([2, 3], "rows", "中段、下段"),
        ({"A": {"children_below": 9000}}, "classes", "小規模A型（児童人口（この数より少ない場合） 9,000）"),
        ([{"below": 9, "cap": 1}, {"cap": 2}], "caps", "人口（この数より少ない場合） 9、上限の人数 1／上限の人数 2"),
        ("opening.weekly", "key", "週の開所予定"),
        ("18:00", "from", "18:00"),
    ],
)  # fmt: skip
def test_a_figure_in_words(value, key, text):
    assert value_text(value, key=key) == text


def test_a_rule_is_told_by_its_name():
    assert value_text("night_opening", names={"night_opening": "夜間加算"}) == "「夜間加算」"


def a_leaf(name):
    return Leaf(condition=name)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (a_leaf("a"), "a"),
        (Reference(rule="r", only=(), clause="4"), "「規定」（4）"),
        (Group(every=True, parts=(a_leaf("a"), a_leaf("b")), clause=""), "a、bのすべて"),
        (Group(every=False, parts=(a_leaf("a"), a_leaf("b")), clause=""), "a、bのいずれか"),
        (Group(every=False, parts=(a_leaf("a"),), clause=""), "a"),
        (When(test=a_leaf("a"), then=a_leaf("b"), clause=""), "aを満たすときは、b"),
        (
            Proviso(main=a_leaf("a"), exception=a_leaf("b"), clause=""),
            "a（ただし、bを満たすときは要しない）",
        ),
        (
            Group(
                every=False,
                parts=(Group(every=True, parts=(a_leaf("a"), a_leaf("b")), clause=""), a_leaf("c")),
                clause="",
            ),
            "（a、bのすべて）、cのいずれか",
        ),
    ],
)
def test_a_logic_in_one_sentence(node, text):
    assert logic_text(node, str, {"r": "規定"}) == text


def test_a_scope_names_types_subtypes_and_what_follows():
    [version] = [version for version in load_versions() if version.code == "R7"]

    assert scopes_text(version.rule("night_opening").scopes) == "基本型（Ⅲ型）：適用しない"
    assert scopes_text(()) == "なし"
    assert word("predicate", "unheard_of") == "unheard_of"
