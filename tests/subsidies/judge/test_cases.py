import json

import pytest

from subsidies.judge import judge, load_catalogue, load_versions, parse_case
from subsidies.judge.comparison import differences
from subsidies.judge.rulebook import Scheme
from subsidies.judge.versions import load_overlays
from tests.subsidies.judge.case_files import DAYS, EXAMPLES, read_rows

ROWS = read_rows()
JUDGED = [
    version
    for version in (*load_versions(), *load_overlays())
    if version.scheme is not Scheme.DRAFT
]
RULES = [(version, rule) for version in JUDGED for rule in version.rules]
SPECIAL = {"basic.staff.qualified": "basic.person"}
# A rule that one fact decides, a person's rule or a cap has no type or wording to set it aside.
OUTCOMES = {"met", "not_met", "unknown"}
# Which of its three kinds a center is settles the rule about them: none of them can fail it.
NEVER_FAILED = {"basic.subtype"}
SUPPLEMENTS = {rule.id for _, rule in RULES if rule.nature == "supplement"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_case_is_judged_as_expected(row):
    result = judge(parse_case(row, load_catalogue())).as_contract()

    flags = row["expect"].get("flags")
    assert differences(row["expect"], result) == []
    assert flags is None or sorted(flags) == sorted(result["flags"])


@pytest.mark.parametrize("rule_id", sorted({rule.id for _, rule in RULES}))
def test_every_rule_has_a_case_for_each_outcome(rule_id):
    target = SPECIAL.get(rule_id, rule_id)
    seen = {row["expect"].get("overall") for row in ROWS if row["target"] == target}

    wanted = OUTCOMES | ({"not_applicable"} if rule_id in SUPPLEMENTS else set())
    impossible = {"not_met"} if rule_id in NEVER_FAILED else set()
    assert wanted - seen == impossible


@pytest.mark.parametrize(("version", "rule"), RULES, ids=lambda part: getattr(part, "id", None))
def test_every_rule_answers_unknown_to_nothing_known(version, rule):
    row = {
        "id": "x",
        "target": rule.id,
        "version": version.code,
        "type": rule.types[0],
        "subtype": "Ⅰ",
        "date": DAYS[version.code],
    }
    if rule.nature == "structural":
        row |= {"type": None, "subtype": None}

    result = judge(parse_case(row, load_catalogue()))

    assert (result.overall, bool(result.missing)) == ("unknown", True)


@pytest.mark.parametrize("row", json.loads(EXAMPLES.read_text()), ids=lambda row: row["id"])
def test_worked_example_agrees(row):
    result = judge(parse_case(row, load_catalogue()))

    assert differences(row["expect"], result.as_contract()) == []


def test_findings_come_in_printed_order_with_all_a_reader_needs():
    row = next(row for row in ROWS if row["target"] == "strengthening" and "R7" in row["id"])

    result = judge(parse_case(row, load_catalogue()))

    assert [part.condition_id.split(".")[1] for part in result.findings][:3] == [
        "base",
        "average_5",
        "records",
    ]
    first = result.findings[0]
    assert (first.clause, first.decides, first.flags) == ("4(1)④キ柱書", True, ("カ（イ）",))
    assert first.reason == (
        "夜間加算を実施しています。"
        "機能強化の前提となる出張相談支援の読み方：出張相談支援（カ）の全体を指す。"
    )
    assert first.evidence == ("opening.weekly", "outreach")
    assert (result.rule_name, result.clause) == ("機能強化のための取組", "4(1)④キ")
    assert result.notice == "利用者支援事業実施要綱（第一次改正・令和7年4月1日）"
    assert len(result.digest) == 64


def test_reading_for_another_type_carries_its_own_clause():
    row = next(row for row in ROWS if row["target"] == "outreach" and row["type"] == "specific")

    findings = judge(parse_case(row, load_catalogue())).findings

    staff = next(part for part in findings if part.condition_id == "outreach.staff")
    assert (staff.clause, staff.reading_clause) == ("4(1)④カ(ア)", "4(2)⑤なお書")


def test_no_version_in_force_leaves_everything_unknown():
    row = {"id": "x", "target": "night_opening", "type": "basic", "date": "2019-10-01"}

    result = judge(parse_case(row, load_catalogue()))

    assert (result.version, result.overall, result.flags) == (
        "none",
        "unknown",
        ("適用される要綱なし",),
    )


def test_version_that_is_not_loaded_is_none():
    row = {"id": "x", "target": "night_opening", "version": "R7", "date": "2025-10-01"}

    assert judge(parse_case(row, load_catalogue()), versions=()).version == "none"
