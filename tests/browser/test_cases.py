"""The form of a notification in Chromium: what is missing is said, what was typed stays."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.stories import choose, make_case_codes
from tests.browser.test_households import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_notification_that_lacks_something_keeps_what_was_typed(
    browser_for, transactional_db, consultant, viewport
):
    make_case_codes()
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("cases:notification_create"))
    choose(page, notifier_kind="近隣・知人")
    page.get_by_label("通告した人の氏名").fill("通告 良子")
    with page.expect_response(lambda response: "泣き声" in (response.request.post_data or "")):
        page.locator("textarea[name=content]").fill("夜に泣き声が続く。")
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")
    page.get_by_role("button", name="ケースを受け付ける").click()

    page.get_by_text("入力内容を確認してください").wait_for()
    look(page, f"case-notification-{viewport['width']}")
    assert page.locator("textarea[name=content]").input_value() == "夜に泣き声が続く。"
    assert page.get_by_label("通告した人の氏名").input_value() == "通告 良子"
