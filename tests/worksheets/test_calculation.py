"""What the workbook does not show: words, figures, what is missing and who supplies it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from worksheets.calculation.calculate import ELIGIBLE_EXCEEDS, INCOME_EXCEEDS, calculate
from worksheets.calculation.claims import claim_line
from worksheets.calculation.rounding import rounded
from worksheets.calculation.shapes import (
    Case,
    Claim,
    Handling,
    Missing,
    Origin,
    Shares,
    Spending,
)
from worksheets.calculation.subsidies import EXCEEDS

USUAL = Handling(
    rounding_unit=1000,
    rounding_mode="floor",
    rounding_step="subsidy",
    part_year="monthly",
    second_comparison="total",
    prefectural_rounding="same",
    yen_rounding="floor",
    origins={"rounding_unit": Origin("県の取扱い")},
)
CLAIM = Claim(
    component="base",
    label="基本分",
    category="operation",
    clause="4(1)",
    status="met",
    quantity=Fraction(1),
    unit="か所",
    unit_amount=4_000_000,
    months=12,
)
SPENT = Spending("operation", eligible=9_000_000, total=9_000_000, income=0)
SHARES = Shares(Fraction(2, 3), Fraction(1, 6), Origin("架空の割合"))


def outcome(*claims, spending=(SPENT,), shares=SHARES, handling=USUAL):
    return calculate(Case("basic", 2025, claims or (CLAIM,), tuple(spending), shares, handling))


def line(found, key):
    return next(each for each in found.lines if each.key == key)


def test_the_lines_go_from_components_to_totals():
    found = outcome(CLAIM, replace(CLAIM, component="night_opening", label="夜間加算"))

    assert [each.key for each in found.lines] == [
        "basic.base.amount",
        "basic.night_opening.amount",
        "basic.operation.standard",
        "basic.operation.eligible",
        "basic.operation.selected",
        "basic.total.standard",
        "basic.total.selected",
        "basic.total.net",
        "basic.total.grant_base",
        "basic.total.national",
        "basic.total.prefectural",
        "basic.total.municipal",
    ]
    assert [each.level for each in found.lines] == [2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_the_second_line_of_a_component_has_a_key_of_its_own():
    found = outcome(CLAIM, replace(CLAIM, months=6))

    assert [each.key for each in found.lines][:2] == ["basic.base.amount", "basic.base.2.amount"]


def test_what_is_complete_misses_nothing():
    found = outcome()

    assert found.is_complete
    assert (found.standard_amount, found.grant_base) == (4_000_000, 4_000_000)
    assert (found.national, found.prefectural, found.municipal) == (2_666_000, 666_000, 668_000)


def test_without_any_amount_there_is_no_total():
    found = outcome(replace(CLAIM, unit_amount=None))

    assert line(found, "basic.base.amount").amount is None
    totals = [found.standard_amount, found.grant_base, found.national, found.municipal]
    assert totals == [None] * 4
    assert found.missing == (Missing("基本分の基準額（未登録）", "経理"),)


def test_what_the_claim_says_is_missing_is_told_in_its_words():
    asked = Missing("夜間加算：週の開所予定", "センター")
    found = outcome(CLAIM, replace(CLAIM, component="night_opening", missing=(asked,)))

    assert found.missing == (asked,)


@pytest.mark.parametrize(
    ("handling", "key", "words"),
    [
        ({"second_comparison": None}, "grant_base", "総事業費から収入を引いた額との比較"),
        ({"rounding_unit": None}, "national", "端数処理の単位"),
        ({"rounding_step": None}, "national", "端数処理を行う段階"),
        ({"prefectural_rounding": None}, "prefectural", "都道府県の補助額の端数処理"),
    ],
)
def test_what_is_not_set_stops_the_line_that_needs_it(handling, key, words):
    found = outcome(handling=replace(USUAL, **handling))

    stopped = line(found, f"basic.total.{key}")
    assert stopped.amount is None
    assert f"取扱い：{words}" in [each.what for each in stopped.missing]
    assert found.municipal is None
    assert found.standard_amount == 4_000_000


def test_without_shares_the_grants_are_not_known():
    found = outcome(shares=None)

    assert (found.grant_base, found.national, found.prefectural) == (4_000_000, None, None)
    assert [each.what for each in found.missing] == ["負担割合"]


def test_a_claim_that_is_not_met_says_why_it_is_nothing():
    found = outcome(CLAIM, replace(CLAIM, component="outreach", status="not_met", unit_amount=None))

    nothing = line(found, "basic.outreach.amount")
    assert (nothing.amount, nothing.missing) == (0, ())
    assert nothing.formula == "要件を満たさないため、計上しない。"
    assert [figure.value for figure in nothing.figures] == ["満たさない"]


def test_a_claim_that_is_left_out_is_nothing_and_lacks_nothing():
    left = replace(CLAIM, component="outreach", status="not_claimed", quantity=None, months=None)
    found = outcome(CLAIM, left)

    nothing = line(found, "basic.outreach.amount")
    assert (nothing.amount, nothing.formula) == (0, "申請しないため、計上しない。")
    assert found.is_complete


def test_a_line_shows_its_figures_with_where_they_are_from():
    claim = replace(
        CLAIM, months=7, amount_origin=Origin("架空の要綱"), status_origin=Origin("判定D-1")
    )
    shown = line(outcome(claim), "basic.base.amount")

    assert shown.formula == "単価 × 数 × 実施月数 ÷ 12（1円未満切り捨て）"
    assert [(each.label, each.value) for each in shown.figures][:4] == [
        ("判定", "満たす"),
        ("単価", 4_000_000),
        ("数", Fraction(1)),
        ("実施月数", 7),
    ]
    assert [each.origin.text for each in shown.figures][:2] == ["判定D-1", "架空の要綱"]


def test_the_grant_tells_its_rounding_and_who_set_it():
    national = line(outcome(), "basic.total.national")

    assert national.formula == "交付基本額 × 国の割合（1,000円未満切り捨て）"
    assert [(each.label, each.origin.text) for each in national.figures][1:] == [
        ("国の割合", "架空の割合"),
        ("端数処理", "県の取扱い"),
    ]


def test_income_beyond_the_cost_is_flagged():
    found = outcome(spending=[replace(SPENT, income=9_000_001)])

    assert found.grant_base == 0
    assert line(found, "basic.total.grant_base").flags == (INCOME_EXCEEDS,)


def test_eligible_cost_beyond_the_whole_is_flagged():
    found = outcome(spending=[replace(SPENT, total=8_999_999)])

    assert line(found, "basic.operation.eligible").flags == (ELIGIBLE_EXCEEDS,)


def test_grants_beyond_the_base_are_flagged():
    found = outcome(
        replace(CLAIM, unit_amount=1_500), handling=replace(USUAL, rounding_mode="ceil")
    )

    assert found.municipal == 1_500 - 1_000 - 1_000
    assert line(found, "basic.total.municipal").flags == (EXCEEDS,)


def test_an_unknown_basis_of_an_amount_is_refused():
    with pytest.raises(ValueError, match="per century"):
        claim_line(replace(CLAIM, per="century"), USUAL, key="x", level=2)


def test_an_unknown_mode_of_rounding_is_refused():
    with pytest.raises(ValueError, match="no mode"):
        rounded(Fraction(1, 3), unit=1, mode="sideways")


def test_a_category_that_the_list_does_not_have_is_still_calculated():
    other = replace(CLAIM, category="special")
    found = outcome(other, spending=[replace(SPENT, category="special")])

    assert found.national == 2_666_000
    assert line(found, "basic.special.selected").label == "special：選定額"
