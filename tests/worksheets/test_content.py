"""The content of a sheet: plain values, the same for the same records, comparable."""

import datetime as dt
import json
from fractions import Fraction

from worksheets.calculation.shapes import (
    Case,
    Claim,
    Figure,
    Handling,
    Line,
    Missing,
    Origin,
    Outcome,
)
from worksheets.content import (
    CenterTotals,
    ComparedWith,
    Condition,
    Evidence,
    HandlingRow,
    Heading,
    RulesApplied,
    as_plain,
    checksum_of,
    differences_between,
    sheet_content,
)
from worksheets.content_changes import Change, changes_between, says_more
from worksheets.enums import WorksheetStage

HEADING = Heading(
    municipality_name="見本市",
    municipality_code="990019",
    fiscal_year=2025,
    stage=WorksheetStage.CHANGE,
    center_name="見本センター",
    center_code="990019-01",
    center_type="basic",
    type_label="基本型（Ⅰ型）",
)


def line(key, amount, *, missing=()):
    return Line(
        key=key, label=key, clause="", formula="", figures=(), amount=amount, missing=missing
    )


def content(*lines, **more):
    amounts = {line.key: line.amount for line in lines}
    outcome = Outcome(
        lines=lines,
        standard_amount=amounts.get("a"),
        grant_base=None,
        national=None,
        prefectural=None,
        municipal=None,
    )
    return sheet_content(HEADING, outcome, version=RulesApplied(), **more)


def test_values_become_plain_and_stay_exact():
    figure = Figure("割合", Fraction(2, 3), origin=Origin("通知", "/x/"))

    assert as_plain(figure) == {
        "label": "割合",
        "value": "2/3",
        "unit": "",
        "origin": {"text": "通知", "url": "/x/"},
    }
    assert as_plain([Fraction(4, 2), dt.date(2026, 4, 1), None, True, 10**12]) == [
        2,
        "2026-04-01",
        None,
        True,
        10**12,
    ]
    assert type(as_plain(WorksheetStage.CHANGE)) is str


def test_the_content_survives_storage_with_the_same_checksum():
    made = content(line("a", 1_000), line("b", None, missing=(Missing("単価", "財政担当"),)))

    stored = json.loads(json.dumps(made, ensure_ascii=False))

    assert stored == made
    assert checksum_of(stored) == checksum_of(made)
    assert made["missing"] == [{"what": "単価", "who": "財政担当", "by": None, "url": ""}]
    assert (made["kind"], made["center"]["code"]) == ("center", "990019-01")


def test_differences_are_told_line_by_line_and_a_gone_line_last():
    before = content(line("a", 1_000), line("gone", 5), line("same", 1))
    after = content(line("a", 900), line("same", 1), line("new", 0))

    found = [(each.key, each.before, each.after) for each in differences_between(before, after)]

    assert found == [("a", 1_000, 900), ("new", None, 0), ("gone", 5, None)]


def test_an_amount_that_nobody_knows_is_not_a_line_that_is_not_there():
    before, after = content(line("known", 5), line("gone", 1)), content(line("known", None))

    found = {
        each.key: (each.after, each.before_exists, each.after_exists)
        for each in differences_between(before, after)
    }

    assert found == {"known": (None, True, True), "gone": (None, True, False)}


def test_nothing_differs_from_itself():
    made = content(line("a", 1_000))

    assert changes_between(made, json.loads(json.dumps(made))) == []


def test_what_changed_is_told_in_words():
    before, after = content(line("a", -300)), content(line("a", None))
    after["municipality"] = {"name": "新見本市", "code": "990019"}
    after["version"] = as_plain(RulesApplied(determination="D-00000002"))

    assert changes_between(before, after) == [
        Change("a", "△300円", "未登録"),
        Change("判定", "なし", "D-00000002"),
        Change("自治体の名称", "見本市", "新見本市"),
    ]


def test_another_share_is_named_also_where_the_amount_stays():
    def grant(share):
        figures = (Figure("国の割合", share),)
        return Line("n", "国庫補助額", "", "", figures=figures, amount=0)

    before, after = content(grant(Fraction(1, 2))), content(grant(Fraction(2, 3)))

    assert changes_between(before, after) == [Change("国の割合", "1/2", "2/3")]


def test_handling_that_nobody_has_set_is_missing_even_where_no_line_needs_it():
    known = Handling(
        rounding_unit=1000,
        rounding_mode="floor",
        rounding_step="subsidy",
        second_comparison="total",
        prefectural_rounding="same",
    )
    case = Case("basic", 2025, (), (), None, known)
    day = dt.date(2026, 4, 10)

    made = content(line("a", 1_000), case=case, supply_by=day)

    assert made["missing"] == [
        {"what": "取扱い：年度の途中の扱い", "who": "経理", "by": "2026-04-10", "url": ""}
    ]


def claimed(**more):
    claim = Claim(
        component="base",
        label="基本分",
        category="operation",
        clause="4(1)",
        status="met",
        quantity=Fraction(1),
        unit="か所",
        **more,
    )
    return Case("basic", 2025, (claim,), (), None, Handling())


def labels(before, after):
    return [change.label for change in changes_between(before, after)]


def test_a_sheet_keeps_the_words_of_its_codes():
    part = Condition(
        clause="4(1)", description="条件", status="unknown", figure="", reason="", origin=""
    )
    evidence = Evidence(
        component="base",
        label="基本分",
        rule="規定",
        clause="4(1)",
        status="met",
        conditions=(part,),
    )

    made = content(line("a", 1), case=claimed(), annex=(evidence,))

    assert made["stage_label"] == "変更交付申請"
    assert made["claims"][0]["category_label"] == "運営費"
    assert made["claims"][0]["status_label"] == "満たす"
    assert made["annex"][0]["status_label"] == "満たす"
    assert made["annex"][0]["conditions"][0]["status_label"] == "要確認"


def test_another_source_is_a_change_also_where_the_amount_stays():
    def made(source):
        origin = Origin(source)
        figure = Figure("単価", 1_000, "円", origin)
        base = Line("base", "基本分", "", "", figures=(figure,), amount=1_000)
        return content(base, case=claimed(unit_amount=1_000, amount_origin=origin))

    assert changes_between(made("通知第1号"), made("通知第2号")) == [
        Change("基本分：単価の出典", "通知第1号", "通知第2号")
    ]


def test_the_source_of_a_share_and_of_a_handling():
    def made(source):
        figures = (Figure("国の割合", Fraction(1, 2), origin=Origin(f"割合 {source}")),)
        row = HandlingRow(key="part_year", label="年度の途中", value="月割り", source=source)
        return content(Line("n", "国庫補助額", "", "", figures=figures, amount=0), handling=(row,))

    assert labels(made("通知第1号"), made("通知第2号")) == [
        "取扱い：年度の途中の出典",
        "国庫補助額：国の割合の出典",
    ]


def test_what_a_count_rests_on_is_named_also_where_the_count_stays():
    before, after = (
        content(
            line("a", 1), case=claimed(quantity_figures=(Figure("配置した人数", number, "人"),))
        )
        for number in (3, 4)
    )

    assert changes_between(before, after) == [Change("基本分：配置した人数", "3人", "4人")]


def test_another_sheet_of_the_stage_before_is_a_change():
    earlier = ComparedWith(
        stage="application",
        stage_label="当初交付申請",
        number=1,
        checksum="0" * 64,
        sheet="T-00000001",
    )
    same = {"lines": content(line("a", 1))["lines"]}

    before, after = content(line("a", 1)), content(line("a", 1), earlier=(earlier, same))

    assert changes_between(before, after) == [
        Change("前の段階", "なし", "当初交付申請　T-00000001")
    ]


def test_a_total_names_each_amount_of_a_center_and_another_content_of_its_sheet():
    def made(checksum, national):
        row = CenterTotals(
            name="見本センター",
            code="990019-01",
            type_label="基本型",
            sheet="T-00000001",
            checksum=checksum * 64,
            standard_amount=9,
            grant_base=9,
            national=national,
            prefectural=1,
            municipal=1,
        )
        return content(line("a", 1), centers=(row,))

    assert changes_between(made("a", 7), made("b", 6)) == [
        Change("見本センター　基本型の国庫補助額", "7円", "6円"),
        Change("見本センター　基本型の調書の内容", "aaaaaaaa", "bbbbbbbb"),
    ]


def test_whatever_has_no_name_is_still_another_content():
    before, after = content(line("a", 1)), content(line("a", 1))
    after["lines"][0]["formula"] = "別の算式"

    assert changes_between(before, after) == [
        Change("調書の内容", checksum_of(before)[:8], checksum_of(after)[:8])
    ]


def test_another_day_for_what_is_missing_is_told():
    def made(day):
        return content(line("a", None, missing=(Missing("単価", "経理", day),)))

    assert changes_between(made(None), made(dt.date(2026, 4, 10))) == [
        Change("足りないもの：単価", "経理（期限 定めなし）", "経理（期限 令和8年4月10日）")
    ]


def test_a_next_sheet_says_no_more_by_being_compared_with_the_one_before():
    submitted = content(line("a", 1))
    of_it = ComparedWith(
        stage="change", stage_label="変更交付申請", number=1, checksum="0" * 64, sheet="T-00000001"
    )

    def says(amount):
        made = content(line("a", amount), earlier=(of_it, {"lines": submitted["lines"]}))
        assert changes_between(submitted, made) != []
        return says_more(made, submitted)

    assert (says(1), says(2)) == (False, True)
