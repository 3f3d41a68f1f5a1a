"""申立て in Chromium: signed from the condition's row, asked about, withdrawn; a reading chosen."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from subsidies.models import Attestation, MunicipalSetting
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import CenterDesignationFactory, OpeningHoursFactory
from tests.subsidy_factories import AttestationFactory

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def short_days(center):
    """Open for six hours on three days: more than six are asked."""
    CenterDesignationFactory(center=center)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(14), closes_at=dt.time(20)
        )
    return center


def looked_at(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_it_is_signed_from_the_row_used_and_withdrawn(
    browser_for, municipal_officer, short_days, viewport
):
    page = browser_for(municipal_officer, viewport=viewport)
    supplements = reverse("subsidies:center_supplements", args=[short_days.pk, 2025])
    page.goto(f"{supplements}?date=2025-10-01")
    looked_at(page)
    sign = reverse(
        "subsidies:attestation_create", args=[short_days.pk, 2025, "night_opening.daily_hours"]
    )
    page.locator(f'a[href="{sign}"]').click()
    page.get_by_role("heading", name="申立ての記録").wait_for()
    looked_at(page)
    page.get_by_label("満たす", exact=True).check()
    page.get_by_label("根拠の文書").fill("令和7年度事業計画書")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("alert").filter(has_text="理由を入力してください。").wait_for()
    assert page.get_by_label("根拠の文書").input_value() == "令和7年度事業計画書"
    looked_at(page)

    page.get_by_label("理由").fill("祝日の前日だけ短く、年間の平均では6時間を超えるため。")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("申立てを記録しました。").wait_for()
    looked_at(page)
    made = Attestation.objects.get()
    page.goto(f"{supplements}?date=2025-10-01")
    page.get_by_role("link", name="申立て（センター）").click()

    page.get_by_label("取消の理由").fill("届出の時間を確認したところ、短縮は無かったため。")
    page.get_by_role("button", name="この申立てを取り消す").click()
    page.get_by_text("申立てを取り消しました。").wait_for()
    looked_at(page)
    assert Attestation.objects.withdrawn().get() == made


@VIEWPORTS
def test_the_list_shows_what_is_to_be_signed_again(
    browser_for, municipal_officer, short_days, viewport
):
    AttestationFactory(center=short_days, condition="outreach.planned")
    revised = AttestationFactory(center=short_days, content_digest="0" * 64)
    page = browser_for(municipal_officer, viewport=viewport)
    page.goto(reverse("subsidies:attestation_list"))
    looked_at(page)

    page.get_by_label("状態").select_option(label="再確認が必要")
    page.get_by_role("button", name="絞り込む").click()
    page.get_by_text("条件を外す").wait_for()
    assert page.get_by_role("link", name="A-").all_text_contents() == [str(revised)]
    page.get_by_role("link", name=str(revised)).click()
    page.get_by_text("要綱の改正により再確認が必要です。").wait_for()
    looked_at(page)
    page.get_by_role("link", name="改正後の内容で申立てを記録する").click()
    page.get_by_role("heading", name="申立ての記録").wait_for()


@VIEWPORTS
def test_a_reading_is_chosen(browser_for, municipal_officer, municipality, viewport):
    page = browser_for(municipal_officer, viewport=viewport)
    page.goto(reverse("subsidies:setting_list", args=[municipality.pk]))
    looked_at(page)
    page.get_by_role("link", name=re.compile("読み方を選ぶ.*件数の数え方")).click()
    looked_at(page)
    page.get_by_label("情報提供だけの記録も含めて数える").check()
    page.get_by_label("適用開始日").fill("R7.4.1")
    page.get_by_label("理由").fill("県に確認したため。")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("要綱の読み方を登録しました。").wait_for()
    looked_at(page)
    assert MunicipalSetting.objects.get().value == "all"
