import datetime as dt

import pytest
from django.urls import reverse

from consultations.enums import Method
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    TopicFactory,
)

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def log(municipality, center):
    topics = [TopicFactory(code=f"0{n}", label=f"相談内容の区分その{n}") for n in range(1, 7)]
    centers = [center, CenterFactory(municipality=municipality)]
    for number, each in enumerate(centers):
        CenterDesignationFactory(center=each)
        OpeningHoursFactory(center=each, weekday=3)
        for day in range(1, 6):
            OpenDayFactory(center=each, held_on=dt.date(2025, 10, day))
        for count, method in enumerate(Method, start=1 + number * 4):
            ConsultationFactory.create_batch(
                count, center=each, method=method, topics=[topics[count % 6]]
            )
    return centers


@VIEWPORTS
def test_the_dashboard_is_accessible_and_fits(browser_for, municipal_officer, log, viewport):
    page = browser_for(municipal_officer, viewport=viewport)

    page.goto(reverse("subsidies:dashboard") + "?fiscal_year=2025")

    page.get_by_text("数字の意味").click()
    assert page.get_by_role("heading", level=1).inner_text() == "集計"
    assert page.get_by_text("開所実績が未確認の日があります").is_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_the_gauge_of_one_center_is_accessible_and_fits(browser_for, consultant, log, viewport):
    page = browser_for(consultant, viewport=viewport)

    page.goto(reverse("subsidies:dashboard") + "?fiscal_year=2025&as_of=2025-10-05")

    assert page.locator(".gauge-text").inner_text().startswith("9.00件")
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_from_a_number_to_its_list_and_back(browser_for, municipal_officer, log, viewport):
    page = browser_for(municipal_officer, viewport=viewport)
    page.goto(reverse("subsidies:dashboard") + "?fiscal_year=2025")

    number = page.get_by_role("table", name="相談方法別の件数").get_by_role("link").first
    count = number.inner_text()
    number.click()

    assert page.locator(".filter-count").inner_text() == f"{count}件"
    assert page.locator(".chip").first.inner_text().startswith("方法：電話")
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.get_by_label("現在の位置").get_by_role("link", name="集計").click()

    assert page.get_by_label("年度", exact=True).input_value() == "2025"


def test_the_filter_works_with_the_keyboard(browser_for, municipal_officer, log):
    page = browser_for(municipal_officer)
    page.goto(reverse("subsidies:dashboard"))

    page.get_by_label("年度", exact=True).select_option("2025")
    page.get_by_label("センター", exact=True).select_option(label=log[0].name)
    page.get_by_label("基準日").fill("令和7年10月5日")
    page.get_by_label("基準日").press("Enter")

    assert page.locator(".tile-value").first.inner_text().split() == ["45", "件"]
