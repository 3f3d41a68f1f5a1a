"""The auditor's pages in Chromium: narrowed down, reviewed, and who saw a record."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditReview
from tests.audit.conftest import read_on  # noqa: F401 -- a fixture
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import ConsultationFactory

pytestmark = pytest.mark.browser


def test_the_auditor_narrows_the_trail_and_reviews_a_read(
    browser_for,
    auditor,
    consultant,
    center,
    read_on,  # noqa: F811 -- a fixture, asked for by its name
):
    last_month = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    event = read_on(ConsultationFactory(center=center), consultant, last_month)
    page = browser_for(auditor)
    page.goto(reverse("accounts:audit_list"))
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("操作", exact=True).select_option(label="閲覧")
    page.get_by_role("button", name="絞り込む").click()
    page.get_by_role("rowheader", name=str(event.pk), exact=True).wait_for()

    page.get_by_role("navigation").get_by_role("link", name="閲覧の点検", exact=True).click()
    assert_accessible(page)
    page.get_by_role("link", name=f"監査記録{event.pk}").click()
    assert_accessible(page)
    page.get_by_label("点検の結果").select_option(label="適切")
    page.get_by_role("button", name="記録する").click()
    page.get_by_text("点検の結果を記録しました。").wait_for()

    assert AuditReview.objects.get().event == event
    assert_accessible(page)


def test_the_chief_sees_on_a_phone_who_saw_a_record(browser_for, chief_coordinator, center):
    record = ConsultationFactory(center=center)
    page = browser_for(chief_coordinator, viewport=PHONE)
    page.goto(reverse("consultations:consultation_detail", args=[record.pk]))
    page.get_by_role("link", name="この記録を見た人").click()
    page.get_by_role("rowheader", name=chief_coordinator.name).wait_for()

    assert_no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize("name", ["audit_list", "audit_sample"])
def test_the_auditors_pages_fit_a_phone(browser_for, auditor, name):
    page = browser_for(auditor, viewport=PHONE)
    page.goto(reverse(f"accounts:{name}"))

    assert_no_sideways_scroll(page)
    assert_accessible(page)
