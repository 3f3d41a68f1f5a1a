"""The search by keyboard: nothing is asked during a conversion, hits are marked, pages are posted."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import AuditEvent
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.consultations.registry import member
from tests.factories import ConsultationFactory
from tests.household_factories import HouseholdFactory

pytestmark = pytest.mark.browser
TODAY, SEARCH = reverse("consultations:today"), reverse("consultations:record_search")


@pytest.fixture
def notes(transactional_db, center):
    member(HouseholdFactory(center=center), "見本 花子")
    for number in range(52):
        ConsultationFactory(
            center=center,
            content=f"夜泣き<b>{number}</b>回目。見本さんと" + "ながい話をした。" * 12,
        )


@pytest.fixture
def searching(browser_for, consultant, notes):
    page = browser_for(consultant)
    page.goto(TODAY)
    page.keyboard.press("Alt+s")
    page.wait_for_url(f"**{SEARCH}")
    return page


@pytest.fixture
def asked(searching):
    sent = []
    searching.on("request", lambda each: sent.append(each) if each.method == "POST" else None)
    return sent


def test_a_conversion_asks_nothing_until_it_is_settled(searching, asked):
    box = searching.get_by_label("探す言葉")
    searching.keyboard.press("Alt+s")
    expect(box).to_be_focused()
    ime = searching.context.new_cdp_session(searching)
    for text in ("y", "よ", "よn", "よな", "よなk", "よなき", "夜泣き"):
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        ime.send("Input.imeSetComposition", {"text": text, **at})
        searching.wait_for_timeout(150)
    for kind in ("rawKeyDown", "keyUp"):  # the Enter that settles a conversion is the IME's
        ime.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
        )
    searching.wait_for_timeout(800)
    assert asked == []

    ime.send("Input.insertText", {"text": "夜泣き"})
    expect(searching.locator("mark").first).to_have_text("夜泣き")
    assert len(asked) == 1
    assert searching.url.endswith(SEARCH)
    expect(box).to_be_focused()
    expect(box).to_have_value("夜泣き")
    assert AuditEvent.objects.filter(action="search").count() == 1


def test_persons_and_notes_and_their_pages(searching, asked):
    box = searching.get_by_label("探す言葉")
    box.fill("見本")
    box.press("Enter")

    expect(searching.get_by_role("heading", name="登録されている人")).to_be_visible()
    expect(searching.get_by_text("1～50件目（52件）")).to_be_visible()
    expect(searching.locator(".search-note")).to_have_count(50)
    expect(searching.get_by_text("<b>51</b>回目")).to_be_visible()
    assert_accessible(searching)
    searching.get_by_role("button", name="次の50件").click()
    expect(searching.get_by_text("51～52件目（52件）")).to_be_visible()
    searching.get_by_role("button", name="前の50件").click()
    expect(searching.get_by_text("1～50件目（52件）")).to_be_visible()
    assert searching.url.endswith(SEARCH)


def test_on_a_telephone_and_with_conditions(browser_for, consultant, notes):
    page = browser_for(consultant, viewport=PHONE)
    page.goto(SEARCH)
    page.get_by_label("探す言葉").fill("夜泣き ながい話")
    page.get_by_text("相談記録を絞り込む").click()
    page.get_by_label("自分の記録だけ").check()
    expect(page.get_by_text("言葉を含む相談記録はありません")).to_be_visible()
    page.get_by_label("自分の記録だけ").uncheck()
    expect(page.locator(".search-note").first).to_be_visible()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_label("探す言葉").fill("夜")
    expect(page.get_by_text("1文字では探せません。")).to_be_visible()
    page.get_by_role("button", name="検索する").click()
    expect(page.get_by_text("入力内容を確認してください")).to_be_visible()
    assert_accessible(page)


def test_without_scripts(chromium, browser_for, consultant, notes):
    page = browser_for(consultant)
    page.goto(SEARCH)
    state = page.context.storage_state()
    plain = chromium.new_context(java_script_enabled=False, storage_state=state).new_page()
    plain.goto(page.url)
    plain.get_by_label("探す言葉").fill("夜泣き")
    plain.get_by_role("button", name="検索する").click()

    expect(plain.get_by_text("1～50件目（52件）")).to_be_visible()
    plain.get_by_role("button", name="次の50件").click()
    expect(plain.get_by_text("51～52件目（52件）")).to_be_visible()
    plain.context.close()


def test_the_way_back_from_a_hit_shows_the_results_again(searching):
    searching.get_by_label("探す言葉").fill("夜泣き")
    searching.get_by_role("button", name="検索する").click()
    expect(searching.locator(".search-notes li")).to_have_count(50)
    searching.locator(".search-notes a").first.click()
    searching.wait_for_url("**/consultations/*/")
    searching.go_back()
    expect(searching.locator(".search-notes li")).to_have_count(50)
    expect(searching.get_by_label("探す言葉")).to_have_value("夜泣き")
    assert "?" not in searching.url

    searching.goto(reverse("households:household_list"))
    searching.get_by_label("氏名・フリガナ").fill("花子")
    searching.get_by_role("button", name="探す").click()
    searching.get_by_role("link", name="見本 花子").first.click()
    searching.go_back()
    expect(searching.get_by_role("heading", name="世帯の検索結果")).to_be_visible()
    expect(searching.locator("main")).to_contain_text("見本 花子")
