"""A complaint in Chromium: received by a consultant, refused, taken further by the chief, printed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Complaint
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible
from tests.complaint_factories import ComplaintOfficerFactory

pytestmark = pytest.mark.browser


def record_step(page, kind, *parties, note="経過の本文", outcome=""):
    page.locator("select[name=kind]").select_option(label=kind)
    for party in parties:
        page.locator("fieldset").get_by_label(party, exact=True).check()
    page.locator("textarea[name=note]").fill(note)
    if outcome:
        page.locator("select[name=outcome]").select_option(label=outcome)
    page.get_by_role("button", name="経過を記録する").click()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_complaint_from_the_counter_to_the_report(
    browser_for, consultant, chief_coordinator, center, viewport
):
    ComplaintOfficerFactory(center=center, outsider=True)
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("complaints:desk_list"))
    page.get_by_role("link", name="苦情を受け付ける").click()
    assert_accessible(page)
    page.locator("select[name=channel]").select_option(label="窓口")
    page.locator("select[name=subject_kind]").select_option(label="職員の接遇")
    page.get_by_label("回答してほしい").check()
    page.get_by_label("苦情の内容").fill("応対が冷たかった。")

    page.get_by_role("button", name="保存する").click()

    expect(page.locator(".error-summary")).to_contain_text("申出人の氏名を入力してください。")
    expect(page.get_by_label("苦情の内容")).to_have_value("応対が冷たかった。")
    page.get_by_label("申出人の氏名").fill("見本 葉子")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("苦情を受け付けました。")).to_be_visible()
    expect(page.get_by_role("button", name="経過を記録する")).to_have_count(0)

    chief = browser_for(chief_coordinator, viewport=viewport)
    chief.goto(page.url)
    assert_accessible(chief)
    record_step(chief, "報告", "第三者委員", note="二度と打てない長い話")
    expect(chief.locator(".error-summary")).to_contain_text("まず苦情解決責任者に報告します。")
    expect(chief.locator("textarea[name=note]")).to_have_value("二度と打てない長い話")
    record_step(chief, "報告", "苦情解決責任者")
    record_step(chief, "結果の報告", "申出人")
    expect(chief.get_by_role("link", name="報告書（PDF）")).to_be_visible()
    record_step(chief, "終結", outcome="解決")
    expect(chief.locator(".summary-list").get_by_text("終結", exact=True)).to_be_visible()

    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.outcome) == ("closed", "resolved")
    assert [step.kind for step in complaint.steps.order_by("pk")] == [
        "received",
        "reported",
        "result_reported",
        "closed",
    ]
    assert chief.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
