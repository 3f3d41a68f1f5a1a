"""緊急閲覧 in Chromium: the closed row, the reason, the red banner, the review."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import RecordAccess
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.factories import ConsultationFactory, NamedReaderFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.browser

REASON = "児童が病院に搬送された。通告受理のため確認する"


@pytest.fixture
def restricted(center):
    author = UserFactory(name="記録 太郎")
    record = ConsultationFactory(
        center=center,
        confidentiality="restricted",
        is_anonymous=False,
        caller_name="秘密 花子",
        content="誰にも言えない相談です。",
        occurred_at=timezone.now(),
        recorded_by=author,
        topics=[TopicFactory(code="03", label="授乳・離乳食・栄養")],
    )
    ConsultationFactory(center=center, occurred_at=timezone.now())
    NamedReaderFactory(consultation=record, user=author, named_by=author)
    return record


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_closed_record_is_opened_for_a_while(browser_for, consultant, restricted, viewport):
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("consultations:consultation_list"))
    row = page.get_by_role("row").filter(has_text="指名された人だけ")
    expect(row).to_contain_text("制限")
    expect(page.get_by_text("秘密 花子")).to_have_count(0)
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{restricted}の緊急閲覧")
    page.get_by_label("閲覧の理由").fill("通告のため")
    page.get_by_role("button", name="理由を記録して開く").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    expect(page.get_by_label("閲覧の理由")).to_have_value("通告のため")
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.get_by_label("理由の区分").select_option("notification")
    page.get_by_label("閲覧の理由").fill(REASON)
    page.get_by_role("button", name="理由を記録して開く").dblclick()
    expect(page.get_by_text("緊急閲覧中　残り60分")).to_be_visible()
    expect(page.get_by_text("誰にも言えない相談です。")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert RecordAccess.objects.count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_auditor_reviews_it(browser_for, consultant, auditor, restricted, viewport):
    RecordAccess.objects.create(
        consultation=restricted,
        kind="break_glass",
        reason_kind="notification",
        reason=REASON,
        opened_by=consultant,
        opened_at=timezone.now() - dt.timedelta(days=20),
        expires_at=timezone.now(),
    )
    page = browser_for(auditor, viewport=viewport)
    page.goto(reverse("consultations:access_list"))
    expect(page.get_by_text("期限超過", exact=True)).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.get_by_role("link", name="点検する").click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("正当でない").check()
    page.get_by_label("点検の備考").fill("担当者に確認した。")
    page.get_by_role("button", name="点検の結果を記録する").click()
    expect(page.get_by_text("正当でない（")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_chief_names_who_reads(
    browser_for, chief_coordinator, consultant, restricted, viewport
):
    page = browser_for(chief_coordinator, viewport=viewport)
    page.goto(reverse("consultations:consultation_detail", args=[restricted.pk]))
    expect(page.get_by_text("制限された記録です")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.get_by_role("link", name="読める人を変更する").click()
    assert_accessible(page)
    page.get_by_label(consultant.name).check()
    page.get_by_role("button", name="読める人を変更する").click()
    expect(page.get_by_text(f"記録者、センター長・統括支援員、{consultant.name}")).to_be_visible()
