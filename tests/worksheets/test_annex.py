"""根拠別紙, from what a determination keeps; no database."""

import datetime as dt

import pytest

from subsidies.models import Determination, Snapshot
from tests.worksheets.offices import condition, rule
from worksheets.annex import annex_of
from worksheets.annex_words import OTHER_RECORDS, kind_of, told_value

COMMUNITY = "family_center.supplement.community"


def annex(center_type, *rules, facts=None, fiscal_year=2025):
    determination = Determination(
        pk=1,
        center_type=center_type,
        judged_on=dt.date(2025, 4, 1),
        snapshot=Snapshot(facts=facts or {}),
    )
    by_id = {each["id"]: each for each in rules}
    return {
        each.component: each for each in annex_of(determination, by_id, fiscal_year=fiscal_year)
    }


def only_condition(part, *, facts):
    found = annex("basic", rule("basic.staff.dedicated", conditions=[part]), facts=facts)
    [shown] = found["base"].conditions
    return shown


def test_a_component_that_shares_its_rule_is_headed_by_its_own_conditions():
    parts = [
        condition(f"family_center.community.{head}", status)
        for head, status in (("i", "met"), ("ii", "not_met"), ("iii", "unknown"))
    ]
    found = annex("family_center", rule(COMMUNITY, "met", conditions=parts))

    of_rule = [each for each in found.values() if each.rule == f"要件 {COMMUNITY}"]
    assert {each.status for each in of_rule} == {"met", "not_met", "unknown"}
    assert all({part.status for part in each.conditions} == {each.status} for each in of_rule)


def test_a_component_of_two_rules_has_one_annex_with_the_word_of_its_claim():
    found = annex("specific", rule("specific.municipality"), rule("specific.staff", "not_met"))

    assert (found["base"].status, len(found["base"].conditions)) == ("not_met", 2)
    assert found["base"].rule == "要件 specific.municipality、要件 specific.staff"


def test_no_figure_is_left_out_and_years_stand_together():
    years = {str(year): 1000 + year for year in range(2013, 2025)}
    part = condition("x", evidence=["municipality.population_0_5"])

    shown = only_condition(part, facts={"municipality": {"population_0_5": years}})

    [line] = shown.figure.splitlines()
    assert line.startswith("10月1日の0～5歳児人口：2013年 3,013人、")
    assert line.count("年 ") == len(years)
    assert "ほか" not in line


def test_what_was_computed_stands_before_what_it_was_computed_from():
    part = condition(
        "x", evidence=["activity"], values={"average": 16 / 3, "exception_a": True, "other": 1}
    )

    shown = only_condition(part, facts={"activity": {"consultations": 1200, "open_days": 225}})

    assert shown.figure.splitlines() == [
        "開所日1日当たりの平均 5.33件",
        "相談件数 1,200件",
        "確認済みの開所日数 225日",
    ]
    assert shown.origin.startswith("相談記録の件数、開所実績（判定D-")


def test_an_attestation_is_told_by_day_and_document_and_not_in_its_words():
    facts = {
        "attestations": [
            {
                "condition": "x",
                "decision": True,
                "reason": "誰にも見せない文",
                "document": "子発第12号",
                "by": "見本 一子",
                "on": "2025-03-31",
            }
        ]
    }
    reason = (
        "程度です。見本 一子の申立てにより、満たすものとして扱います（理由：誰にも見せない文）。"
    )

    shown = only_condition(condition("x", evidence=[]) | {"reason": reason}, facts=facts)

    assert "誰にも見せない文" not in str(shown)
    assert shown.reason == "程度です。見本 一子の申立てにより、満たすものとして扱います。"
    assert shown.origin.startswith("申立て　満たす　令和7年3月31日　子発第12号（判定D-")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("municipality.population_0_5.2024", "自治体の事実"),
        ("opening.weekly", "開所時間の登録"),
        ("staff", "職員の配置"),
        ("activity.open_days", "開所実績"),
        ("activity.consultations", "相談記録の件数"),
        ("docs.pr", OTHER_RECORDS),
    ],
)
def test_each_fact_has_its_kind_of_record(place, kind):
    assert kind_of(place) == kind


def test_a_value_without_a_name_is_left_to_the_reason():
    assert {told_value("exception_a", value=True), told_value("unheard_of", value=3)} == {""}
    assert told_value("cap", value=3) == "上限 3"
