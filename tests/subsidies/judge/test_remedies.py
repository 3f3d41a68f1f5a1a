"""What would have to change: computed where it can be, else the condition's own sentence."""

import pytest

from subsidies.judge import judge, load_catalogue, load_versions, parse_case
from subsidies.judge.remedies import what_would_change
from subsidies.judge.versions import load_overlays
from tests.subsidies.judge.case_files import read_remedies, read_rows

ROWS = {row["id"]: row for row in read_rows()}
REMEDIES = read_remedies()
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
