"""The registry in Chromium: found by a search, opened, and what is hidden revealed once."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from consultations.models import AddressReveal
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdMembershipFactory,
)

pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"
ADDRESS = "見本県見本市鳥籠町1-2-3 見本荘201"


@pytest.fixture
def protected(center, transactional_db):
    person = HouseholdMembershipFactory(household__center=center).person
    HouseholdMembershipFactory(
        household=person.memberships.get().household,
        person__registered_name="見本 小鳥",
        person__registered_kana="ミホン コトリ",
        relationship="child",
    )
    ContactDetailFactory(person=person, value=ADDRESS)
    ContactDetailFactory(person=person, kind="phone", value="090-0000-1111")
    AddressProtectionFactory(person=person, counter_party_name="見本 太郎")
    return person


def look(page, name):
    """Accessible and no wider than the window; kept as a picture where one is asked for."""
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_search_household_reveal(browser_for, chief_coordinator, protected, viewport):
    chief_coordinator.set_password(PASSWORD)
    chief_coordinator.save()
    width = viewport["width"]
    page = browser_for(chief_coordinator, viewport=viewport)
    page.goto(reverse("households:household_list"))
    look(page, f"list-{width}")
    page.get_by_label("氏名・フリガナ・電話番号・住所").fill("ようこ")
    page.get_by_role("button", name="探す").click()
    page.get_by_role("rowheader", name="見本 葉子").wait_for()
    look(page, f"search-{width}")

    page.get_by_role("main").get_by_role("link", name="見本 葉子").click()
    page.get_by_text("非表示（支援措置）").first.wait_for()
    assert ADDRESS not in page.content()
    look(page, f"household-{width}")

    page.get_by_role("link", name="非表示を解除する").click()
    page.get_by_label("解除の理由").fill("確認")
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="解除して表示する").click()
    page.get_by_text("10文字以上で具体的に入力してください（現在 2文字）。").first.wait_for()
    look(page, f"refused-{width}")
    page.get_by_label("解除の理由").fill("緊急の家庭訪問のために住所を確かめる")
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="解除して表示する").click()
    page.get_by_text(ADDRESS).wait_for()
    look(page, f"revealed-{width}")

    page.get_by_role("link", name="表示を終わる").click()
    page.get_by_role("heading", name="非表示の解除").wait_for()
    assert ADDRESS not in page.content()
    assert AddressReveal.objects.get().person == protected
    page.goto(reverse("households:protection_create", args=[protected.pk]))
    look(page, f"protect-{width}")
    page.goto(reverse("households:person_edit", args=[protected.pk]))
    look(page, f"edit-{width}")
    page.goto(reverse("consultations:today"))
    page.get_by_role("link", name="非表示の解除を確認する").click()
    look(page, f"reveals-{width}")


def test_what_is_hidden_is_gone_from_the_browsers_back(browser_for, consultant, protected):
    consultant.set_password(PASSWORD)
    consultant.save()
    page = browser_for(consultant)
    page.goto(reverse("households:address_reveal", args=[protected.pk]))
    page.get_by_label("解除の理由").fill("緊急の家庭訪問のために住所を確かめる")
    page.get_by_label("あなたのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="解除して表示する").click()
    page.get_by_text(ADDRESS).wait_for()

    page.get_by_role("link", name="表示を終わる").click()
    page.get_by_role("heading", name="非表示の解除").wait_for()

    assert ADDRESS not in page.content()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()  # Chromium kept nothing; it would have to send the form again
