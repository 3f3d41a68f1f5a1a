"""判定: recorded, outdated by a later record, superseded with a reason, compared."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from subsidies.determination_actions import check_determinations
from subsidies.models import Determination
from tests.browser.conftest import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.factories import CenterDesignationFactory, PostingFactory
from tests.subsidies.determinations import publish, with_document

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def basic_center(center):
    publish()
    CenterDesignationFactory(center=center)
    PostingFactory(center=center)
    return center


def assert_fits(page):
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@VIEWPORTS
def test_record_see_that_it_no_longer_matches_and_supersede(
    browser_for, municipal_officer, basic_center, viewport
):
    page = browser_for(municipal_officer, viewport=viewport)
    page.goto(reverse("subsidies:center_supplements", args=[basic_center.pk, 2025]))

    page.get_by_role("button", name="判定として記録する").click()

    expect(page.get_by_text("判定を記録しました")).to_be_visible()
    expect(page.get_by_text("まだ点検していません")).to_be_visible()
    assert_fits(page)

    with_document(basic_center)
    check_determinations(at=timezone.now())
    page.goto(reverse("subsidies:determination_list"))
    page.get_by_label("記録と一致しないものだけ").check()
    page.get_by_role("button", name="絞り込む").click()
    expect(page.get_by_role("cell", name="記録と一致しません")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="D-").click()
    expect(page.get_by_role("heading", name="記録と一致しません")).to_be_visible()
    expect(page.get_by_text("未登録 → はい").first).to_be_visible()
    assert_fits(page)

    page.get_by_role("link", name="いまの記録で判定をやり直す").click()
    page.get_by_role("button", name="判定として記録する").click()
    expect(page.get_by_role("alert")).to_contain_text("判定をやり直す理由を入力してください。")
    assert_fits(page)
    page.get_by_label("判定をやり直す理由").fill("事業計画書を登録したため")
    page.get_by_role("button", name="判定として記録する").click()

    expect(page.get_by_text("判定を記録しました")).to_be_visible()
    assert Determination.objects.standing().get().reason == "事業計画書を登録したため"
    page.get_by_role("link", name="これまでの判定と比べる").click()
    expect(page.get_by_role("cell", name="差替済み")).to_be_visible()
    assert_fits(page)


def test_without_scripts_a_moment_in_the_past_is_asked_for(
    browser_for, finance_clerk, basic_center
):
    page = browser_for(finance_clerk)
    page.goto(reverse("subsidies:center_supplements", args=[basic_center.pk, 2025]))

    page.get_by_label("いつ時点の記録で").fill("令和7年7月1日 9:00")
    page.get_by_role("button", name="表示する").click()

    expect(page.get_by_text("令和7年7月1日 9:00時点の記録で判定しています")).to_be_visible()
    assert page.get_by_label("いつ時点の記録で").input_value() == "令和7年7月1日 9:00"
    assert_fits(page)
