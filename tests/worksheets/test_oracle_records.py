"""The workbook against what lies around the calculation: from the records to the claim, from the
lines to the stages, from the centers to the municipality."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from django.utils import timezone

from centers import models as centers
from subsidies.models import Determination, Snapshot
from tests.amount_factories import (
    CostShareFactory,
    HandlingChoiceFactory,
    StandardAmountFactory,
)
from tests.factories import CenterDesignationFactory, CenterFactory
from tests.sheet_factories import WorksheetFactory, submitted
from tests.worksheets.offices import DAY, HANDLING, determine, rule, spend
from tests.worksheets.oracle.formulas_records import (
    BANDS,
    CENTERS,
    DIFFERENCES,
    HOURS,
    MONTHS,
    MUNICIPALITY,
    NO_STAGE,
    PARTS,
    STAGES,
)
from tests.worksheets.oracle.product import judged, present, rows, told
from tests.worksheets.oracle.workbook import WORKBOOK, rows_of
from worksheets.actions import prepare_sheets
from worksheets.calculation.calculate import calculate
from worksheets.calculation.claims import claim_line
from worksheets.calculation.shapes import Case, Claim, Handling, Origin, Shares, Spending
from worksheets.claiming import ClaimSources, claims_of
from worksheets.content import Heading, RulesApplied, differences_between, sheet_content
from worksheets.drafting import center_drafts, earlier_sheets, municipality_draft
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases
from worksheets.models import ComponentEntry, StandardAmount
from worksheets.months import months_counted

YEAR = 2025
APPLICATION, CHANGE = WorksheetStage.APPLICATION, WorksheetStage.CHANGE
SETTLEMENT = WorksheetStage.SETTLEMENT
CALLED = dict(zip(STAGES, WorksheetStage, strict=True))
USUAL = Handling(
    rounding_unit=1000,
    rounding_mode="floor",
    rounding_step="subsidy",
    second_comparison="total",
    prefectural_rounding="same",
    yen_rounding="floor",
    part_year="monthly",
)
KEYS = {
    "補助基準額": "standard",
    "交付基本額": "grant_base",
    "国庫補助額": "national",
    "都道府県補助額": "prefectural",
    "市町村負担額": "municipal",
}


# ------------------------------------------------------------------- from records to a claim
def line_of(component, sources):
    """The claim and the line of one component."""
    [claim] = [each for each in claims_of(sources) if each.component == component]
    return claim, claim_line(claim, sources.handling, key=component, level=2)


def sources_of(center_type, rules, amounts, *, facts=None, handling=USUAL, periods=(), entries=()):
    """As `cases` makes them of rows; nothing of it is stored."""
    municipality = centers.Municipality(pk=1, name="見本市", code="990019")
    center = centers.Center(pk=1, municipality=municipality, opened_on=dt.date(2020, 4, 1))
    version = {"code": "R7", "title": "見本の要綱", "numbers": [], "text_held": True}
    determination = Determination(
        pk=1,
        center=center,
        center_type=center_type,
        subtype="Ⅰ",
        judged_on=DAY,
        findings={"version": version, "flags": [], "rules": list(rules.values())},
        snapshot=Snapshot(facts=facts or {}),
    )
    return ClaimSources(
        center=center,
        center_type=center_type,
        fiscal_year=YEAR,
        stage=APPLICATION,
        designations=list(periods) or [period_of(center_type)],
        determination=determination,
        amounts=amounts,
        entries={entry.component: entry for entry in entries},
        handling=handling,
        rules=rules,
    )


def period_of(center_type, first=dt.date(2020, 4, 1), last=None):
    return centers.CenterDesignation(type=center_type, subtype="Ⅰ", starts_on=first, ends_on=last)


def amount_of(center_type, component, unit, amount, **more):
    return StandardAmount(
        fiscal_year=YEAR,
        center_type=center_type,
        component=component,
        unit=unit,
        amount=amount,
        starts_on=DAY,
        source="架空の交付要綱（見本第1号）",
        source_on=DAY,
        **more,
    )


def handling_of(row):
    return Handling(part_year=row["年度の途中"], part_month=row["月の途中"], yen_rounding="floor")


@pytest.mark.parametrize("row", rows(MONTHS, where=lambda row: row["入力した月数"] is None))
def test_the_months_of_a_period_are_the_workbooks(row):
    period = period_of("basic", row["始まり"], row["終わり"])
    found = months_counted([period], row["年度"], handling_of(row), per=row["単位"])
    assert told(found) == row["月数"]


@pytest.mark.parametrize("row", rows(MONTHS))
def test_the_line_of_a_part_of_the_year_is_the_workbooks(row):
    assert row["年度"] == YEAR
    entry = ComponentEntry(component="base", months=row["入力した月数"], source="見本県通知第1号")
    unit = {"year": "place_year", "month": "place_month"}[row["単位"]]
    sources = sources_of(
        "basic",
        {"basic.staff.dedicated": rule("basic.staff.dedicated")},
        [amount_of("basic", "base", unit, row["単価"], size_class="Ⅰ")],
        handling=handling_of(row),
        periods=[period_of("basic", row["始まり"], row["終わり"])],
        entries=[] if entry.months is None else [entry],
    )

    _, line = line_of("base", sources)

    assert told(line.amount) == row["額"]
    assert (line.amount is None) == bool(line.missing)


def hours(value):
    """Hundredths of an hour in hours."""
    return None if value is None else Decimal(value) / 100


def fact_of(value):
    """As facts are kept: whole, or with a point."""
    return None if value is None else value // 100 if value % 100 == 0 else value / 100


def amounts_by_hours(row):
    found = [
        amount_of(
            "family_center",
            "night_opening",
            "hours_class",
            row[f"額{k}"],
            hours_from=hours(row[f"以上{k}"]),
            hours_below=hours(row[f"未満{k}"]),
        )
        for k in BANDS
        if row[f"以上{k}"] is not None
    ]
    by_hour = row["1時間の額"]
    if by_hour is not None:
        found.append(amount_of("family_center", "night_opening", "hour_year", by_hour))
    return found


@pytest.mark.parametrize("row", rows(HOURS))
def test_the_supplement_by_hours_is_the_workbooks(row):
    facts = present(extra_opening_hours_per_week=fact_of(row["時間"]))
    rules = judged("family_center.supplement.night_opening", facts)

    claim, line = line_of(
        "night_opening", sources_of("family_center", rules, amounts_by_hours(row), facts=facts)
    )

    assert told(line.amount) == row["加算の額"]
    assert (line.amount is None) == bool(line.missing)
    if line.amount is not None and row["時間"]:
        by_band = row["1時間の額"] is None
        assert claim.quantity == (1 if by_band else Fraction(row["時間"], 100))


@pytest.mark.parametrize("row", rows(HOURS, where=lambda row: row["時間"] is not None))
def test_one_band_at_most_holds_the_hours(row):
    bands = [each for each in amounts_by_hours(row) if each.hours_from is not None]
    held = [each for each in bands if each.holds_hours(hours(row["時間"]))]
    assert len(held) == row["当たる区分"]


# ------------------------------------------------------------------- from lines to stages
def content_of_stage(row, stage):
    """The content of that stage's sheet; None where there is none."""
    standard, eligible, total, income = (
        row[f"{heading} {stage}"] for heading in ("基準額", "対象経費", "総事業費", "収入")
    )
    if standard is None:
        return None
    claim = Claim(
        component="base",
        label="基本分",
        category="operation",
        clause="4(1)",
        status="met",
        quantity=Fraction(1),
        unit="か所",
        unit_amount=standard,
        months=12,
    )
    shares = Shares(
        Fraction(row["国の分子"], row["国の分母"]),
        Fraction(row["県の分子"], row["県の分母"]),
        Origin("架空の割合"),
    )
    assert row["端数の単位"] == USUAL.rounding_unit
    case = Case(
        "basic", YEAR, (claim,), (Spending("operation", eligible, total, income),), shares, USUAL
    )
    heading = Heading(
        municipality_name="見本市",
        municipality_code="990019",
        fiscal_year=YEAR,
        stage=CALLED[stage],
        center_name="見本センター",
        center_code="990019-01",
        center_type="basic",
    )
    return sheet_content(heading, calculate(case), version=RulesApplied(), case=case)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("row", rows(DIFFERENCES))
def test_the_figures_of_each_stage_are_the_workbooks(row, stage):
    content = content_of_stage(row, stage)
    amounts = {line["key"]: line["amount"] for line in content["lines"]} if content else {}
    for part in PARTS:
        assert amounts.get(f"basic.total.{KEYS[part]}", NO_STAGE) == row[f"{part} {stage}"]


@pytest.mark.parametrize("row", rows(DIFFERENCES))
def test_the_differences_between_stages_are_the_workbooks(row):
    made = [(stage, content_of_stage(row, stage)) for stage in STAGES]
    there = [(stage, content) for stage, content in made if content is not None]
    for (_, before), (stage, after) in pairwise(there):
        found = {each.key: each for each in differences_between(before, after)}
        for part in PARTS:
            change, each = row[f"{part}の増減 {stage}"], found.get(f"basic.total.{KEYS[part]}")
            assert (each.after - each.before if each else 0) == change
            assert each is None or each.after == row[f"{part} {stage}"]


def test_a_settlement_is_compared_with_the_nearest_stage_that_was_submitted(center):
    subject = (center.pk, "basic")

    def compared_with():
        found, _ = earlier_sheets(center.municipality, YEAR, SETTLEMENT)[subject].compared()
        return found.stage

    submitted(WorksheetFactory(center=center, stage="application"))
    assert compared_with() == APPLICATION
    submitted(WorksheetFactory(center=center, stage="change"))
    assert compared_with() == CHANGE


# ------------------------------------------------------------------- from centers to the total
def register(municipality, row):
    of = {"municipality": municipality, "fiscal_year": YEAR, "confirmed": True}
    StandardAmountFactory(
        center_type="basic",
        component="base",
        size_class="Ⅰ",
        unit="place_year",
        amount=row["基準額"],
        **of,
    )
    CostShareFactory(
        center_type="basic",
        national_numerator=row["国の分子"],
        national_denominator=row["国の分母"],
        prefectural_numerator=row["県の分子"],
        prefectural_denominator=row["県の分母"],
        **of,
    )
    rounding = {"rounding_unit": str(row["端数の単位"]), "rounding_mode": row["端数の方法"]}
    for item, value in (HANDLING | rounding).items():
        HandlingChoiceFactory(item=item, value=value, **of)


@pytest.mark.parametrize("row", rows(MUNICIPALITY))
def test_the_total_of_the_municipality_is_the_workbooks(row, finance_clerk, municipality):
    register(municipality, row)
    for k in CENTERS:
        center = CenterFactory(municipality=municipality)
        CenterDesignationFactory(center=center)
        determine(center)
        if row[f"対象経費{k}"] is not None:
            spend(center, amount=row[f"対象経費{k}"])
    asked = (municipality, YEAR, APPLICATION)
    prepare_sheets(
        center_drafts(finance_clerk, *asked),
        municipality=municipality,
        fiscal_year=YEAR,
        stage=APPLICATION,
        by=finance_clerk,
        at=timezone.now(),
    )

    content = municipality_draft(*asked, subjects=cases(finance_clerk, *asked)).content

    for part in PARTS[1:]:
        totals = [each[KEYS[part]] for each in content["centers"]]
        assert sorted(map(str, map(told, totals))) == sorted(
            str(row[f"{part}{k}"]) for k in CENTERS
        )
        assert told(content["totals"][KEYS[part]]) == row[part]


def test_rounding_the_total_once_would_be_another_amount():
    """Else the examples would not tell one from the other."""
    examples = rows_of(WORKBOOK, MUNICIPALITY)
    once = "国庫補助額（計を1度だけ端数処理した場合）"
    assert len([row for row in examples if row["国庫補助額"] != row[once]]) >= 3
