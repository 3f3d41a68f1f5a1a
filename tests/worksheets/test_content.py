"""The content of a sheet: plain values, the same for the same records, comparable."""

import datetime as dt
import json
from fractions import Fraction

from worksheets.calculation.shapes import (
    Case,
    Figure,
    Handling,
    Line,
    Missing,
    Origin,
    Outcome,
)
from worksheets.content import (
    Heading,
    RulesApplied,
    as_plain,
    checksum_of,
    differences_between,
    sheet_content,
)
from worksheets.content_changes import Change, changes_between
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
