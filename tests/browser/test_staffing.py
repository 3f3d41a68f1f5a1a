"""The staff's pages in Chromium: a colleague found by reading, a course recorded."""

import re

import pytest
from django.urls import reverse

from staffing.models import Posting, StaffMember, TrainingRecord
from tests.browser.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.factories import CareerRecordFactory, LicenceFactory, PostingFactory

pytestmark = pytest.mark.browser


def test_colleague_is_registered_posted_and_found_by_reading(
    browser_for, chief_coordinator, center
):
    page = browser_for(chief_coordinator)
    page.goto(reverse("staffing:staff_list"))
    page.get_by_role("link", name="職員を登録する").click()
    page.get_by_label("職員番号").fill("A-001")
    page.get_by_label("氏名").fill("髙橋 葛󠄀")
    page.get_by_label("フリガナ").fill("タカハシ カズラ")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("alert").filter(has_text="センター：").wait_for()
    assert_accessible(page)

    page.get_by_label("センター").select_option(label=center.name)
    page.get_by_label("配置の役割").select_option(label="統括支援員")
    page.get_by_label("配置開始日").fill("R7.4.1")
    page.get_by_label("専任").check()
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("職員を登録しました。").wait_for()

    page.goto(reverse("staffing:staff_list"))
    page.get_by_label("氏名・フリガナ").fill("たかはし")
    page.get_by_role("button", name="探す").click()
    page.get_by_role("link", name="髙橋 葛󠄀").click()
    page.get_by_role("heading", name="職員の情報").wait_for()

    assert StaffMember.objects.get().name == "髙橋 葛󠄀"
    assert Posting.objects.get().is_dedicated is True
    assert "たかはし" not in page.url
    assert_accessible(page)


def test_uncompleted_course_is_recorded_on_a_phone(browser_for, chief_coordinator, center):
    member = PostingFactory(center=center).staff_member
    LicenceFactory(staff_member=member)
    CareerRecordFactory(staff_member=member)
    page = browser_for(chief_coordinator, viewport=PHONE)
    page.goto(reverse("staffing:staff_detail", args=[member.pk]))
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name=re.compile("登録.*子育て支援員基本研修")).click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("研修の記録を登録しました。").wait_for()

    assert page.get_by_text("未修了（確認済み）").count() == 1
    assert TrainingRecord.objects.get().completed_on is None
    assert_accessible(page)
    page.goto(reverse("staffing:staff_list"))
    assert_no_sideways_scroll(page)
    assert_accessible(page)
