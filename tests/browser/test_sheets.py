"""調書: prepared for all centers, checked by another, submitted; on a desk and on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import CenterDesignationFactory
from tests.worksheets.offices import ready, register
from worksheets.models import Worksheet

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


def assert_fits(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def stage_url(municipality):
    return reverse("worksheets:stage_list", args=[municipality.pk, 2025, "application"])


@VIEWPORTS
def test_prepared_checked_by_another_and_submitted(
    browser_for, finance_clerk, municipal_officer, municipality, center, viewport
):
    register(municipality)
    ready(center)
    clerk = browser_for(finance_clerk, viewport=viewport)
    clerk.goto(stage_url(municipality))
    assert_fits(clerk)

    clerk.get_by_role("button", name="全センターの調書を作成する").click()
    expect(clerk.get_by_text("調書：作成2件。")).to_be_visible()
    assert_fits(clerk)

    sheet = reverse("worksheets:sheet_detail", args=[Worksheet.objects.get(center=center).pk])
    officer = browser_for(municipal_officer, viewport=viewport)
    officer.goto(sheet)
    assert_fits(officer)
    officer.get_by_role("button", name="この内容を確認済みにする").click()
    expect(officer.get_by_text("調書を確認しました。")).to_be_visible()

    clerk.goto(sheet)
    clerk.get_by_role("button", name="この内容を提出済みにする").click()
    expect(clerk.get_by_text("もう変わりません")).to_be_visible()
    assert_fits(clerk)


@VIEWPORTS
def test_expenditure_and_income_are_entered(
    browser_for, finance_clerk, municipality, center, viewport
):
    register(municipality)
    CenterDesignationFactory(center=center)
    page = browser_for(finance_clerk, viewport=viewport)
    page.goto(reverse("worksheets:spending_edit", args=[center.pk, 2025, "application", "basic"]))
    assert_fits(page)

    page.get_by_label("1行目の収支").select_option("支出")
    page.get_by_label("1行目の区分").select_option("運営費")
    page.get_by_label("1行目の科目").fill("給料")
    page.get_by_label("1行目の金額（円）").fill("9,000,000")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("alert")).to_contain_text("うち対象経費を入力してください")
    assert_fits(page)

    page.get_by_label("1行目のうち対象経費（円）").fill("8,500,000")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("収支を保存しました。")).to_be_visible()
    assert_fits(page)
