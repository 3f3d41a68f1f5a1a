"""Story (a) in Chromium, as far as the case itself goes: notified, moved on, noted, closed, reopened."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.enums import CaseCodeKind
from casework.models import Case, SupportNote
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.browser.test_households import look
from tests.case_factories import CaseCodeFactory
from tests.household_factories import HouseholdMembershipFactory

pytestmark = pytest.mark.browser
NOTIFIER = "通告 良子"


@pytest.fixture
def home(center, transactional_db):
    CaseCodeFactory(code="C01", label="児童虐待")
    CaseCodeFactory(kind=CaseCodeKind.ROUTE, code="R08", label="近隣・知人")
    return HouseholdMembershipFactory(household__center=center).household


def choose(page, name, label):
    page.locator(f"select[name={name}]").select_option(label=label)


def move_on(page, step, reason, **more):
    page.get_by_role("link", name="状況を変更する").click()
    page.get_by_label(step, exact=True).check()
    page.locator("input[name=reason]").fill(reason)
    for name, label in more.items():
        choose(page, name, label)
    page.get_by_role("button", name="状況を変更する").click()
    page.get_by_text("に変更しました").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_case_from_the_notification_to_its_reopening(
    browser_for, consultant, chief_coordinator, home, viewport
):
    width = viewport["width"]
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("cases:case_list"))
    page.get_by_role("link", name="通告の受付").click()
    choose(page, "notifier_kind", "近隣・知人")
    page.get_by_label("通告した人の氏名").fill(NOTIFIER)
    with page.expect_response(lambda response: "泣き声" in (response.request.post_data or "")):
        page.locator("textarea[name=content]").fill("夜に泣き声が続く。")
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")
    page.get_by_role("button", name="ケースを受け付ける").click()
    page.get_by_text("入力内容を確認してください").wait_for()
    look(page, f"case-notification-{width}")
    assert page.locator("textarea[name=content]").input_value() == "夜に泣き声が続く。"
    page.locator("textarea[name=concern]").fill("夜間の泣き声。")
    page.get_by_label("世帯の番号").fill(f"世帯{home.pk}")
    choose(page, "route", "R08 近隣・知人")
    page.get_by_role("button", name="ケースを受け付ける").click()
    page.get_by_text("を受け付けました").wait_for()
    assert NOTIFIER not in page.content()
    expect(page.locator(".identity-bar")).to_contain_text("制限")

    move_on(page, "調査・アセスメント", "緊急受理会議で決めた。")
    page.get_by_role("link", name="支援記録を書く").click()
    page.get_by_label("訪問・面接", exact=True).check()
    with page.expect_response(lambda response: "子どもに会" in (response.request.post_data or "")):
        page.locator("textarea[name=content]").fill("家庭を訪問し、子どもに会えた。")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("支援記録を保存しました").wait_for()
    look(page, f"case-detail-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    case = Case.objects.get()
    chief = browser_for(chief_coordinator, viewport=viewport)
    chief.goto(reverse("cases:case_detail", args=[case.pk]))
    move_on(chief, "終結", "安全を確かめ、会議で終結を決めた。", closing_reason="状況が改善した")
    look(chief, f"case-closed-{width}")
    chief.get_by_role("link", name="再開する").click()
    chief.locator("textarea[name=concern]").fill("再び通告があった。")
    chief.get_by_role("button", name="新しいケースとして再開する").click()
    chief.get_by_text("として再開しました").wait_for()
    expect(chief.get_by_text("再開前のケース").first).to_be_visible()

    assert Case.objects.count() == 2
    assert SupportNote.objects.get().content == "家庭を訪問し、子どもに会えた。"
