"""The whole job in one go: the log raises the average, the clerk sees why, the sheet prints it."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from consultations.models import Consultation
from shared.fiscal_year import FiscalYear
from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import (
    CenterDesignationFactory,
    ConsultationFactory,
    MunicipalityFactFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def working_center(transactional_db, center):
    """基本型Ⅰ, open 13:00 to 20:00 on three weekdays; two open days and seven contacts so far."""
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    CenterDesignationFactory(center=center)
    MunicipalityFactFactory(municipality=center.municipality)
    today = timezone.localdate()
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center,
            weekday=weekday,
            opens_at=dt.time(13),
            closes_at=dt.time(20),
            starts_on=today,
        )
    first = max(FiscalYear.of(today).starts_on, today - dt.timedelta(days=1))
    for day in {first, today}:
        OpenDayFactory(center=center, held_on=day)
    user = UserFactory()
    noon = dt.datetime.combine(first, dt.time(0), tzinfo=dt.timezone(dt.timedelta(hours=9)))
    for _ in range(7):
        ConsultationFactory(center=center, recorded_by=user, occurred_at=noon)
    return center


def log_by_keyboard(page, text):
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()
    for key in ("Tab", "Space", "Tab", "Tab", "Tab"):  # 匿名, 氏名, こども, 区分
        page.keyboard.press(key)
    page.keyboard.type("03")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()


def average_shown_to(page):
    page.goto(reverse("subsidies:dashboard"))
    tile = page.locator(".tiles > *", has_text="開所日1日当たりの平均")
    return float(re.search(r"(\d+\.\d\d)", tile.inner_text()).group(1))


def test_three_contacts_raise_the_average_and_the_sheet_prints_the_clause(
    working_center, browser_for, consultant, municipal_officer, finance_clerk
):
    officer_page = browser_for(municipal_officer)
    days = 2 if FiscalYear.of(timezone.localdate()).starts_on < timezone.localdate() else 1
    assert average_shown_to(officer_page) == int(700 / days) / 100

    desk = browser_for(consultant)
    desk.goto(reverse("home"))
    for text in ("離乳食を食べない。", "夜中に何度も起きる。", "遊び場を知りたい。"):
        log_by_keyboard(desk, text)

    assert Consultation.objects.count() == 10
    assert average_shown_to(officer_page) == int(1000 / days) / 100

    clerk = browser_for(finance_clerk)
    clerk.goto(reverse("subsidies:supplement_list"))
    clerk.get_by_role("link", name=working_center.name).click()
    figure = "18時以降に2時間以上開所する日は週3日です（基準：週3日以上）。"
    night = clerk.locator("section", has=clerk.get_by_role("heading", name="夜間加算"))
    expect(night.get_by_text(figure)).to_be_visible()
    expect(night.get_by_text("4(1)④オ(ア)").first).to_be_visible()
    assert_accessible(clerk)

    clerk.get_by_role("button", name="この判定の判定書を作成する").click()
    expect(clerk.get_by_role("heading", name="判定書 W-")).to_be_visible()
    expect(clerk.get_by_text(figure)).to_be_visible()
    assert_accessible(clerk)
    link = clerk.get_by_role("link", name="PDFで印刷する").get_attribute("href")
    printed = clerk.request.get(link).body()
    text = re.sub(
        r"\s", "", "".join(p.extract_text() for p in PdfReader(io.BytesIO(printed)).pages)
    )
    assert figure in text
    assert "4(1)④オ(ア)" in text


def test_judgement_pages_fit_a_phone(working_center, browser_for, finance_clerk):
    page = browser_for(finance_clerk, viewport=PHONE)
    year = FiscalYear.of(timezone.localdate()).year

    for address in (
        reverse("subsidies:supplement_list"),
        reverse("subsidies:center_supplements", args=[working_center.pk, year]),
        reverse("subsidies:judgement_sheet_list"),
    ):
        page.goto(address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_sign_in_by_keyboard_explains_a_wrong_password(browser_for, consultant):
    consultant.set_password("正しい長い合言葉です")
    consultant.save()
    page = browser_for()
    page.goto(reverse("home"))
    assert_accessible(page)

    page.keyboard.type(consultant.username)
    page.keyboard.press("Tab")
    page.keyboard.insert_text("違う合言葉")
    page.keyboard.press("Enter")

    expect(page.get_by_text("サインインできませんでした。").first).to_be_visible()
    assert page.title().startswith("エラー：")
    expect(page.get_by_label("利用者ID")).to_have_value(consultant.username)

    page.get_by_label("パスワード").focus()
    page.keyboard.insert_text("正しい長い合言葉です")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("きょう")
