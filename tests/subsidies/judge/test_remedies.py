"""What would have to change: computed where it can be, else the condition's own sentence."""

from dataclasses import replace

import pytest

from subsidies.judge import judge, load_catalogue, load_versions, parse_case
from subsidies.judge.remedies import what_would_change
from subsidies.judge.rulebook import Choice, Leaf
from subsidies.judge.versions import load_overlays
from tests.subsidies.judge.case_files import read_remedies, read_rows

ROWS = {row["id"]: row for row in read_rows()}
REMEDIES = read_remedies()
SHORT_DAYS = {
    "id": "short",
    "target": "night_opening",
    "type": "basic",
    "subtype": "Ⅰ",
    "date": "2025-10-01",
    "facts": {
        "municipality": {"childcare_provision_plan": False},
        "opening": {"weekly": [["mon", "10:00", "14:00"]]},
    },
}
VERSIONS = {version.code: version for version in (*load_versions(), *load_overlays())}


def remedies(case_id):
    result = judge(parse_case(ROWS[case_id], load_catalogue()))
    return what_would_change(result, VERSIONS[result.version])


@pytest.mark.parametrize("row", REMEDIES, ids=lambda row: row["case"])
def test_remedy_of_the_condition_that_stands_against_it(row):
    remedy = next(part for part in remedies(row["case"]) if part.condition_id == row["condition"])

    assert remedy.text == row["text"]


def test_alternatives_are_told_as_such_and_only_while_none_of_them_holds():
    found = remedies("family_center_supplements:見守りは、登録・依頼・報告のすべてを要する:R7")

    assert [(remedy.condition_id, remedy.alternative) for remedy in found] == [
        ("family_center.community.i", True),
        ("family_center.community.ii", True),
        ("family_center.community.iii", True),
    ]


def test_rule_told_with_others_tells_their_remedies():
    found = remedies("pregnancy_whole:実施者に資格も研修もない:R7")

    assert [remedy.condition_id for remedy in found] == ["pregnancy_support.interviewer"]


@pytest.mark.parametrize("row", [*ROWS.values()][::3], ids=lambda row: row["id"])
def test_only_a_rule_that_is_not_met_has_remedies(row):
    result = judge(parse_case(row, load_catalogue()))

    found = what_would_change(result, VERSIONS[result.version]) if result.findings else ()

    assert bool(found) == (result.overall == "not_met")
    failed = {part.condition_id for part in result.findings if part.status == "not_met"}
    assert {remedy.condition_id for remedy in found} <= failed


def test_what_each_reading_of_a_provision_asks_for_is_told():
    version = VERSIONS["R7"]
    rule = version.rule("night_opening")
    conditions = [part.id for part in rule.conditions if not part.reported][:2]
    choice = Choice(
        setting="average_counting",
        readings=tuple(zip("ab", (Leaf(condition=each) for each in conditions), strict=True)),
        clause="",
    )
    other = replace(
        version,
        rules=tuple(
            replace(each, logic=choice) if each.id == rule.id else each for each in version.rules
        ),
    )
    result = judge(parse_case(SHORT_DAYS, load_catalogue()))

    found = what_would_change(result, other)

    assert [(part.condition_id, part.alternative) for part in found] == [
        (each, False) for each in conditions
    ]
