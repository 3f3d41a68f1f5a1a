"""The table of docs/demo.md: which center shows which status on which day."""

import datetime as dt

import pytest

from centers.models import Center
from demo.municipalities import tsunagi_code
from shared.fiscal_year import FiscalYear
from subsidies.facts import Query
from subsidies.judgement import judge_centers
from subsidies.year_view import year_views

pytestmark = pytest.mark.usefixtures("demo_database")

# 2025-10-01, 2026-03-31, 2026-10-31: ○ 満たす, × 満たさない, ? 要確認, - 対象外
SIGNS = {"met": "○", "not_met": "×", "unknown": "?", "not_applicable": "-"}
DAYS = [dt.date(2025, 10, 1), dt.date(2026, 3, 31), dt.date(2026, 10, 31)]
EXPECTED = {
    "basic.staff.dedicated": {"01": "○○○", "02": "○○○", "03": "○??"},
    "night_opening": {"01": "×××", "02": "○○○", "03": "---", "04": "××?"},
    "holiday_opening": {"01": "○○○", "02": "×××", "03": "---", "04": "××?"},
    "outreach": {"01": "○○○", "02": "××?", "03": "---", "04": "×××"},
    "strengthening": {"01": "○○?", "02": "×××", "03": "---", "04": "×××"},
    "multilingual": {"01": "○○○", "02": "×××", "03": "---", "04": "??○"},
    "special_consideration": {"01": "○○○", "02": "??○", "03": "---", "04": "×××"},
    "multifunction": {"01": "???", "02": "???", "03": "---", "04": "???"},
    "center_liaison": {"01": "○○○", "02": "××?", "03": "---", "04": "???"},
    "specific.municipality": {"04": "○○○"},
    "specific.cap": {"04": "○○○"},
    "specific.staff": {"04": "○×?"},
}


@pytest.fixture
def judgements():
    centers = Center.objects.filter(code__startswith=tsunagi_code()).order_by("code")
    return [judge_centers(centers, Query(day=day)) for day in DAYS]


def test_the_centers_show_the_statuses_of_the_table(judgements):
    found, reasons = {}, {}
    for of_the_day in judgements:
        for judgement in of_the_day:
            number = judgement.center.code[-2:]
            for result in judgement.results:
                shown = found.setdefault(result.target, {})
                shown[number] = shown.get(number, "") + SIGNS[result.overall]
                told = reasons.setdefault((result.target, number), [])
                told += [f"{each.condition_id}：{each.reason}" for each in result.findings]

    differing = {
        (target, number): reasons[target, number]
        for target, by_number in EXPECTED.items()
        for number in by_number.keys() | found[target].keys()
        if by_number.get(number) != found[target].get(number)
    }
    assert not differing


@pytest.mark.parametrize("place", range(len(DAYS)))
def test_only_the_average_keeps_the_commissioned_center_from_strengthening(judgements, place):
    judgement = next(each for each in judgements[place] if each.center.code[-2:] == "02")

    findings = judgement.result("strengthening").findings

    failed = {each.condition_id for each in findings if each.status == "not_met"}
    assert failed == {"strengthening.average_5"}
    assert not [each for each in findings if each.decides and each.status == "unknown"]


def test_the_year_view_tells_the_day_and_the_person_of_the_break():
    desk = Center.objects.get(code=f"{tsunagi_code()}-04")

    [view] = year_views(desk, FiscalYear(2025), today=dt.date(2026, 10, 31))

    staff = next(each for each in view.supplements if each.id == "specific.staff")
    [change] = staff.changes
    assert (staff.whole_months, change.day) == (7, dt.date(2025, 11, 1))
    assert change.conditions[0].sentence.startswith("10月31日に専任の職員（No.T016）の配置")


def test_the_unavoidable_exemption_leaves_an_obligation(judgements):
    first = judgements[0][0]

    assert first.center.code[-2:] == "01"
    assert first.result("basic.staff.dedicated").obligations
