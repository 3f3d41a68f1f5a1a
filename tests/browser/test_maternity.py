"""Story (d) in Chromium: in the ledger, a loss is recorded, and from then on in no list."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.losses import STOPPED
from casework.models import LossRecord
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.browser.test_households import look
from tests.household_factories import HouseholdMembershipFactory

pytestmark = pytest.mark.browser
MOTHER = "水鳥 澪"


@pytest.fixture
def home(center, transactional_db):
    return HouseholdMembershipFactory(
        household__center=center, person__registered_name=MOTHER
    ).household


def open_ledger(page, home):
    page.goto(reverse("households:household_detail", args=[home.pk]))
    page.get_by_role("link", name="妊産婦等支援台帳に登録する").click()
    page.locator("select[name=mother]").select_option(label=MOTHER)
    page.locator("input[name=due_on]").fill("令和9年1月20日")
    page.get_by_role("button", name="台帳に登録する").click()
    page.get_by_text("妊産婦等支援台帳に登録しました。").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_ledger_to_a_loss(browser_for, consultant, home, viewport):
    width = viewport["width"]
    page = browser_for(consultant, viewport=viewport)
    open_ledger(page, home)
    detail = page.url
    look(page, f"maternity-detail-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.goto(reverse("maternity:ledger_list"))
    expect(page.get_by_role("cell", name=MOTHER)).to_be_visible()
    look(page, f"maternity-ledger-{width}")
    assert_accessible(page)

    page.goto(detail)
    page.get_by_role("link", name="流産・死産・こどもの死亡を記録する").click()
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("入力内容を確認してください").wait_for()
    page.get_by_label("流産", exact=True).check()
    page.locator("input[name=told_by]").fill("本人")
    look(page, f"maternity-loss-{width}")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("このご家庭への案内と予定は、すべて止まっています。").wait_for()

    expect(page.get_by_text(STOPPED)).to_be_visible()
    look(page, f"maternity-stopped-{width}")
    assert_accessible(page)
    for name in ("ledger_list", "due_list"):
        page.goto(reverse(f"maternity:{name}"))
        assert MOTHER not in page.content()
    page.goto(reverse("households:household_detail", args=[home.pk]))
    expect(page.get_by_text(STOPPED)).to_be_visible()
    assert LossRecord.objects.get().told_by == "本人"
