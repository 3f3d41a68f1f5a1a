"""The places a clerk needs, from the navigation and from page to page; per policy."""

import pytest
from django.urls import reverse

from accounts.navigation import navigation_for
from tests.print_factories import DraftSheetFactory

PLACES = {
    "判定書": "subsidies:judgement_sheet_list",
    "調書": "worksheets:stage_choice",
    "基準額・負担割合・取扱い": "worksheets:amount_overview",
    "調書の一括印刷": "worksheets:print_job_list",
    "調書の様式": "worksheets:print_form_list",
}


@pytest.mark.parametrize(
    ("role", "shut"),
    [
        ("finance_clerk", set()),
        ("municipal_officer", {"調書の様式"}),
        ("auditor", {"調書の様式"}),
        ("consultant", set(PLACES)),
    ],
)
def test_each_place_is_offered_to_whom_it_is_open(request, role, shut):
    user = request.getfixturevalue(role)

    offered = {
        item.label: item.url
        for group in navigation_for(user, "/")
        for item in group.items
        if item.label in PLACES
    }

    assert offered == {label: reverse(name) for label, name in PLACES.items() if label not in shut}


def test_the_page_that_is_open_is_the_current_one(finance_clerk):
    address = reverse("worksheets:print_form_list")

    groups = navigation_for(finance_clerk, address)

    assert [i.label for group in groups for i in group.items if i.is_current] == ["調書の様式"]


def test_pages_lead_to_the_print_and_back(client_for, finance_clerk, municipality, center):
    sheet, client = DraftSheetFactory(center=center), client_for(finance_clerk)
    stage = reverse("worksheets:stage_list", args=[municipality.pk, 2026, "application"])
    jobs, forms = reverse("worksheets:print_job_list"), reverse("worksheets:print_form_list")

    def page(address):
        return client.get(address).content.decode()

    assert f'"{jobs}?municipality={municipality.pk}&amp;fiscal_year=2026' in page(stage)
    assert f'"{forms}"' in page(stage)
    detail = page(reverse("worksheets:sheet_detail", args=[sheet.pk]))
    for name in ("worksheet_pdf", "worksheet_xlsx"):
        assert f'"{reverse(f"worksheets:{name}", args=[sheet.pk])}"' in detail
    for address in (jobs, forms):
        assert f'"{reverse("worksheets:stage_choice")}"' in page(address)
