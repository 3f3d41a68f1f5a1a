"""What the page of a sheet offers to whom, and a step that is sent again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.sheet_factories import SpendingItemFactory, returned, step_of, submitted
from worksheets.actions import prepare_sheets, return_sheet
from worksheets.drafting import center_drafts
from worksheets.enums import WorksheetStage

APPLICATION = WorksheetStage.APPLICATION


def prepared(center, user, *, by):
    """The sheet of the center as `user` sees it, prepared by somebody."""
    outcome = prepare_sheets(
        center_drafts(user, center.municipality, 2025, APPLICATION),
        municipality=center.municipality,
        fiscal_year=2025,
        stage=APPLICATION,
        by=by,
        at=timezone.now(),
    )
    [row] = outcome.written
    return row


@pytest.fixture
def sheet(finance_clerk, ready_center):
    return prepared(ready_center, finance_clerk, by=finance_clerk)


def address(sheet, name="sheet_detail"):
    return reverse(f"worksheets:{name}", args=[sheet.pk])


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("name", "is_returned"), [("sheet_answer", True), ("sheet_withdraw", False)]
)
def test_a_word_sent_twice_is_said_once(client_for, finance_clerk, sheet, name, is_returned):
    if is_returned:
        returned(sheet)
    client, said = client_for(finance_clerk), {"seen": sheet.seen, "note": "見本の理由"}

    first = client.post(address(sheet, name), said, follow=True)
    count = sheet.steps.count()
    second = client.post(address(sheet, name), said, follow=True)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.redirect_chain == second.redirect_chain
    assert sheet.steps.count() == count


def test_a_next_number_is_made_where_the_page_offers_it(
    client_for, finance_clerk, ready_center, sheet
):
    submitted(sheet)
    SpendingItemFactory(center=ready_center, subject="旅費")

    page = text_of(client_for(finance_clerk).get(address(sheet)))

    assert "次の回の調書を作成する" in page
    assert 'name="even_alike"' in page


def test_whoever_prepared_it_before_is_not_offered_to_check(client_for, municipal_officer, sheet):
    client = client_for(municipal_officer)
    assert address(sheet, "sheet_check") in text_of(client.get(address(sheet)))

    step_of(sheet, "renewed", by=municipal_officer)

    assert address(sheet, "sheet_check") not in text_of(client.get(address(sheet)))


def test_whoever_returned_it_is_told_who_may_go_on(client_for, finance_clerk, ready_center):
    sheet = prepared(ready_center, finance_clerk, by=UserFactory())
    return_sheet(sheet, seen=sheet.seen, note="見本", by=finance_clerk, at=timezone.now())

    page = text_of(client_for(finance_clerk).get(address(sheet)))

    assert "別の人が行ってください" in page
    for name in ("sheet_answer", "sheet_withdraw"):
        assert address(sheet, name) not in page


def test_what_was_given_back_and_is_renewed_with_all_is_told(
    client_for, finance_clerk, ready_center, sheet
):
    returned(sheet)
    SpendingItemFactory(center=ready_center, subject="旅費")
    url = reverse(
        "worksheets:stage_prepare", args=[ready_center.municipality_id, 2025, "application"]
    )

    response = client_for(finance_clerk).post(url, follow=True)

    assert "うち差し戻されていたもの1件" in text_of(response)


def test_the_list_finds_what_is_stated(client_for, finance_clerk, ready_center):
    url = reverse("worksheets:stage_list", args=[ready_center.municipality_id, 2025, "application"])

    response = client_for(finance_clerk).get(url, {"status": "stated"})

    assert response.status_code == 200
    assert list(response.context["page"]) == []
