import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import Consultation, ConsultationDraft
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import ConsultationChildFactory, ConsultationFactory, TopicFactory

pytestmark = pytest.mark.browser

CREATE = "/consultations/create/"
TODAY = re.compile(r"/consultations/today/$")
COUNT_POINTER = """
addEventListener('pointerdown', () => sessionStorage.setItem('pointer', 'used'), true);
"""


@pytest.fixture(autouse=True)
def topics(transactional_db):
    labels = {"03": "授乳・離乳食・栄養", "05": "健康・病気・予防接種", "12": "ひろば・サロン"}
    return [TopicFactory(code=code, label=label) for code, label in labels.items()]


class Keyboard:
    """Presses keys and counts them; a chord is one, text in Japanese is its own length."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text):
        if text.isascii():
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)
        self.pressed += len(text)


@pytest.fixture
def keyboard_page(browser_for, consultant):
    page = browser_for(consultant)
    page.add_init_script(COUNT_POINTER)
    page.goto(reverse("consultations:today"))
    return page


def expect_saved(page):
    expect(page).to_have_url(TODAY)
    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()


def open_form(page):
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()


def test_three_consultations_are_logged_by_keyboard_alone(keyboard_page):
    page = keyboard_page

    keys = Keyboard(page)
    keys.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()
    keys.press("Tab", "Space", "Tab", "Tab")
    keys.type("6m")
    keys.press("Tab")
    keys.type("03")
    keys.press("Tab")
    keys.type("離乳食を食べてくれない。")
    keys.press("Control+Enter")
    expect_saved(page)
    assert keys.pressed - len("離乳食を食べてくれない。") <= 12

    open_form(page)
    keys.press("4", "Enter", "Enter")
    keys.type("見本 葉子")
    keys.press("Enter")
    keys.type("3歳2か月、妊娠中")
    keys.press("Enter")
    keys.type("0512")
    keys.press("Enter")
    keys.type("予防接種の順番を知りたい。")
    keys.press("Enter")
    keys.type("上の子が落ち着かない。")
    keys.press("Control+Enter")
    expect_saved(page)

    open_form(page)
    keys.press("Tab", "Space", "Enter", "Enter", "Enter")
    keys.type("サロン")
    keys.press("Enter", "Enter")
    keys.type("行ってみたい。")
    keys.press("Control+Enter")
    expect_saved(page)

    first, second, third = Consultation.objects.order_by("pk")
    assert (first.method, first.is_anonymous) == ("phone", True)
    assert [str(child) for child in first.children.all()] == ["0歳6か月"]
    assert (second.method, second.caller_name, second.children_count) == ("visit", "見本 葉子", 2)
    assert set(second.topics.values_list("code", flat=True)) == {"05", "12"}
    assert second.content == "予防接種の順番を知りたい。\n上の子が落ち着かない。"
    assert set(third.topics.values_list("code", flat=True)) == {"12"}
    assert page.evaluate("sessionStorage.getItem('pointer')") is None


def test_enter_never_saves_and_a_conversion_is_never_sent(keyboard_page, center):
    page = keyboard_page
    open_form(page)
    page.get_by_label("相談の内容").focus()
    page.keyboard.insert_text("途中")
    page.get_by_label("相談者の氏名").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("こども")).to_be_focused()

    page.get_by_label("相談の内容").focus()
    typing = page.context.new_cdp_session(page)
    typing.send(
        "Input.imeSetComposition", {"text": "やまだ", "selectionStart": 3, "selectionEnd": 3}
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith(CREATE)
    assert not Consultation.objects.exists()

    typing.send("Input.insertText", {"text": "山田"})
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    page.get_by_label("相談の内容").focus()
    page.keyboard.press("Control+Enter")
    expect_saved(page)
    assert "山田" in Consultation.objects.get().content


def test_the_number_of_a_topic_in_full_width_chooses_it(keyboard_page):
    page = keyboard_page
    open_form(page)
    box = page.get_by_label("区分の番号または言葉")
    box.focus()

    page.keyboard.insert_text("\uff10\uff13")
    expect(page.get_by_label("03 授乳")).to_be_checked()
    page.keyboard.insert_text("77")
    expect(page.get_by_text("「77」に当てはまる区分はありません")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("03 授乳")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("03 授乳")).not_to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()


def test_a_closed_tab_loses_nothing(browser_for, consultant):
    page = browser_for(consultant)
    page.goto(CREATE)
    page.get_by_label("相談の内容").fill("電話の途中で閉じた。")
    page.get_by_label("こども").fill("3歳")
    page.get_by_label("5 出張").check()
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")
    page.get_by_label("対応", exact=True).fill("閉じる直前")

    context = page.context
    page.goto("about:blank")  # the page is left as by closing it, and the browser lives on
    _wait_for_draft(response="閉じる直前")
    page.close()
    page = context.new_page()
    page.goto(CREATE)

    expect(page.get_by_label("対応", exact=True)).to_have_value("閉じる直前")
    expect(page.get_by_text("保存していない下書きを復元しました")).to_be_visible()
    expect(page.get_by_label("相談の内容")).to_have_value("電話の途中で閉じた。")
    expect(page.get_by_label("5 出張")).to_be_checked()
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "閉じ" not in kept

    page.get_by_role("button", name="下書きを破棄する").click()
    expect(page.get_by_text("下書きを破棄しました。")).to_be_visible()
    expect(page.get_by_label("相談の内容")).to_have_value("")


def _wait_for_draft(**payload):
    """A page that is closing sends its last words without waiting for the answer."""
    for _ in range(300):
        if ConsultationDraft.objects.filter(payload__contains=payload).exists():
            return
        time.sleep(0.1)
    pytest.fail("the last words have not arrived")


def fill(page, content="離乳食を食べてくれない。"):
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    page.get_by_label("相談の内容").fill(content)


def test_words_typed_just_before_leaving_are_there_again(browser_for, consultant):
    page = browser_for(consultant)
    page.goto(CREATE)
    page.get_by_label("相談の内容").focus()

    page.keyboard.type("abc")
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()
    expect(page.get_by_label("相談の内容")).to_have_value("abc")
    page.get_by_label("相談の内容").focus()
    page.keyboard.press("End")
    page.keyboard.type("def")
    page.get_by_role("link", name="きょう").click()
    expect(page.get_by_text("書きかけの下書きがあります")).to_be_visible()
    page.keyboard.press("Alt+n")

    expect(page.get_by_label("相談の内容")).to_have_value("abcdef")


def test_a_double_click_saves_once(browser_for, consultant):
    page = browser_for(consultant)
    page.goto(CREATE)
    fill(page)

    page.get_by_role("button", name="保存する").dblclick()

    expect_saved(page)
    assert Consultation.objects.count() == 1
    assert not ConsultationDraft.objects.exists()
    page.get_by_role("link", name="記録を開く").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談記録")


def test_going_back_and_saving_again_makes_no_second_record(browser_for, consultant):
    page = browser_for(consultant)
    page.goto(CREATE)
    fill(page)
    page.get_by_role("button", name="保存する").click()
    expect_saved(page)

    page.go_back()
    page.get_by_role("button", name="保存する").click()

    expect(
        page.get_by_text(re.compile("保存済みです|入力内容を確認してください")).first
    ).to_be_visible()
    assert Consultation.objects.count() == 1


def test_a_form_with_errors_keeps_everything(browser_for, consultant):
    page = browser_for(consultant)
    page.goto(CREATE)
    fill(page, content="消えては困る😢")
    page.get_by_label("開始時刻").fill("25:00")
    page.get_by_label("こども").fill("年少")
    page.get_by_label("7 FAX").check()

    page.keyboard.press("Control+Enter")

    summary = page.get_by_role("alert").filter(has_text="入力内容を確認してください")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^エラー："))
    expect(page.get_by_label("相談の内容")).to_have_value("消えては困る😢")
    expect(page.get_by_label("開始時刻")).to_have_value("25:00")
    expect(page.get_by_label("こども")).to_have_value("年少")
    expect(page.get_by_label("7 FAX")).to_be_checked()
    expect(page.get_by_label("03 授乳")).to_be_checked()
    assert_accessible(page)

    summary.get_by_role("link", name=re.compile("開始時刻")).click()
    expect(page.get_by_label("開始時刻")).to_be_focused()
    assert not Consultation.objects.exists()


def test_a_consultation_is_logged_on_a_small_screen(browser_for, consultant):
    page = browser_for(consultant, viewport=PHONE)
    page.goto(CREATE)
    assert_no_sideways_scroll(page)
    fill(page)

    page.get_by_role("button", name="保存する").click()

    expect_saved(page)
    assert_no_sideways_scroll(page)
    for name in ("consultation_list", "consultation_detail", "consultation_correct"):
        arguments = [] if name == "consultation_list" else [Consultation.objects.get().pk]
        page.goto(reverse(f"consultations:{name}", args=arguments))
        assert_no_sideways_scroll(page)


def test_the_form_works_without_scripts(browser_for, consultant, chromium):
    signed_in = browser_for(consultant)
    signed_in.goto(CREATE)
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(signed_in.url)

    fill(page)
    page.get_by_role("button", name="保存する").click()

    expect_saved(page)
    assert Consultation.objects.count() == 1
    context.close()


def test_pages_are_accessible(browser_for, consultant, center, topics):
    record = ConsultationFactory(
        center=center,
        recorded_by=consultant,
        occurred_at=timezone.now(),
        is_anonymous=False,
        caller_name="見本 葉子",
        topics=topics,
        next_on=timezone.localdate(),
        next_step="電話する",
    )
    ConsultationChildFactory(consultation=record)
    page = browser_for(consultant)

    for name in ("consultation_create", "consultation_list", "today"):
        page.goto(reverse(f"consultations:{name}"))
        assert_accessible(page)
    page.goto(reverse("consultations:consultation_correct", args=[record.pk]))
    page.get_by_label("訂正の理由").fill("聞き取りの誤り")
    page.get_by_label("相談の内容").fill("直した内容")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("訂正を保存しました。")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="取り消す").click()
    assert_accessible(page)


def test_two_people_correcting_the_same_record_lose_nothing(
    browser_for, consultant, chief_coordinator, center, topics
):
    record = ConsultationFactory(center=center, recorded_by=chief_coordinator, topics=topics)
    mine, theirs = browser_for(consultant), browser_for(chief_coordinator)
    for page, words in ((mine, "私の訂正"), (theirs, "同僚の訂正")):
        page.goto(reverse("consultations:consultation_correct", args=[record.pk]))
        page.get_by_label("訂正の理由").fill("聞き取りの誤り")
        page.get_by_label("相談の内容").fill(words)
    theirs.keyboard.press("Control+Enter")
    expect(theirs.get_by_text("訂正を保存しました。")).to_be_visible()

    mine.keyboard.press("Control+Enter")
    notice = mine.get_by_role("alert").filter(has_text="ほかの人が同じ記録を変更しました")
    expect(notice).to_be_focused()
    expect(notice.get_by_text("同僚の訂正")).to_be_visible()
    expect(mine.get_by_label("相談の内容")).to_have_value("私の訂正")
    assert_accessible(mine)
    mine.get_by_role("button", name="訂正を保存する").click()

    expect(mine.get_by_text("訂正を保存しました。")).to_be_visible()
    record.refresh_from_db()
    assert (record.content, record.version) == ("私の訂正", 3)
