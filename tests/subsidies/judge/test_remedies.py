"""What would have to change: computed where it can be, else the condition's own sentence."""

import pytest

from subsidies.judge import judge, load_catalogue, load_versions, parse_case
from subsidies.judge.remedies import OR_SIGNED, what_would_change
from subsidies.judge.versions import load_overlays
from tests.subsidies.judge.case_files import read_rows

ROWS = {row["id"]: row for row in read_rows()}
VERSIONS = {version.code: version for version in (*load_versions(), *load_overlays())}


def remedies(case_id):
    result = judge(parse_case(ROWS[case_id], load_catalogue()))
    return what_would_change(result, VERSIONS[result.version])


@pytest.mark.parametrize(
    ("case_id", "condition", "text"),
    [
        (
            "strengthening:1199件では5件に届かない:R7",
            "strengthening.average_5",
            "この開所日数では、あと1件で足ります。",
        ),
        (
            "strengthening:出張を行うなら、その担当者を除いて2名が要る:R7",
            "strengthening.staff_2",
            "数に含める専任職員が、あと1名いれば足ります。",
        ),
        (
            "overlays:週3日では足りない:HK",
            "hakodate.days",
            "開所する日が、週あと1日あれば足ります。",
        ),
        (
            "overlays:保育士ではない専任者では足りない:HK",
            "hakodate.staff",
            "保育士の資格がある専任職員が、あと1名いれば足ります。",
        ),
        (
            "family_center_functions:保育士では足りない:R7",
            "family_center.health_professional",
            "資格のある職員が、あと1名いれば足ります。",
        ),
        (
            "family_center_money:最低2名と上乗せ3名のうち4名まで置いた:R7",
            "family_center.extra_staff.n",
            "虐待対応専門員が、あと1名いれば足ります。",
        ),
        (
            "family_center_functions:合同ケース会議の記録がない:R7",
            "family_center.work.conference",
            "「統括支援員が、合同ケース会議に諮るケースの選定や進行などに当たる」ことが必要です。",
        ),
        (
            "overlays:承諾を得ていない:G2",
            "guideline.consent",
            "「記録を作り、見ることについては、本人の承諾を得ることを原則とする」ことが必要です。"
            f"{OR_SIGNED}",
        ),
    ],
)
def test_remedy_of_the_condition_that_stands_against_it(case_id, condition, text):
    (remedy,) = remedies(case_id)

    assert (remedy.condition_id, remedy.text, remedy.alternative) == (condition, text, False)


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


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row["id"])
def test_only_a_rule_that_is_not_met_has_remedies(row):
    result = judge(parse_case(row, load_catalogue()))

    found = what_would_change(result, VERSIONS[result.version]) if result.findings else ()

    assert bool(found) == (result.overall == "not_met")
    failed = {part.condition_id for part in result.findings if part.status == "not_met"}
    assert {remedy.condition_id for remedy in found} <= failed
