"""Between the held versions: every difference that the texts have, and nothing else."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from subsidies.judge.differences import Kind, compare
from subsidies.judge.versions import load_versions

DATA = Path(__file__).parents[1] / "data" / "differences.toml"
EXPECTED = tomllib.loads(DATA.read_text(encoding="utf-8"))["comparison"]
VERSIONS = {version.code: version for version in load_versions()}
PAIRS = pytest.mark.parametrize(
    "expected", EXPECTED, ids=lambda pair: f"{pair['old']}-{pair['new']}"
)


def listed(expected, part):
    return [
        (each, kind)
        for point in expected["point"]
        for kind, ids in point.get(part, {}).items()
        for each in ids
    ]


@PAIRS
def test_exactly_the_listed_conditions_differ(expected):
    comparison = compare(VERSIONS[expected["old"]], VERSIONS[expected["new"]])

    found = [(part.id, part.kind.value) for part in comparison.conditions]
    assert sorted(found) == sorted(listed(expected, "conditions"))


@PAIRS
def test_exactly_the_listed_rules_differ_by_themselves(expected):
    comparison = compare(VERSIONS[expected["old"]], VERSIONS[expected["new"]])

    found = [(rule.id, rule.kind.value) for rule in comparison.rules if rule.kind]
    assert sorted(found) == sorted(listed(expected, "rules"))


@PAIRS
def test_each_difference_is_listed_once_and_each_point_has_one(expected):
    for part in ("conditions", "rules"):
        counted = Counter(each for each, _ in listed(expected, part))
        assert [each for each, count in counted.items() if count > 1] == []
    assert [
        point["text"]
        for point in expected["point"]
        if not (point.get("conditions") or point.get("rules"))
    ] == []


def changes(comparison, condition_id):
    [found] = [part for part in comparison.conditions if part.id == condition_id]
    return {change.what: (change.old, change.new) for change in found.changes}


def test_from_r3_to_r7_the_municipal_condition_asks_for_another_record():
    comparison = compare(VERSIONS["R3"], VERSIONS["R7"])

    for rule in ("night_opening", "holiday_opening", "strengthening"):
        assert changes(comparison, f"{rule}.municipality") == {
            "記録": ("緊急対策の実施", "「保育提供体制の確保のための実施計画」の採択")
        }
    assert changes(comparison, "specific.cap.n") == {
        "対象の年": ("2013年～2020年", "2013年～2024年")
    }


def test_from_r3_to_r7_the_supplements_leave_out_subtype_iii():
    comparison = compare(VERSIONS["R3"], VERSIONS["R7"])

    told = {
        rule.id: change.new
        for rule in comparison.rules
        for change in rule.changes
        if change.what == "適用の範囲"
    }
    assert told["night_opening"] == "基本型（Ⅲ型）：適用しない"
    assert len(told) == 7


def test_from_r2_to_r3_labels_are_told_as_renumbering():
    comparison = compare(VERSIONS["R2"], VERSIONS["R3"])

    renumbered = {part.id for part in comparison.conditions if part.kind is Kind.RENUMBERED}
    assert renumbered >= {"special_consideration.days", "special_consideration.expert"}
