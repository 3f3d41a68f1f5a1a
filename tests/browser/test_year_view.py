import datetime as dt

import pytest
from django.urls import reverse

from centers.enums import CenterType
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import CenterDesignationFactory, PostingFactory

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def broken_center(center):
    CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
    PostingFactory(center=center, ends_on=dt.date(2025, 10, 15))
    return center


@VIEWPORTS
def test_the_year_is_accessible_and_fits(browser_for, finance_clerk, broken_center, viewport):
    page = browser_for(finance_clerk, viewport=viewport)

    page.goto(reverse("subsidies:center_year", args=[broken_center.pk, 2025]))

    row = page.get_by_role("row", name="特定型 職員")
    assert row.get_by_role("cell").count() == 14
    assert "1日から15日まで満たす" in row.get_by_role("cell").nth(6).inner_text()
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_from_the_judgement_to_the_reason_of_a_break_and_back(
    browser_for, finance_clerk, broken_center, viewport
):
    page = browser_for(finance_clerk, viewport=viewport)
    page.goto(reverse("subsidies:center_supplements", args=[broken_center.pk, 2025]))

    page.get_by_role("link", name="年間の推移を見る").click()
    page.get_by_role("row", name="特定型 職員").get_by_role("link").click()

    assert page.get_by_text("専任の職員が1名から0名になり、").is_visible()
    segments = page.get_by_role("list", name="特定型 職員の期間ごとの判定")
    segments.get_by_role("link").first.click()
    page.wait_for_url("**date=2025-10-15**")
    assert page.get_by_label("判定の基準日").input_value() == "令和7年10月15日"


def test_a_row_is_a_card_on_the_phone_and_a_row_on_paper(browser_for, finance_clerk, broken_center):
    page = browser_for(finance_clerk, viewport=PHONE)
    page.goto(reverse("subsidies:center_year", args=[broken_center.pk, 2025]))
    cell = page.get_by_role("row", name="特定型 職員").get_by_role("cell").first

    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"4月"'
    page.emulate_media(media="print")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"
