"""The desk by keyboard alone: the caller found in one box, a phrase by its code, few keys."""

import datetime as dt
import re
import sys

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import AbuseIntake, Consultation, Person
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.consultations.registry import member
from tests.desk_factories import AbuseIntakeFactory, TextTemplateFactory
from tests.factories import ConsultationFactory, TopicFactory
from tests.household_factories import ContactDetailFactory, HouseholdFactory

pytestmark = pytest.mark.browser
TODAY, CREATE = reverse("consultations:today"), reverse("consultations:consultation_create")
SEARCH = reverse("consultations:caller_search")
MOST_KEYS = 40
COUNT_POINTER = """
document.addEventListener('pointerdown', () => sessionStorage.setItem('pointer', 'used'));
"""


@pytest.fixture
def family(transactional_db, center):
    """見本 花子 with a phone number; topics and a phrase to choose from."""
    for code, label in (("03", "授乳・離乳食・栄養"), ("05", "健康・病気・予防接種")):
        TopicFactory(code=code, label=label)
    TextTemplateFactory(center=center, code="yo", body="様子を聞き、生活のリズムについて助言した。")
    mother = member(HouseholdFactory(center=center), "見本 花子")
    ContactDetailFactory(person=mother, kind="phone", value="090-1234-5678")
    return mother


@pytest.fixture
def desk(browser_for, consultant, family):
    page = browser_for(consultant)
    page.add_init_script(COUNT_POINTER)
    page.goto(TODAY)
    return page


@pytest.fixture
def searches(desk):
    """The requests that the one box has made."""
    sent = []
    desk.on("request", lambda request: sent.append(request) if SEARCH in request.url else None)
    return sent


def open_form(page):
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()


class Keys:
    """Presses keys and writes down each; words of the note are text and no key presses."""

    def __init__(self, page):
        self.page, self.steps = page, []

    def press(self, key, what):
        self.page.keyboard.press(key)
        self.steps.append((1, key, what))

    def code(self, letters, what):
        self.page.keyboard.type(letters)
        self.steps.append((len(letters), letters, what))

    def text(self, words, what):
        self.page.keyboard.insert_text(words)
        self.steps.append((0, words, what))

    @property
    def pressed(self):
        return sum(number for number, *_ in self.steps)

    def __str__(self):
        lines = [f"  {number:2}  {what}：{key}" for number, key, what in self.steps]
        total = f"  {self.pressed} key presses besides the text (at most {MOST_KEYS}), no mouse"
        return "\n".join(["", *lines, total, ""])


def test_a_telephone_call_takes_at_most_forty_keys(desk, family, capsys):
    keys = Keys(desk)
    keys.press("Alt+n", "新しい相談記録")
    expect(desk.get_by_label("1 電話")).to_be_focused()
    keys.press("Tab", "匿名")
    keys.press("Tab", "相談者")
    keys.code("5678", "電話番号の下4桁")
    expect(desk.locator(".caller-choices")).to_be_visible()
    keys.press("ArrowDown", "見つかった人")
    keys.press("Enter", "この人に決める")
    expect(desk.get_by_label("こども", exact=True)).to_be_focused()
    keys.code("3y2m", "こどもの年齢")
    keys.press("Tab", "区分")
    keys.code("03", "区分の番号")
    keys.press("Tab", "内容")
    keys.text("夜に何度も起きて、離乳食をあまり食べない。", "相談の内容")
    keys.press("Tab", "対応")
    keys.press("Alt+t", "定型文")
    expect(desk.get_by_label("記号または言葉")).to_be_focused()
    keys.code("yo", "定型文の記号")
    keys.press("Enter", "定型文を入れる")
    keys.press("Tab", "案内した窓口・施設")
    keys.text("離乳食講座", "案内した窓口・施設")
    keys.press("Tab", "次の対応")
    keys.text("来週、講座の様子を聞く", "次の対応")
    keys.press("Tab", "予定日")
    keys.code(f"R{timezone.localdate().year - 2018 + 1}.4.1", "次の予定日")
    keys.press("Control+Enter", "保存")
    expect(desk.get_by_text("相談記録を保存しました。")).to_be_visible()

    with capsys.disabled():
        sys.stdout.write(str(keys))
    assert keys.pressed <= MOST_KEYS
    assert desk.evaluate("sessionStorage.getItem('pointer')") is None
    record = Consultation.objects.get()
    assert (record.caller, record.caller_name) == (family, "見本 花子")
    assert record.household is not None
    assert record.response == "様子を聞き、生活のリズムについて助言した。"
    assert record.resources_given == "離乳食講座"
    assert record.follow_ups.get().due_on == record.next_on
    assert [str(child) for child in record.children.all()] == ["3歳2か月"]


def test_a_conversion_in_the_search_box_asks_nothing_until_it_is_settled(desk, searches):
    open_form(desk)
    box = desk.get_by_label("相談者の氏名")
    box.focus()
    ime = desk.context.new_cdp_session(desk)

    def compose(text):
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        ime.send("Input.imeSetComposition", {"text": text, **at})

    for text in ("m", "み", "みh", "みほ", "みほn", "みほん", "見本"):
        compose(text)
        desk.wait_for_timeout(150)
    desk.wait_for_timeout(700)
    assert searches == []

    for kind in ("rawKeyDown", "keyUp"):  # the Enter that settles a conversion is the IME's
        ime.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
        )
    desk.wait_for_timeout(300)
    assert desk.url.endswith(CREATE)
    expect(box).to_be_focused()
    assert searches == []

    ime.send("Input.insertText", {"text": "見本"})
    expect(desk.locator(".caller-choices")).to_be_visible()
    assert len(searches) == 1
    assert searches[0].method == "POST"
    assert "caller_name=" in searches[0].post_data
    assert "content" not in searches[0].post_data
    expect(box).to_have_value("見本")
    assert not Consultation.objects.exists()


def test_one_key_makes_the_caller_anonymous_and_one_takes_up_a_suspicion(desk):
    open_form(desk)
    desk.keyboard.press("Alt+a")
    expect(desk.get_by_label("匿名")).to_be_checked()
    desk.get_by_label("03 授乳").check()
    desk.get_by_label("相談の内容").fill("あざがあると近所の人から。")
    desk.keyboard.press("Alt+g")
    expect(desk.get_by_label("虐待の疑いがある（受理する）")).to_be_checked()
    desk.keyboard.press("Control+Enter")

    expect(desk.get_by_text("48時間以内に安全を確認してください。")).to_be_visible()
    expect(desk.get_by_text("虐待の疑い：安全確認が済んでいません")).to_be_visible()
    assert AbuseIntake.objects.get().consultation.is_restricted


def test_somebody_new_is_registered_from_the_one_box(desk):
    open_form(desk)
    box = desk.get_by_label("相談者の氏名")
    box.fill("見本 新子")
    choice = desk.get_by_label("「見本 新子」を新しい世帯として登録する")
    expect(choice).to_be_visible()
    desk.keyboard.press("ArrowDown")
    expect(choice).to_be_checked()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("こども", exact=True)).to_be_focused()
    desk.get_by_label("03 授乳").check()
    desk.get_by_label("相談の内容").fill("はじめての電話。")
    desk.keyboard.press("Control+Enter")

    expect(desk.get_by_text("相談記録を保存しました。")).to_be_visible()
    assert Person.objects.filter(registered_name="見本 新子").count() == 1
    assert Consultation.objects.get().household is not None


def test_typing_on_forgets_who_was_chosen(desk):
    open_form(desk)
    box = desk.get_by_label("相談者の氏名")
    box.fill("5678")
    expect(desk.locator(".caller-choices")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    expect(box).to_have_value("見本 花子")
    desk.keyboard.press("Escape")
    expect(box).to_be_focused()
    expect(box).to_have_value("5678")

    with desk.expect_response(lambda response: SEARCH in response.url):
        box.fill("見本 花子代")
    desk.get_by_label("03 授乳").check()
    desk.get_by_label("相談の内容").fill("別の人。")
    desk.keyboard.press("Control+Enter")

    expect(desk.get_by_text("相談記録を保存しました。")).to_be_visible()
    record = Consultation.objects.get()
    assert (record.caller, record.caller_name) == (None, "見本 花子代")


def test_a_search_that_comes_late_takes_no_choice_away(desk, family):
    open_form(desk)
    box = desk.get_by_label("相談者の氏名")
    box.fill("567")
    expect(desk.locator(".caller-choices")).to_be_visible()
    box.press_sequentially("8")  # within the pause before the next search
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(800)

    expect(desk.locator("#caller-found input:checked")).to_have_attribute("data-name", "見本 花子")
    desk.get_by_label("03 授乳").check()
    desk.get_by_label("相談の内容").fill("電話。")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("相談記録を保存しました。")).to_be_visible()
    assert Consultation.objects.get().caller == family


def test_today_is_one_key_away(desk):
    open_form(desk)
    desk.keyboard.press("Alt+k")
    expect(desk).to_have_url(re.compile(f"{TODAY}$"))


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_pages_of_the_desk_are_accessible_and_fit(
    browser_for, consultant, center, family, viewport
):
    record = ConsultationFactory(
        center=center,
        recorded_by=consultant,
        next_on=timezone.localdate(),
        next_step="電話する",
        occurred_at=timezone.now(),
    )
    intake = AbuseIntakeFactory(
        consultation=record, accepted_at=timezone.now() - dt.timedelta(days=3)
    )
    page = browser_for(consultant, **({"viewport": viewport} if viewport else {}))

    for address in (
        TODAY,
        CREATE,
        reverse("consultations:consultation_detail", args=[record.pk]),
        reverse("consultations:consultation_correct", args=[record.pk]),
        reverse("consultations:follow_up_list"),
        reverse("consultations:follow_up_close", args=[record.pk]),
        reverse("intakes:intake_list"),
        reverse("intakes:intake_detail", args=[intake.pk]),
        reverse("text_templates:template_list"),
        reverse("text_templates:template_create"),
    ):
        page.goto(address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
