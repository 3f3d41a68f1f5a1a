"""From booking to the log: booked for tomorrow, reminded, moved to today, arrived, written down."""

import datetime as dt
import os

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultations.appointment_enums import AppointmentState
from consultations.models import Appointment, Consultation
from shared.wareki import format_wareki
from tests.appointment_factories import AppointmentFactory, RoomFactory
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.consultations.registry import member
from tests.factories import TopicFactory
from tests.household_factories import ContactDetailFactory, HouseholdFactory

pytestmark = pytest.mark.browser
CALENDAR, REMINDERS = reverse("appointments:calendar"), reverse("appointments:reminder_list")
TODAY = reverse("consultations:today")
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def family(transactional_db, center):
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    RoomFactory(center=center, name="相談室1")
    mother = member(HouseholdFactory(center=center), "見本 花子")
    ContactDetailFactory(person=mother, kind="phone", value="090-1234-5678")
    return mother


def picture(page, name):
    """For somebody who looks: PICTURES=folder."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_booked_reminded_arrived_and_logged(browser_for, consultant, family):
    page = browser_for(consultant)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page.goto(CALENDAR)
    page.get_by_role("link", name="予約する", exact=True).first.click()
    page.get_by_label("予約日").fill(format_wareki(tomorrow))
    page.get_by_label("開始時刻").fill("1000")
    page.get_by_label("終了時刻").fill("10:45")
    page.get_by_label("氏名・仮名").press_sequentially("見本 花")
    page.get_by_label("見本 花子").check()
    page.get_by_label("用件").fill("離乳食のこと")
    page.get_by_label("部屋").select_option(label="相談室1")
    page.get_by_label("担当者").select_option(label=consultant.name)
    page.get_by_label("リマインドの希望").select_option(label="電話")
    picture(page, "form")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("予約を登録しました。")).to_be_visible()
    appointment = Appointment.objects.get()
    assert (appointment.person, appointment.room.name) == (family, "相談室1")
    picture(page, "detail")
    assert_accessible(page)

    page.goto(REMINDERS)
    row = page.get_by_role("row").filter(has_text="見本 花子")
    expect(row).to_contain_text("090-1234-5678")
    picture(page, "reminders")
    assert_accessible(page)
    row.get_by_role("button", name="記録").click()
    expect(page.get_by_text("連絡を記録しました。")).to_be_visible()
    expect(row.get_by_role("button", name="記録")).to_have_count(0)
    expect(row).to_contain_text(consultant.name)

    # The night goes by.
    earlier = {"starts_at": timezone.now(), "ends_at": timezone.now() + dt.timedelta(minutes=45)}
    Appointment.objects.update(**earlier)
    page.goto(TODAY)
    expect(page.get_by_role("region", name="きょうの予約の一覧")).to_contain_text("見本 花子")
    picture(page, "today")
    page.goto(reverse("appointments:appointment_detail", args=[appointment.pk]))
    page.keyboard.press("Alt+l")
    expect(page.get_by_label("2 窓口")).to_be_visible()
    expect(page.get_by_label("3 面談")).to_be_checked()
    expect(page.get_by_label("相談者の氏名")).to_have_value("見本 花子")
    page.get_by_label("授乳・離乳食・栄養").check()
    page.get_by_label("相談の内容").fill("離乳食を食べる量が増えた。")
    picture(page, "log")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()

    record = Consultation.objects.get()
    appointment.refresh_from_db()
    assert (record.appointment, record.caller) == (appointment, family)
    assert appointment.state == AppointmentState.ATTENDED


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_calendar_reads_as_a_table_and_as_a_list(
    browser_for, consultant, center, family, viewport
):
    room = RoomFactory(center=center, name="相談室2")
    now = timezone.now()
    for hour in range(3):
        AppointmentFactory(
            center=center,
            worker=consultant,
            room=room,
            starts_at=now + dt.timedelta(hours=hour),
            alias=f"見本 {hour}子",
        )
    page = browser_for(consultant, **({"viewport": viewport} if viewport else {}))

    for name, query in (
        ("day", ""),
        ("week", "?view=week"),
        ("worker", "?view=week&by=worker&names=off"),
    ):
        page.goto(CALENDAR + query)
        expect(
            page.get_by_role("link", name="相談室2").or_(page.locator("table"))
        ).not_to_have_count(0)
        picture(page, f"{name}-{'phone' if viewport else 'desk'}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    page.goto(CALENDAR)
    page.keyboard.press("Alt+j")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(format_wareki(tomorrow))
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        format_wareki(timezone.localdate())
    )
    page.emulate_media(media="print")
    picture(page, f"print-{'phone' if viewport else 'desk'}")
