from datetime import UTC, datetime
from decimal import Decimal

import pytest

from subsidies.judge import MalformedError, load_catalogue, parse_case, parse_cases
from tests.subsidies.judge.case_files import put

ATTESTATION = {"condition": "night_opening.consult", "decision": True}


def case(**changes):
    return {"id": "Q1", "target": "night_opening", "date": "2025-10-01"} | changes


def facts(key, value):
    content = {}
    put(content, key, value)
    return case(facts=content)


MALFORMED = [
    ("x", "（全体）", "事例はオブジェクトで書いてください。"),
    ({"target": "night_opening", "date": "2025-10-01"}, "id", "必須のキーがありません。"),
    (case(date=None), "date", "必須のキーがありません。"),
    (case(id=3), "id", "空でない文字列で書いてください。"),
    (case(colour="red"), "colour", "知らないキーです。"),
    (case(target="夜間"), "target", "知らない対象です：夜間"),
    (case(version="D14"), "version", "案であり、判定には使えません：D14"),
    (case(version="R9"), "version", "次のいずれかで書いてください：R2、R3、R6、R7、G2、HK"),
    (
        facts("settings.support_plan_rounding", "half"),
        "facts.settings.support_plan_rounding",
        "次のいずれかで書いてください：floor、ceil",
    ),
    (facts("settings.colour", "red"), "facts.settings.colour", "知らないキーです。"),
    (case(type="kihon"), "type", "次のいずれかで書いてください：basic、specific、"),
    (case(subtype="I"), "subtype", "次のいずれかで書いてください：Ⅰ、Ⅱ、Ⅲ"),
    (case(stage="result"), "stage", "次のいずれかで書いてください：plan、actual"),
    (case(date="2025-02-29"), "date", "存在しない日付です。"),
    (case(date="2025/10/01"), "date", "日付は YYYY-MM-DD で書いてください。"),
    (case(known_at="昨日"), "known_at", "日時は YYYY-MM-DDTHH:MM+09:00 で書いてください。"),
    (case(facts=[]), "facts", "オブジェクトで書いてください。"),
    (case(expect=[]), "expect", "オブジェクトで書いてください。"),
    (case(expect={"result": "met"}), "expect.result", "知らないキーです。"),
    (case(expect={"overall": 1}), "expect.overall", "空でない文字列で書いてください。"),
    (case(expect={"conditions": {"x": 1}}), "expect.conditions.x", "空でない文字列で"),
    (case(expect={"missing": [1]}), "expect.missing[0]", "空でない文字列で書いてください。"),
    (case(expect={"values": {"cap": [1]}}), "expect.values.cap", "文字列・数・真偽のいずれか"),
    (
        case(expect={"values": {"cap": float("inf")}}),
        "expect.values.cap",
        "有限の数で書いてください。",
    ),
    (case(id="Q\ud800"), "id", "文字として扱えない符号があります。"),
    (case(known_at="0001-01-01T00:00+23:59"), "known_at", "日時は YYYY-MM-DDTHH:MM+09:00"),
    (facts("activity.open_days", 10**13), "facts.activity.open_days", "大きすぎる数です。"),
    (
        facts("special_days_per_week", Decimal("1E+400")),
        "facts.special_days_per_week",
        "大きすぎる数です。",
    ),
    (
        facts("municipality.fill_rate", {"2015": Decimal("1E-400")}),
        "facts.municipality.fill_rate.2015",
        "細かすぎる数です。",
    ),
    (
        facts("person.exemption", {"row": Decimal("2.0")}),
        "facts.person.exemption.row",
        "次のいずれかで書いてください：1、2、3",
    ),
    (facts("opning", {}), "facts.opning", "知らないキーです。"),
    (facts("municipality.mayor", 1), "facts.municipality.mayor", "知らないキーです。"),
    (
        facts("municipality.emergency_measures", 1),
        "facts.municipality.emergency_measures",
        "true か false で書いてください。",
    ),
    (
        facts("municipality.specific_sites", value=True),
        "facts.municipality.specific_sites",
        "整数で書いてください。",
    ),
    (
        facts("municipality.specific_sites", 1.5),
        "facts.municipality.specific_sites",
        "整数で書いてください。",
    ),
    (facts("activity.open_days", -1), "facts.activity.open_days", "負の数は使えません。"),
    (facts("special_days_per_week", -1), "facts.special_days_per_week", "負の数は使えません。"),
    (facts("special_days_per_week", "2"), "facts.special_days_per_week", "数で書いてください。"),
    (
        facts("special_days_per_week", float("nan")),
        "facts.special_days_per_week",
        "有限の数で書いてください。",
    ),
    (
        facts("municipality.waiting", {"H27": 1}),
        "facts.municipality.waiting.H27",
        "年は西暦4桁で書いてください。",
    ),
    (facts("opening.weekly", "毎日"), "facts.opening.weekly", "配列で書いてください。"),
    (facts("opening.weekly", [[]]), "facts.opening.weekly[0]", "[曜日, 開始, 終了]"),
    (
        facts("opening.weekly", [["mon", "10:00", "25:00"]]),
        "facts.opening.weekly[0][2]",
        "時刻ではありません：25:00",
    ),
    (
        facts("opening.weekly", [["月", "10:00", "12:00"]]),
        "facts.opening.weekly[0][0]",
        "次のいずれかで書いてください：mon",
    ),
    (
        facts("opening.weekly", [["mon", "12:00", "12:00"]]),
        "facts.opening.weekly[0]",
        "終了は開始より後の時刻で書いてください。",
    ),
    (facts("staff", [{"id": "a"}, {"id": "a"}]), "facts.staff[1].id", "idが重複しています：a"),
    (facts("staff", [{"name": "a"}]), "facts.staff[0].name", "知らないキーです。"),
    (facts("staff", [{"roles": [1]}]), "facts.staff[0].roles[0]", "空でない文字列"),
    (
        facts("person.exemption", {"row": 4}),
        "facts.person.exemption.row",
        "次のいずれかで書いてください：1、2、3",
    ),
    (
        facts("person.exemption", {"row": True}),
        "facts.person.exemption.row",
        "次のいずれかで書いてください：1、2、3",
    ),
    (facts("interviewer.training", "済"), "facts.interviewer.training", "オブジェクトで"),
    (
        facts("attestations", [{"condition": "x", "decision": True}]),
        "facts.attestations[0].condition",
        "知らない条件です：x",
    ),
    (
        facts("attestations", [{"condition": "night_opening.consult"}]),
        "facts.attestations[0].decision",
        "必須のキーがありません。",
    ),
]


@pytest.mark.parametrize(("row", "path", "reason"), MALFORMED, ids=lambda part: str(part)[:60])
def test_malformed_case_is_refused_with_its_path_and_reason(row, path, reason):
    with pytest.raises(MalformedError) as refusal:
        parse_case(row, load_catalogue())

    assert refusal.value.path == path
    assert refusal.value.reason.startswith(reason)


def test_refusal_names_the_case():
    with pytest.raises(MalformedError) as refusal:
        parse_cases([case(), case(id="Q2", colour="red")], load_catalogue())

    assert str(refusal.value) == "Q2: colour: 知らないキーです。"


def test_refusal_of_a_case_without_an_id_counts_from_one():
    with pytest.raises(MalformedError, match="2件目: id: 必須のキーがありません。"):
        parse_cases([case(), case(id=None)], load_catalogue())


def test_single_case_may_stand_without_a_list():
    (parsed,) = parse_cases(case(), load_catalogue())

    assert parsed.id == "Q1"


def test_null_is_the_same_as_absent():
    parsed = parse_case(facts("municipality.waiting", {"2015": None}), load_catalogue())

    assert parsed.facts.get("municipality.waiting.2015") is None
    assert parsed.facts.absent("municipality.waiting.2015") == "municipality.waiting.2015"
    assert parsed.facts.absent("municipality.fill_rate.2015") == "municipality.fill_rate"


def test_later_attestation_replaces_an_earlier_one():
    rows = [ATTESTATION | {"by": "係長"}, ATTESTATION | {"decision": "not_met", "by": "課長"}]

    parsed = parse_case(facts("attestations", rows), load_catalogue())

    decision = parsed.attestation("night_opening.consult")
    assert (decision.by, decision.decision, decision.is_signed) == ("課長", False, False)


def test_midnight_and_recording_time_are_accepted():
    row = facts("opening.weekly", [["mon", "18:00", "24:00"]])

    parsed = parse_case(row | {"known_at": "2025-07-31T12:00+00:00"}, load_catalogue())

    assert parsed.known_at == datetime(2025, 7, 31, 12, tzinfo=UTC)


def test_interviewer_training_may_be_told_as_one_answer():
    parsed = parse_case(facts("interviewer.training", value=True), load_catalogue())

    assert parsed.facts.get("interviewer.training") is True
