"""Texts beside the national guideline: shown beside its result, and never mixed into it."""

import datetime as dt

import pytest

from subsidies.facts import Query
from subsidies.judge.engine import COVERAGE_UNVERIFIED
from subsidies.judge.versions import overlays_on
from subsidies.judgement import judge_centers, judge_overlays
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactory,
    OpeningHoursFactory,
)
from tests.subsidies.test_supplements import page_of, text_of

DAY = dt.date(2025, 10, 1)


@pytest.fixture
def hakodate_center():
    """Of the one municipality whose contract is held; open on four days a week."""
    center = CenterFactory(municipality=MunicipalityFactory(code="012025", name="函館市"))
    CenterDesignationFactory(center=center)
    for weekday in (1, 2, 3, 4):
        OpeningHoursFactory(center=center, weekday=weekday)
    return center


def judged_beside(center, day=DAY):
    [judgement] = judge_centers([center], Query(day=day))
    return {version.code: beside for version, beside in judge_overlays(judgement)}


def test_a_contract_binds_its_own_municipality_alone(center, hakodate_center):
    CenterDesignationFactory(center=center)

    assert list(judged_beside(hakodate_center)) == ["G2", "HK"]
    assert list(judged_beside(center)) == ["G2"]


def test_nothing_stands_beside_before_the_texts_were_in_force(hakodate_center):
    assert overlays_on(dt.date(2020, 3, 31), hakodate_center.municipality.code) == ()


def test_days_are_judged_on_the_same_records(hakodate_center):
    [result] = judged_beside(hakodate_center)["HK"].results

    [days] = [part for part in result.findings if part.condition_id == "hakodate.days"]
    assert days.status == "met"
    assert result.overall == "unknown"


def test_the_page_shows_both_and_says_that_nothing_is_decided(center, finance_clerk, client_for):
    CenterDesignationFactory(center=center)

    response = client_for(finance_clerk).get(page_of(center), {"date": str(DAY)})

    text = text_of(response)
    [part] = response.context["judgements"]
    assert "による参考の判定です。加算の判定には含めません。" in text
    assert [overlay.version.code for overlay in part.overlays] == ["G2"]
    assert "guideline.r2" not in {rule.result.target for rule in part.rules}
    assert "はこだてキッズプラザ" not in text
    assert "令和3年3月31日より後に改められたかどうかは、確認できていません。" in text


def test_what_stands_beside_is_said_to_be_unverified(hakodate_center):
    [result] = judged_beside(hakodate_center)["G2"].results

    assert COVERAGE_UNVERIFIED in result.flags
