"""Rule book, comparison and proposals in Chromium."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from centers.enums import ActivityKind
from shared.fiscal_year import FiscalYear
from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from subsidies.rule_actions import ended_by, propose_version, read_rule_file
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.conftest import _user_with
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
)

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
SAMPLE = Path(__file__).parents[1] / "subsidies/data/R8.toml"


@pytest.fixture
def night_center(municipality, center):
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())
    CenterDesignationFactory(center=center)
    this_year = FiscalYear.of(timezone.localdate()).year
    ActivityPlanFactory(center=center, kind=ActivityKind.AFTER_HOURS, fiscal_year=this_year)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(13), closes_at=dt.time(20)
        )
    MunicipalityFactFactory(municipality=municipality, kind="emergency_measures")
    MunicipalityFactFactory(municipality=municipality, holds=False)
    return center


def assert_fit(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_from_the_list_to_a_found_condition(browser_for, consultant, night_center, viewport):
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("rules:version_list"))
    assert page.get_by_text("本文未登録").is_visible()
    assert_fit(page)

    page.get_by_role("link", name="第一次改正・令和7年4月1日").click()
    assert_fit(page)
    page.get_by_label("語句で探す").fill("採択")
    page.get_by_role("button", name="探す").click()

    expect(page.locator("p[role=status]")).to_contain_text("4件の条件が見つかりました")
    assert page.locator("mark").first.inner_text() == "採択"
    assert_fit(page)

    page.get_by_label("語句で探す").fill("金糸雀")
    page.get_by_label("語句で探す").press("Enter")

    assert page.get_by_text("見つかりませんでした").is_visible()
    assert_fit(page)


@VIEWPORTS
def test_from_a_judgement_to_its_condition(browser_for, finance_clerk, night_center, viewport):
    page = browser_for(finance_clerk, viewport=viewport)
    url = reverse("subsidies:center_supplements", args=[night_center.pk, 2025])
    page.goto(f"{url}?date=2025-10-01")

    page.locator("#basic-night_opening").get_by_role("link", name="4(1)④オ(ア)").first.click()

    assert page.url.endswith("/rules/R7/#night_opening.daily_hours")
    assert page.locator("[id='night_opening.daily_hours']").is_visible()


@VIEWPORTS
def test_two_versions_side_by_side_and_what_they_change(
    browser_for, finance_clerk, night_center, viewport
):
    page = browser_for(finance_clerk, viewport=viewport)
    page.goto(reverse("rules:version_list"))
    page.get_by_role("link", name="新旧対照を見る").click()

    table = page.get_by_role("table", name="夜間加算の新旧対照")
    assert table.get_by_text("「保育提供体制の確保のための実施計画」の採択").first.is_visible()
    lost = page.get_by_role("table", name="満たさなくなるもの")
    assert "4(1)④オ柱書" in lost.inner_text()
    assert_fit(page)

    page.get_by_label("改正前").select_option("R2")
    page.get_by_label("改正後").select_option("R3")
    page.get_by_role("button", name="比べる").click()

    assert page.get_by_role("columnheader", name="改正後（R3）").first.is_visible()
    assert_fit(page)


@VIEWPORTS
def test_a_second_person_publishes(browser_for, municipal_officer, night_center, viewport):
    file = read_rule_file(SAMPLE.read_text(encoding="utf-8"), name=SAMPLE.name)
    propose_version(
        file,
        note="見本第1号",
        ends=ended_by(file.version, "R7"),
        by=municipal_officer,
        at=timezone.now(),
    )
    page = browser_for(_user_with("municipal_officer", night_center.municipality), viewport)
    page.goto(reverse("rules:version_list"))
    page.get_by_role("link", name="要綱の版の案").click()
    assert_fit(page)

    page.get_by_role("link", name="V-").click()
    page.get_by_text("却下する").first.click()
    assert_fit(page)
    page.get_by_role("button", name="この版を公開する").click()

    expect(page.get_by_text("R8を公開しました")).to_be_visible()
    assert (
        page.get_by_role("heading", level=1).inner_text().startswith("利用者支援事業実施要綱（見本")
    )
