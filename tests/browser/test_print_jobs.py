"""一括印刷: asked for, left, found again, finished; 調書の様式 set on a page, narrow and wide."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.print_factories import DraftSheetFactory
from worksheets.models import PrintForm, PrintJob
from worksheets.print_work import work

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
PATIENCE = 30_000  # milliseconds a slow machine may take until the page asks again


def assert_fits(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_asked_for_left_found_again_and_finished(browser_for, finance_clerk, center, viewport):
    DraftSheetFactory(center=center)
    page = browser_for(finance_clerk, viewport=viewport)
    page.goto(f"{reverse('worksheets:print_job_list')}?fiscal_year=2026&stage=application")
    assert_fits(page)

    page.get_by_label("最新の調書（提出前のものを含む）").check()
    page.get_by_role("button", name="印刷を依頼する").click()
    expect(page.get_by_text("調書1件のうち0件を印刷しました")).to_be_visible()
    assert_fits(page)

    page.goto(reverse("home"))
    page.goto(reverse("worksheets:print_job_list"))
    page.get_by_role("link", name=str(PrintJob.objects.get())).click()
    expect(page.get_by_text("調書1件のうち0件を印刷しました")).to_be_visible()
    work(clock=timezone.now)
    expect(page.get_by_role("link", name="ファイルを受け取る")).to_be_visible(timeout=PATIENCE)
    # The whole page has come anew by itself: its table, its buttons, its title.
    expect(page.get_by_text("印刷済み", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="この一括印刷を中止する")).to_have_count(0)
    expect(page).to_have_title(re.compile("^完了：一括印刷"))
    assert_fits(page)


@VIEWPORTS
def test_the_look_of_a_sheet_is_set_on_a_page(browser_for, finance_clerk, municipality, viewport):
    page = browser_for(finance_clerk, viewport=viewport)
    page.goto(reverse("worksheets:print_form_list"))
    assert_fits(page)
    page.goto(
        reverse("worksheets:print_form_edit", args=[municipality.pk, "center", "application"])
    )

    page.get_by_label("表題").fill("")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("alert")).to_contain_text("表題を入力してください。")
    assert_fits(page)
    page.get_by_label("表題").fill("見本の調書")
    page.get_by_label("様式番号").fill("様式第1号")
    page.get_by_role("button", name="保存する").click()

    expect(page.get_by_text("調書の様式を登録しました。")).to_be_visible()
    assert PrintForm.objects.current().get().form_number == "様式第1号"
