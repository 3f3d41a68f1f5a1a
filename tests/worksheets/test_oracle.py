"""The product against the workbook, figure by figure. The workbook calculates by itself."""

from collections import Counter
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from tests.worksheets.oracle.formulas import (
    CALCULATION,
    CATEGORIES,
    CLAIMS,
    FIRST_ROW,
    OPEN,
)
from tests.worksheets.oracle.formulas_quantities import (
    COORDINATORS,
    EXTRA_STAFF,
    SPECIFIC_PLACES,
    SUPPORT_PLANS,
    YEARS,
)
from tests.worksheets.oracle.product import judged, present, rows, told
from tests.worksheets.oracle.sheets import SHEETS
from tests.worksheets.oracle.workbook import (
    HEADER,
    SEAL,
    WORKBOOK,
    cells_in,
    cells_of,
    rows_of,
    seal_of,
)
from worksheets.calculation.calculate import calculate
from worksheets.calculation.quantities import quantity_of, specific_cap
from worksheets.calculation.shapes import Case, Claim, Handling, Origin, Shares, Spending
from worksheets.components import component_of

TYPE = "family_center"
COMPONENTS = ("chief_coordinator", "coordinator", "multilingual")
TOTALS = {
    "補助基準額": "standard",
    "選定額の計": "selected",
    "交付基本額": "grant_base",
    "国庫補助額": "national",
    "都道府県補助額": "prefectural",
    "市町村負担額": "municipal",
}
REPAIRED = "算式は原文の表示崩れを補正"


# ------------------------------------------------------------------- the workbook itself
def test_there_are_at_least_sixty_examples_and_none_twice():
    names = [(sheet.name, row["例"]) for sheet in SHEETS for row in rows_of(WORKBOOK, sheet)]
    assert len(names) >= 60
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_workbook_is_as_it_was_calculated():
    """Whoever changes an example has LibreOffice calculate it (oracle/workbook.py)."""
    assert seal_of(WORKBOOK) == SEAL.read_text(encoding="ascii").strip()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_result_is_a_formula_with_a_value(sheet):
    formulas, values = (
        load_workbook(WORKBOOK)[sheet.name],
        load_workbook(WORKBOOK, data_only=True)[sheet.name],
    )
    headings = [cell.value for cell in formulas[HEADER]]
    for name in sheet.calculated:
        column = headings.index(name) + 1
        for at, row in enumerate(rows_of(WORKBOOK, sheet), start=FIRST_ROW):
            assert str(formulas.cell(at, column).value).startswith("="), (name, row["番号"])
            value = values.cell(at, column).value
            assert value is not None, (name, row["番号"])
            assert not str(value).startswith("#"), (name, row["番号"])


def test_the_workbook_has_the_sheets_in_their_order():
    assert load_workbook(WORKBOOK).sheetnames == [sheet.name for sheet in SHEETS]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_examples_are_those_of_the_workbook(sheet):
    """Cell by cell, what is typed as well as the formulas: else it is to be built anew."""
    assert cells_in(WORKBOOK, sheet) == cells_of(sheet)


@pytest.mark.parametrize(
    ("sheet", "example", "result", "figure"),
    [
        # 会計検査院 平成28年度報告: 24,604,243円 at 1/3
        (CALCULATION, "1,000円未満切り捨て", "国庫補助額", 8_201_000),
        # the worked figures of 別表2 as it was repaired
        (EXTRA_STAFF, "算式3名、4名配置：(i)は2名", "算式の人数", 3),
        (EXTRA_STAFF, "算式3名、4名配置：(i)は2名", "(i)の人数", 2),
        (EXTRA_STAFF, "算式3名、4名配置：(i)は2名", "(ii)の人数", 0),
        (EXTRA_STAFF, "全国平均をわずかに下回る", "算式の人数", 0),
        (EXTRA_STAFF, "超過がちょうど80件で2名", "算式の人数", 2),
    ],
)
def test_figures_worked_elsewhere_are_those_of_the_workbook(sheet, example, result, figure):
    [row] = [row for row in rows_of(WORKBOOK, sheet) if row["例"] == example]
    assert row[result] == figure


# ------------------------------------------------------------------- the calculation
def claims_of(row):
    for k in CLAIMS:
        if row[f"判定{k}"] is None:
            continue
        number = row[f"数の分子{k}"]
        yield Claim(
            component=COMPONENTS[k - 1],
            label=f"内訳{k}",
            category=row[f"区分{k}"],
            clause="4(3)",
            status=row[f"判定{k}"],
            quantity=None if number is None else Fraction(number, row[f"数の分母{k}"]),
            unit="か所",
            unit_amount=row[f"単価{k}"],
            months=row[f"月数{k}"],
            per=row[f"単位{k}"],
        )


def spending_of(row):
    for category in CATEGORIES:
        found = [row[f"{name} {category}"] for name in ("対象経費", "総事業費", "収入")]
        if found != [None, None, None]:
            yield Spending(category, *found)


def shares_of(row):
    if row["国の分子"] is None:
        return None
    return Shares(
        Fraction(row["国の分子"], row["国の分母"]),
        Fraction(row["県の分子"], row["県の分母"]),
        Origin("架空の割合"),
    )


def handling_of(row):
    return Handling(
        rounding_unit=row["端数の単位"],
        rounding_mode=row["端数の方法"],
        rounding_step=row["端数の段階"],
        second_comparison=row["第二の比較"],
        prefectural_rounding=row["都道府県の端数"],
        yen_rounding=row["1円未満"],
    )


@pytest.mark.parametrize("row", rows(CALCULATION))
def test_each_line_is_the_workbooks(row):
    outcome = calculate(
        Case(
            center_type=TYPE,
            fiscal_year=2025,
            claims=tuple(claims_of(row)),
            spending=tuple(spending_of(row)),
            shares=shares_of(row),
            handling=handling_of(row),
        )
    )
    lines = {line.key: line for line in outcome.lines}
    expected = {
        f"{TYPE}.{COMPONENTS[k - 1]}.amount": row[f"内訳の額{k}"] for k in CLAIMS if row[f"判定{k}"]
    }
    for category in CATEGORIES:
        if f"{TYPE}.{category}.standard" in lines:
            expected[f"{TYPE}.{category}.standard"] = row[f"基準額 {category}"]
            expected[f"{TYPE}.{category}.selected"] = row[f"選定額 {category}"]
        else:
            assert (row[f"基準額 {category}"], row[f"選定額 {category}"]) == (0, 0)
    expected |= {f"{TYPE}.total.{key}": row[name] for name, key in TOTALS.items()}
    if f"{TYPE}.total.net" in lines:
        expected[f"{TYPE}.total.net"] = row["差引額の計"]
    assert {key: told(lines[key].amount) for key in expected} == expected
    assert all((line.amount is None) == bool(line.missing) for line in outcome.lines)


# ------------------------------------------------------------------- quantities
def counted(code, rules, facts, center_type=TYPE):
    quantity = quantity_of(component_of(center_type, code), rules, facts)
    assert (quantity.value is None) == bool(quantity.missing)
    return told(quantity.value)


def of_extra_staff(row):
    settings = present(extra_staff_number=row["用いる人数"], extra_staff_ii=row["(ii)の読み方"])
    facts = present(
        municipality=present(
            abuse_cases=row["件数"],
            child_population=row["児童人口"],
            extra_staff_notified=row["通知の人数"],
            family_center_sites=row["支援拠点"],
        ),
        national={"abuse_cases": row["全国件数"], "child_population": row["全国児童人口"]},
        abuse_response_assigned=row["配置"],
        settings=settings,
    )
    return judged("family_center.extra_staff", facts), facts


@pytest.mark.parametrize("row", rows(EXTRA_STAFF))
def test_extra_staff_are_the_workbooks(row):
    rules, facts = of_extra_staff(row)
    first = counted("extra_staff_i", rules, facts)
    second = counted("extra_staff_ii", rules, facts)
    assert (first, second) == (row["(i)の人数"], row["(ii)の人数"])
    if OPEN not in {first, second}:
        assert first + second == row["(i)と(ii)の計"]
    required = rules["family_center.extra_staff"]["values"].get("required_extra")
    assert required is None or required == row["算式の人数"]


@pytest.mark.parametrize("code", ["extra_staff_i", "extra_staff_ii"])
@pytest.mark.parametrize("row", rows(EXTRA_STAFF))
def test_each_number_of_extra_staff_says_that_the_formula_was_repaired(row, code):
    """Wherever its figures are known; also where the number itself stays open."""
    rules, facts = of_extra_staff(row)
    quantity = quantity_of(component_of(TYPE, code), rules, facts)
    figures = (row["件数"], row["児童人口"], row["全国件数"], row["全国児童人口"])
    assert (REPAIRED in quantity.flags) == (None not in figures)
    assert REPAIRED in quantity.flags or quantity.value is None


def test_most_examples_of_extra_staff_have_a_number():
    """So that the flag is looked for where a number is claimed."""
    numbers = [row["(i)の人数"] for row in rows_of(WORKBOOK, EXTRA_STAFF)]
    assert len([number for number in numbers if number != OPEN]) >= 20


@pytest.mark.parametrize("row", rows(SUPPORT_PLANS))
def test_support_plan_workers_are_the_workbooks(row):
    facts = present(
        municipality=present(population=row["人口"]),
        plans_child_welfare=row["計画"],
        plan_writers_assigned=row["配置"],
        settings=present(support_plan_rounding=row["端数"]),
    )
    rules = judged("family_center.support_plan", facts)
    assert counted("support_plan_worker", rules, facts) == row["人数"]


@pytest.mark.parametrize("row", rows(COORDINATORS))
def test_coordinators_are_the_workbooks(row):
    facts = present(coordinators_assigned=row["配置"])
    rules = judged("family_center.coordinator", facts)
    assert counted("coordinator", rules, facts) == row["人数"]


@pytest.mark.parametrize("row", rows(SPECIFIC_PLACES))
def test_the_cap_of_specific_places_is_the_workbooks(row):
    populations = present(**{year: row[year] for year in YEARS})
    facts = {"municipality": present(population_0_5=populations, specific_sites=row["か所"])}
    rules = judged("specific.cap", facts, center_type="specific")
    assert counted("base", rules, facts, "specific") == row["1か所の数"]
    if row["か所"] is not None:
        assert specific_cap(rules) == row["上限"]
