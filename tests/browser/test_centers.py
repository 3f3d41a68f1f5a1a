"""The centers' pages in Chromium: a week of hours entered, a month of days confirmed."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import OpenDay, OpeningHours
from centers.month import Month
from tests.browser.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.factories import (
    CenterDesignationFactory,
    ClosureFactory,
    DocumentFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
)

pytestmark = pytest.mark.browser


def test_week_of_hours_is_entered_and_a_slip_is_explained(browser_for, municipal_officer, center):
    page = browser_for(municipal_officer)
    page.goto(reverse("centers:center_list"))
    page.get_by_role("link", name=center.name).click()
    page.get_by_role("link", name="開所時間を登録する").click()
    for weekday in ("月曜日", "火曜日", "金曜日"):
        page.get_by_label(weekday).check()
    page.get_by_label("開始時刻").fill("9時")
    page.get_by_label("終了時刻").fill("1715")
    page.get_by_label("適用開始日").fill("令和7年4月31日")
    page.get_by_role("button", name="保存する").click()

    summary = page.get_by_role("alert").filter(has_text="4月31日という日付はありません。")
    summary.wait_for()
    assert page.get_by_label("適用開始日").input_value() == "令和7年4月31日"
    assert page.get_by_label("金曜日").is_checked()
    assert_accessible(page)

    page.get_by_label("適用開始日").fill("Ｒ７．４．１")  # noqa: RUF001 -- as an IME types
    page.get_by_role("button", name="保存する").click()

    page.get_by_text("開所時間を登録しました。").wait_for()
    assert page.get_by_role("link", name="9:00～17:15").count() == 3
    assert OpeningHours.objects.filter(starts_on=dt.date(2025, 4, 1)).count() == 3
    assert_accessible(page)


def test_last_month_is_confirmed_on_a_phone(browser_for, consultant, center):
    for weekday in range(1, 6):
        OpeningHoursFactory(center=center, weekday=weekday)
    month = Month.of(timezone.localdate()).previous
    page = browser_for(consultant, viewport=PHONE)
    page.goto(reverse("centers:open_days", args=[center.pk]))
    page.get_by_role("link", name="前の月").click()
    page.get_by_label(f"{month.label}1日を選ぶ").check()
    page.get_by_label("閉所した").check()
    page.get_by_label("備考").fill("設備の点検")
    page.get_by_role("button", name="選んだ日を記録する").click()
    page.get_by_text("開所実績を1日分記録しました。").wait_for()
    page.get_by_role("button", name="「予定どおり開所した」と記録する").click()
    page.get_by_text("日を「予定どおり開所した」と記録しました。").wait_for()

    assert page.get_by_text("未記録", exact=True).count() == 0
    assert OpenDay.objects.filter(is_open=False, note="設備の点検").count() == 1
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_pages_fit_a_phone_and_everybody(browser_for, municipal_officer, center, municipality):
    CenterDesignationFactory(center=center)
    entry = ClosureFactory(center=center)
    DocumentFactory(center=center, superseded_at=timezone.now())
    MunicipalityFactFactory(municipality=municipality)
    page = browser_for(municipal_officer, viewport=PHONE)

    for url in (
        reverse("centers:center_list"),
        reverse("centers:center_detail", args=[center.pk]) + "?year=2025",
        reverse("centers:center_create"),
        reverse("centers:entry_replace", args=["closures", entry.pk]),
        reverse("centers:entry_withdraw", args=["closures", entry.pk]),
        reverse("centers:municipality_detail", args=[municipality.pk]),
        reverse("centers:fact_create", args=[municipality.pk, "population"]),
    ):
        page.goto(url)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
