"""Registering somebody in Chromium: the hint while typing, with a conversion, and without a script."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Person, PersonMerge, PostalCode
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.household_factories import (
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonRelationFactory,
)

pytestmark = pytest.mark.browser
BORN = dt.date(1993, 4, 1)


@pytest.fixture
def registered(center, transactional_db):
    person = HouseholdMembershipFactory(
        household__center=center,
        person__registered_name="髙橋 恵子",
        person__registered_kana="タカハシ ケイコ",
        person__date_of_birth=BORN,
    ).person
    ContactDetailFactory(person=person, kind="phone", value="090-1234-5678")
    return person


def look(page, name):
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def asked(page):
    """The bodies of the requests for a hint, as they are sent."""
    sent = []
    hint = reverse("households:duplicate_hint")
    page.on(
        "request",
        lambda request: (
            sent.append(request.post_data or "") if request.url.endswith(hint) else None
        ),
    )
    return sent


def test_a_conversion_is_asked_about_once_when_it_has_settled(browser_for, consultant, registered):
    page = browser_for(consultant)
    page.goto(reverse("households:household_create"))
    sent, box = asked(page), page.get_by_label("氏名")
    box.focus()
    typing = page.context.new_cdp_session(page)
    for text in ("た", "たか", "たかは", "たかはし", "高橋", "高橋恵子"):
        typing.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
        page.wait_for_timeout(500)  # longer than the hint waits
    assert sent == []
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.url.endswith(reverse("households:household_create"))
    assert sent == []

    typing.send("Input.insertText", {"text": "高橋恵子"})

    expect(page.get_by_text("登録済みの人かもしれません（1人）")).to_be_visible()
    expect(page.get_by_text("氏名が一致（異体字・表記の違い）")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("高橋恵子")
    assert len(sent) == 1
    assert Person.objects.count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_likely_one_is_told_apart_on_the_page(browser_for, consultant, registered, viewport):
    width = viewport["width"]
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("households:household_create"))
    page.get_by_label("氏名").fill("高橋 惠子")
    page.get_by_label("フリガナ").fill("たかはし けーこ")
    page.get_by_label("生年月日").fill("H5.4.1")
    page.get_by_label("続柄").select_option("self")
    expect(page.get_by_text("同じ人の可能性が高い")).to_be_visible()
    look(page, f"hint-{width}")

    with page.expect_navigation():
        page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("同じ人の可能性が高い")).to_be_visible()
    assert Person.objects.count() == 1
    page.get_by_label("上のどの人とも別の人です").check()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("世帯を登録しました。")).to_be_visible()
    assert Person.objects.count() == 2


def test_the_place_of_a_postal_code_fills_an_empty_box_and_no_other(
    browser_for, consultant, transactional_db
):
    PostalCode.objects.create(
        code="0400044",
        prefecture="北海道",
        city="函館市",
        town="青柳町",
        town_kana="アオヤギチョウ",
    )
    page = browser_for(consultant)
    page.goto(reverse("households:household_create"))
    code, address = page.get_by_label("郵便番号"), page.get_by_label("住所")

    code.fill("040-0044")
    expect(address).to_have_value("北海道函館市青柳町")
    address.fill("函館市青柳町1-2")
    code.fill("0400044")
    button = page.get_by_role("button", name="住所に入れる：北海道函館市青柳町")
    expect(button).to_be_visible()
    page.wait_for_timeout(400)
    expect(address).to_have_value("函館市青柳町1-2")
    button.click()
    expect(address).to_have_value("北海道函館市青柳町")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_records_are_put_together_and_taken_apart(
    browser_for, chief_coordinator, center, registered, viewport
):
    width = viewport["width"]
    again = HouseholdMembershipFactory(
        household=HouseholdFactory(center=center),
        person__registered_name="高橋 惠子",
        person__registered_kana="タカハシ ケーコ",
        person__date_of_birth=BORN,
    ).person
    child = HouseholdMembershipFactory(
        household=registered.memberships.get().household,
        person__registered_name="髙橋 小鳥",
        relationship="child",
    ).person
    OtherNameFactory(person=registered, name="渡邊 恵子")
    PersonRelationFactory(person=registered, other=child, kind="parent")
    page = browser_for(chief_coordinator, viewport=viewport)
    page.goto(reverse("households:household_list"))
    page.get_by_role("link", name="重複の確認").click()
    page.get_by_text("同じ人の可能性が高い").wait_for()
    look(page, f"triage-{width}")

    page.get_by_role("link", name="並べて確かめる").click()
    page.get_by_text("違う").first.wait_for()
    look(page, f"compare-{width}")
    page.get_by_label("同一人物（統合する）").check()
    page.get_by_label("理由").fill("来所したときに生年月日を本人に確かめた")
    page.get_by_role("button", name="判断を記録する").click()
    page.get_by_text("同一人物として統合しました。").wait_for()
    look(page, f"person-{width}")
    assert Person.objects.get(pk=again.pk).identity == registered.pk

    page.get_by_role("link", name="統合を取り消す").click()
    look(page, f"undo-{width}")
    page.get_by_label("取り消す理由").fill("双子の姉であると分かった。別人")
    page.get_by_role("button", name="統合を取り消す").click()
    page.get_by_text("統合を取り消しました。").wait_for()
    assert PersonMerge.objects.get().is_undone
    assert Person.objects.get(pk=again.pk).identity == again.pk

    home = registered.memberships.get().household
    for name, address in (
        ("family", reverse("households:household_family", args=[home.pk])),
        ("leave", reverse("households:membership_end", args=[child.memberships.get().pk])),
        ("unborn", reverse("households:unborn_create", args=[home.pk])),
        ("household-detail", reverse("households:household_detail", args=[home.pk])),
    ):
        page.goto(address)
        look(page, f"{name}-{width}")
