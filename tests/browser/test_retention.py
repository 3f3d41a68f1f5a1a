"""保存と廃棄: a rule, a proposal by one, the approval by another, the certificate once it is over."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from consultations.models import Consultation
from retention.disposing import carry_out
from retention.models import Disposal
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import ConsultationFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
OLD = dt.datetime(2015, 6, 2, 1, tzinfo=dt.UTC)


@pytest.fixture
def second_officer(municipality):
    user = UserFactory(username="second-officer", name="見本 次席")
    RoleGrantFactory(user=user, role=Role.MUNICIPAL_OFFICER, municipality=municipality)
    return user


@pytest.fixture
def record(center):
    return ConsultationFactory(
        center=center, occurred_at=OLD, is_anonymous=False, caller_name="金糸雀 葉子"
    )


def assert_fits(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_from_the_rule_to_the_certificate(
    browser_for, municipal_officer, second_officer, municipality, record, viewport
):
    page = browser_for(municipal_officer, viewport=viewport)
    page.goto(reverse("retention:retention_rule_list"))
    assert_fits(page)
    page.get_by_role("link", name="相談記録の定めを登録する").click()
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("alert")).to_contain_text("保存年数を入力してください。")
    assert_fits(page)
    page.get_by_label("保存年数").fill("５")  # noqa: RUF001 -- as an IME types it
    page.get_by_label("根拠の条例・規程と条項").fill("見本市文書管理規程第12条")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("相談記録の保存期間を登録しました")).to_be_visible()

    page.get_by_role("link", name="満了した記録").click()
    number = re.compile(rf"^\s*{record.pk}\s*$")  # a card on a phone has no head of a row
    expect(page.locator("th").filter(has_text=number)).to_be_visible()
    expect(page.get_by_text("金糸雀")).to_have_count(0)
    assert_fits(page)
    page.get_by_role("button", name="廃棄を起案する").click()
    expect(page.get_by_text("あなたが起案した廃棄です")).to_be_visible()
    expect(page.get_by_role("button", name="廃棄を承認する")).to_have_count(0)
    assert_fits(page)

    other = browser_for(second_officer, viewport=viewport)
    other.goto(reverse("retention:disposal_list"))
    other.get_by_role("link", name="D-").click()
    other.get_by_role("button", name="廃棄を承認する").click()
    expect(other.get_by_text("廃棄を承認しました")).to_be_visible()
    assert_fits(other)

    carry_out(Disposal.objects.get().pk, municipality.pk, at=timezone.now())
    assert Consultation.objects.get().content == ""
    other.reload()
    expect(other.get_by_role("link", name="廃棄証明書（PDF）")).to_be_visible()
    assert_fits(other)


def test_a_hold_is_placed_and_lifted(browser_for, municipal_officer, record):
    page = browser_for(municipal_officer)
    page.goto(reverse("retention:hold_list"))
    page.get_by_role("link", name="停止を登録する").click()
    page.get_by_label("記録の種別").select_option(label="相談記録")
    page.get_by_label("記録番号").fill(str(record.pk))
    page.get_by_label("停止を求めた人・機関").fill("総務課")
    page.get_by_label("停止の理由").fill("開示請求への対応")
    page.get_by_role("button", name="停止する").click()

    expect(page.get_by_text("停止中")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="解除する").click()
    page.get_by_label("理由").fill("対応が終わった")
    page.get_by_role("button", name="解除する").click()
    expect(page.get_by_text("解除済み")).to_be_visible()
    assert_fits(page)
