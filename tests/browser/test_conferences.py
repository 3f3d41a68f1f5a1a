"""Two people write the minutes of one conference in Chromium; the board leads to what is missing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from casework.models import MinutesSection
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.browser.test_households import look
from tests.case_factories import a_case_of
from tests.conference_factories import ConferenceFactory, ConferenceItemFactory
from tests.factories import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def conference(center, consultant, transactional_db):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    case = a_case_of(consultant, center, opened_on=yesterday)
    made = ConferenceFactory(center=center, held_on=yesterday)
    ConferenceItemFactory(conference=made, case=case)
    return made


@pytest.fixture
def colleague(municipality, center):
    user = UserFactory(name="同僚 良子")
    RoleGrantFactory(user=user, role=Role.CONSULTANT, municipality=municipality, center=center)
    return user


def save(page):
    page.get_by_role("button", name="議事録を保存する").click()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_people_write_and_lose_nothing(
    browser_for, consultant, colleague, conference, viewport
):
    report = MinutesSection.objects.get(conference=conference, part="report")
    box, url = (
        f"textarea[name=text_{report.pk}]",
        reverse("cases:minutes_edit", args=[conference.pk]),
    )
    first, second = browser_for(consultant, viewport=viewport), browser_for(colleague)
    first.goto(url)
    second.goto(url)

    with second.expect_response(lambda answer: "二人目" in (answer.request.post_data or "")):
        second.locator(box).fill("二人目のことば")
    expect(second.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")
    first.locator(box).fill("一人目のことば")
    save(first)
    first.get_by_text("議事録を保存しました").wait_for()
    save(second)
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("一人目のことば")
    expect(conflict).to_contain_text("二人目のことば")
    assert second.locator(box).input_value() == "二人目のことば"
    look(second, f"minutes-conflict-{viewport['width']}")

    second.locator(box).fill("一人目のことば\n二人目のことば")
    save(second)
    second.get_by_text("議事録を保存しました").wait_for()

    report.refresh_from_db()
    assert report.text == "一人目のことば\n二人目のことば"
    first.reload()
    look(first, f"conference-{viewport['width']}")
    assert_no_sideways_scroll(first)
    assert_accessible(first)


def test_the_board_leads_to_the_missing_minutes(browser_for, chief_coordinator, conference):
    page = browser_for(chief_coordinator)
    page.goto(reverse("cases:board"))
    look(page, "board")
    assert_accessible(page)
    page.get_by_role("link", name="議事録のない会議").click()
    look(page, "board-list")
    assert_accessible(page)
    page.get_by_role("link", name="個別ケース検討会議：議事録を書く").click()

    page.wait_for_url(f"**{reverse('cases:minutes_edit', args=[conference.pk])}")
    assert page.get_by_role("heading", name="議事録", exact=True).is_visible()
