"""Where a caller was told to turn to, from the directory, by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Consultation, GivenResource
from tests.browser.conftest import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.desk_factories import FavouriteResourceFactory, GivenResourceFactory
from tests.directory_factories import LocalResourceFactory, PartnerAgencyFactory
from tests.factories import ConsultationFactory, TopicFactory

pytestmark = pytest.mark.browser
CREATE = reverse("consultations:consultation_create")
SEARCH = reverse("consultations:given_search")


@pytest.fixture
def directory(transactional_db, center):
    """A favourite with a code, a nursery to be found by its reading, an agency."""
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    municipality = center.municipality
    circle = LocalResourceFactory(municipality=municipality, name="双子の会さくらんぼ")
    FavouriteResourceFactory(center=center, code="01", resource=circle)
    nursery = LocalResourceFactory(
        municipality=municipality, name="日向保育園", name_kana="ヒナタホイクエン"
    )
    agency = PartnerAgencyFactory(municipality=municipality, name="見本保健センター")
    return circle, nursery, agency


@pytest.fixture
def box(browser_for, consultant, directory):
    page = browser_for(consultant)
    page.goto(CREATE)
    box = page.get_by_label("案内した窓口・施設", exact=True)
    box.focus()
    return box


def save(page):
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    page.get_by_label("相談の内容").fill("問合せ。")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()


def test_entries_of_the_directory_are_given_by_code_and_by_reading(box, directory):
    page, keys = box.page, box.page.keyboard
    circle, nursery, agency = directory
    keys.type(";01")
    expect(page.get_by_label("双子の会さくらんぼ")).to_be_checked()
    expect(box).to_have_value("")

    keys.type("ひなた")
    expect(page.locator("#given-found")).to_contain_text("日向保育園")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    expect(page.get_by_label("日向保育園")).to_be_checked()

    keys.type("保健センター")
    expect(page.locator("#given-found")).to_contain_text("見本保健センター")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.insert_text("となりの公園")
    keys.press("Tab")
    expect(page.get_by_label("次の対応", exact=True)).to_be_focused()
    save(page)

    record = Consultation.objects.get()
    rows = GivenResource.objects.order_by("name")
    assert record.resources_given == "となりの公園"
    assert {(row.resource, row.agency) for row in rows} == {
        (circle, None),
        (nursery, None),
        (None, agency),
    }
    page.goto(reverse("consultations:consultation_detail", args=[record.pk]))
    expect(page.get_by_role("link", name="日向保育園")).to_be_visible()


def test_a_draft_brings_back_what_was_ticked(box, browser_for, consultant):
    page = box.page
    with page.expect_response(lambda response: "given" in (response.request.post_data or "")):
        page.keyboard.type(";01")
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")

    other = browser_for(consultant)
    other.goto(CREATE)
    expect(other.get_by_label("双子の会さくらんぼ")).to_be_checked()


def test_a_conversion_asks_nothing_until_it_is_settled(box):
    page, sent = box.page, []
    page.on("request", lambda request: sent.append(request) if SEARCH in request.url else None)
    ime = page.context.new_cdp_session(page)
    for text in ("h", "ひ", "ひn", "ひな", "ひなた"):
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        ime.send("Input.imeSetComposition", {"text": text, **at})
        page.wait_for_timeout(120)
    page.wait_for_timeout(600)
    assert sent == []

    ime.send("Input.insertText", {"text": "ひなた"})
    expect(page.locator("#given-found")).to_contain_text("日向保育園")
    assert len(sent) == 1
    assert "content" not in sent[0].post_data


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(browser_for, consultant, center, directory, viewport):
    circle, *_ = directory
    record = ConsultationFactory(center=center, recorded_by=consultant)
    GivenResourceFactory(consultation=record, resource=circle)
    page = browser_for(consultant, **({"viewport": viewport} if viewport else {}))

    for address in (
        CREATE,
        reverse("consultations:consultation_detail", args=[record.pk]),
        reverse("consultations:consultation_correct", args=[record.pk]),
        reverse("favourites:favourite_list"),
        reverse("favourites:favourite_create"),
        reverse("directory:vacancy_import_create"),
        reverse("directory:resource_detail", args=[circle.pk]),
    ):
        page.goto(address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
