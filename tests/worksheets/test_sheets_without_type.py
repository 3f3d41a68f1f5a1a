"""A sheet whose type was taken back: no total waits for it, and it is named where it can be found."""

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import CenterDesignation
from tests.factories import CenterFactory, UserFactory
from tests.sheet_factories import submitted
from tests.worksheets.offices import ready
from worksheets.actions import RefusedError, check_sheet, prepare_sheets, submit_sheet
from worksheets.drafting import center_drafts, municipality_draft
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases
from worksheets.models import Worksheet
from worksheets.printable import sheets_of_stage

APPLICATION = WorksheetStage.APPLICATION


@pytest.fixture
def mistaken(ready_center, finance_clerk, municipality):
    """Sheets of two centers; the type of this one was a mistake and is taken back."""
    center = ready(CenterFactory(municipality=municipality, name="谷間のひろば"))
    prepare(finance_clerk, municipality, center_drafts(finance_clerk, *of(municipality)))
    CenterDesignation.objects.filter(center=center).update(superseded_at=timezone.now())
    return Worksheet.objects.get(center=center)


def of(municipality):
    return municipality, 2025, APPLICATION


def prepare(user, municipality, drafts):
    return prepare_sheets(
        drafts,
        municipality=municipality,
        fiscal_year=2025,
        stage=APPLICATION,
        by=user,
        at=timezone.now(),
    )


def total_of(user, municipality):
    subjects = cases(user, *of(municipality))
    return municipality_draft(*of(municipality), subjects=subjects)


def checked_total(user, municipality):
    total = prepare(user, municipality, [total_of(user, municipality)]).written[0]
    return check_sheet(total, seen=total.checksum, by=UserFactory(), at=timezone.now())


def submit_total(user, total):
    anew = total_of(user, total.municipality)
    return submit_sheet(total, seen=total.checksum, anew=anew, by=user, at=timezone.now())


def page_of(client, name, *arguments):
    return client.get(reverse(f"worksheets:{name}", args=arguments)).content.decode()


@pytest.mark.usefixtures("mistaken")
def test_the_total_is_submitted_without_it(finance_clerk, municipality, ready_center):
    total = checked_total(finance_clerk, municipality)
    submitted(Worksheet.objects.get(center=ready_center))

    assert submit_total(finance_clerk, total).is_submitted


@pytest.mark.usefixtures("mistaken")
def test_the_refusal_names_the_centers_that_are_waited_for(
    finance_clerk, municipality, ready_center
):
    total = checked_total(finance_clerk, municipality)

    with pytest.raises(RefusedError, match=f"センターの調書が1件.*{ready_center.name}"):
        submit_total(finance_clerk, total)


def test_it_is_not_submitted_itself_and_the_refusal_says_why(finance_clerk, mistaken):
    sheet = check_sheet(mistaken, seen=mistaken.checksum, by=UserFactory(), at=timezone.now())

    with pytest.raises(RefusedError, match="類型の登録がありません"):
        submit_sheet(sheet, seen=sheet.checksum, anew=None, by=finance_clerk, at=timezone.now())


def test_it_is_no_part_of_the_pile_until_it_was_submitted(mistaken, municipality, ready_center):
    def pile():
        return [
            row.center
            for row in sheets_of_stage(
                Worksheet.objects.all(),
                municipality_id=municipality.pk,
                fiscal_year=2025,
                stage=APPLICATION,
            )
        ]

    assert pile() == [ready_center]
    submitted(mistaken)
    assert set(pile()) == {ready_center, mistaken.center}


def test_the_list_names_it_below_and_its_page_offers_no_renewal(
    client_for, finance_clerk, mistaken, municipality
):
    client = client_for(finance_clerk)
    prepare_url = reverse(
        "worksheets:center_prepare", args=[mistaken.center_id, 2025, "application", "basic"]
    )

    listed = page_of(client, "stage_list", municipality.pk, 2025, "application")
    page = page_of(client, "sheet_detail", mistaken.pk)

    assert "類型の登録がなくなった調書" in listed
    assert reverse("worksheets:sheet_detail", args=[mistaken.pk]) in listed
    assert "作り直すことも提出することもできず" in page
    assert prepare_url not in page
