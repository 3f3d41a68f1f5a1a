"""The session ends while somebody types: nothing is lost, and it is saved once."""

import base64
import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from accounts.sessions import ACTIVE
from consultations.models import Consultation, ConsultationDraft
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of
from tests.browser.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    fill_and_keep,
)
from tests.factories import TopicFactory

pytestmark = pytest.mark.browser

CREATE = "/consultations/create/"
NOTE = "離乳食を食べてくれない。"
TODAY = re.compile(r"/consultations/today/$")


@pytest.fixture
def worker(transactional_db, consultant):
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    consultant.set_password(PASSWORD)
    consultant.save()
    return consultant


@pytest.fixture
def begun(browser_for, worker):
    page = browser_for(worker)
    page.goto(CREATE)
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    return page


@pytest.fixture
def typing(begun):
    """A page with a note half written."""
    begun.get_by_label("相談の内容").fill(NOTE)
    return begun


@pytest.fixture
def kept(begun):
    """The same, once the draft holds the note."""
    fill_and_keep(begun, NOTE)
    return begun


def dialog_of(page):
    return page.get_by_role("dialog", name="サインインが切れました")


def sign_in_over(page):
    dialog = dialog_of(page)
    expect(dialog).to_be_visible()
    dialog.get_by_label("パスワード").fill(PASSWORD)
    dialog.get_by_role("button", name="サインインする").click()


def expect_one_record(page):
    expect(page).to_have_url(TODAY)
    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()
    assert Consultation.objects.get().content == NOTE
    assert not ConsultationDraft.objects.exists()


def test_a_session_over_at_the_save_costs_no_text(kept):
    page = kept
    Session.objects.all().delete()

    page.get_by_role("button", name="保存する").click()
    dialog = dialog_of(page)
    expect(dialog.get_by_label("パスワード")).to_be_focused()
    assert_accessible(page)
    dialog.get_by_label("パスワード").fill("違う合言葉です")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("サインインできませんでした。")
    sign_in_over(page)

    expect_one_record(page)


def test_a_session_over_while_typing_is_noticed_by_the_draft(typing):
    page = typing
    Session.objects.all().delete()

    sign_in_over(page)

    expect(dialog_of(page)).to_be_hidden()
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")
    expect(page.get_by_label("相談の内容")).to_have_value(NOTE)
    page.get_by_role("button", name="保存する").click()
    expect_one_record(page)


def test_the_second_factor_is_asked_for_over_the_page(kept, worker):
    page = kept
    TOTPDevice.objects.create(user=worker, name="認証アプリ", key=KEY)
    Session.objects.all().delete()

    page.get_by_role("button", name="保存する").click()
    sign_in_over(page)
    dialog_of(page).get_by_label("確認コード").fill(code_of(KEY))
    page.keyboard.press("Enter")

    expect_one_record(page)


def test_putting_it_off_keeps_the_text(kept):
    page = kept
    Session.objects.all().delete()
    page.get_by_role("button", name="保存する").click()

    dialog_of(page).get_by_role("button", name="あとで").click()

    expect(page.get_by_label("相談の内容")).to_have_value(NOTE)
    expect(page.get_by_text("入力内容はこの画面に残っています。").first).to_be_visible()


def test_a_triple_click_saves_once(kept):
    kept.get_by_role("button", name="保存する").click(click_count=3)

    expect_one_record(kept)


def turn_back(minutes):
    session = SessionStore(Session.objects.get().session_key)
    session[ACTIVE] -= minutes * 60
    session.save()


def test_five_minutes_before_the_end_one_is_asked_to_go_on(browser_for, worker):
    page = browser_for(worker)
    page.clock.install()
    page.goto(reverse("consultations:today"))
    turn_back(26)

    page.clock.run_for(25 * 60 * 1000 + 1000)
    warning = page.get_by_role("dialog", name="まもなくサインアウトします")
    expect(warning).to_be_visible()
    assert_accessible(page)
    with page.expect_response("**/session/status/"):  # asked once the answer is there
        warning.get_by_role("button", name="作業を続ける").click()
    expect(warning).to_be_hidden()

    turn_back(31)
    page.clock.run_for(26 * 60 * 1000)
    expect(dialog_of(page)).to_be_visible()


def test_the_pages_of_the_factor_are_accessible_and_fit_a_phone(browser_for, worker):
    page = browser_for(worker, viewport=PHONE)
    page.goto(reverse("accounts:sessions"))
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name="二段階認証を設定する").click()
    expect(page.get_by_role("img", name="認証アプリで読み取る図")).to_be_visible()
    page.get_by_text("図を読み取れないとき").click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.get_by_role("textbox", name="確認コード").fill(code_of(base64.b32decode(secret).hex()))
    page.get_by_role("button", name="設定する").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("予備コード")
    expect(page.locator("ol code")).to_have_count(10)
    assert_accessible(page)
