"""kill -9 in the middle of a note: whoever comes back, here or elsewhere, finds every word."""

import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Complaint, ConsultationDraft
from tests.browser.conftest import DESKTOP, _session_cookie
from tests.browser.real_server import RealServer
from tests.factories import TopicFactory

pytestmark = pytest.mark.browser
CREATE = reverse("consultations:consultation_create")
BEFORE, AFTER = "三歳の子のことばが遅いと、お母さんから電話。", "来週、ひろばで会うことにした。"
RETRIED_MS = 60_000


@pytest.fixture
def server(transactional_db, tmp_path):
    running = RealServer(tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture
def machine(server, chromium, consultant):
    """A browser of its own, signed in; each call is another machine."""
    contexts = []

    def sit_down():
        context = chromium.new_context(
            base_url=server.url, viewport=DESKTOP, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        context.set_default_timeout(RETRIED_MS)
        contexts.append(context)
        context.add_cookies([_session_cookie(consultant, server.url)])
        return context.new_page()

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def typing(machine, center):
    """A page with half a note, of which the draft is on the server."""
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    page = machine()
    page.goto(CREATE)
    page.get_by_label("相談者の氏名").fill("見本 葉子")
    page.get_by_label("相談の内容").focus()
    for letter in BEFORE:
        page.keyboard.insert_text(letter)
    _until_kept(BEFORE)
    return page


def _until_kept(text, box="content"):
    """The first draft may be older than the last letter."""
    for _ in range(300):
        if ConsultationDraft.objects.filter(**{f"payload__{box}": text}).exists():
            return
        time.sleep(0.1)
    pytest.fail("the draft has not arrived")


def expect_offered(page, text):
    expect(page.get_by_text("保存していない下書きを復元しました")).to_be_visible()
    expect(page.get_by_label("相談の内容")).to_have_value(text)
    expect(page.get_by_label("相談者の氏名")).to_have_value("見本 葉子")


def test_a_server_killed_while_somebody_types_loses_no_word(server, machine, typing):
    page, half = typing, len(AFTER) // 2
    for letter in AFTER[:half]:
        page.keyboard.insert_text(letter)
    server.kill()
    for letter in AFTER[half:]:
        page.keyboard.insert_text(letter)
    status = page.locator("[data-draft-status]")
    expect(status).to_contain_text("下書きを保存できていません")

    server.start()
    expect(status).to_contain_text("下書きを保存しました", timeout=RETRIED_MS)
    _until_kept(BEFORE + AFTER)
    page.context.close()

    elsewhere = machine()
    elsewhere.goto(CREATE)
    expect_offered(elsewhere, BEFORE + AFTER)


def test_server_and_browser_both_gone_what_was_saved_is_offered(server, machine, typing):
    server.kill()
    typing.context.close()

    server.start()
    page = machine()
    page.goto(reverse("consultations:today"))
    expect(page.get_by_text("書きかけの下書きがあります")).to_be_visible()
    page.get_by_role("link", name="新しい相談記録を続ける").click()
    expect_offered(page, BEFORE)


def test_signed_out_and_at_another_machine_the_note_goes_on(machine, typing):
    typing.get_by_role("button", name="サインアウト").click()
    expect(typing.get_by_label("パスワード")).to_be_visible()
    kept = typing.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "ことば" not in kept

    elsewhere = machine()
    elsewhere.goto(CREATE)
    expect_offered(elsewhere, BEFORE)
    assert ConsultationDraft.objects.count() == 1


def test_a_complaint_half_typed_goes_on_after_the_server_was_killed(server, machine, center):
    page = machine()
    page.goto(reverse("complaints:complaint_create", args=[center.pk]))
    page.locator("select[name=channel]").select_option(label="窓口")
    page.get_by_label("回答してほしい").check()
    page.get_by_label("苦情の内容").focus()
    for letter in BEFORE:
        page.keyboard.insert_text(letter)
    _until_kept(BEFORE, box="summary")
    server.kill()
    page.context.close()

    server.start()
    elsewhere = machine()
    elsewhere.goto(reverse("consultations:today"))
    elsewhere.get_by_role("link", name="苦情の受付を続ける").click()
    expect(elsewhere.get_by_text("保存していない下書きを復元しました")).to_be_visible()
    expect(elsewhere.get_by_label("苦情の内容")).to_have_value(BEFORE)
    expect(elsewhere.get_by_label("回答してほしい")).to_be_checked()

    elsewhere.locator("select[name=subject_kind]").select_option(label="職員の接遇")
    elsewhere.get_by_label("申出人の氏名").fill("見本 葉子")
    elsewhere.get_by_role("button", name="保存する").click()
    expect(elsewhere.get_by_text("苦情を受け付けました。")).to_be_visible()
    assert Complaint.objects.get().summary == BEFORE
    assert not ConsultationDraft.objects.exists()
