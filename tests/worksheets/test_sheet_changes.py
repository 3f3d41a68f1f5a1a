"""What is the same sheet: its checksum, for whoever prepares, looks at or submits it."""

import pytest
from django.utils import timezone

from tests.factories import CenterDesignationFactory, UserFactory
from tests.sheet_factories import SpendingItemFactory
from tests.worksheets.offices import determine, spend
from worksheets.actions import ChangedSinceError, check_sheet, prepare_sheets, submit_sheet
from worksheets.drafting import center_drafts, municipality_draft
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases
from worksheets.staleness import changes_since

APPLICATION, CHANGE = WorksheetStage.APPLICATION, WorksheetStage.CHANGE


@pytest.fixture
def other():
    return UserFactory()


def draft(user, center, stage=APPLICATION, **more):
    [found] = center_drafts(user, center.municipality, 2025, stage, of=center, **more)
    return found


def total_draft(user, municipality):
    subjects = cases(user, municipality, 2025, APPLICATION)
    return municipality_draft(municipality, 2025, APPLICATION, subjects=subjects)


def prepare(user, found, municipality, stage=APPLICATION, **more):
    outcome = prepare_sheets(
        [found],
        municipality=municipality,
        fiscal_year=2025,
        stage=stage,
        by=user,
        at=timezone.now(),
        **more,
    )
    [row] = outcome.written
    return row


def check(sheet, by):
    return check_sheet(sheet, seen=sheet.checksum, by=by, at=timezone.now())


def submit(sheet, anew, by):
    return submit_sheet(sheet, seen=sheet.checksum, anew=anew, by=by, at=timezone.now())


@pytest.fixture
def submitted_sheet(finance_clerk, other, ready_center, municipality):
    sheet = prepare(finance_clerk, draft(finance_clerk, ready_center), municipality)
    return submit(check(sheet, other), draft(finance_clerk, ready_center), finance_clerk)


def test_a_submitted_sheet_is_not_compared_with_itself_nor_with_a_later_one(
    finance_clerk, other, ready_center, municipality, submitted_sheet
):
    found = draft(finance_clerk, ready_center)
    again = prepare(finance_clerk, found, municipality, again=True, even_alike=True)
    submit(check(again, other), draft(finance_clerk, ready_center), finance_clerk)

    for sheet in (submitted_sheet, again):
        anew = draft(finance_clerk, ready_center, before=sheet.number)
        assert changes_since(sheet, anew.content) == []


def test_a_stage_before_that_is_submitted_meanwhile_is_named_and_checked_again(
    finance_clerk, other, ready_center, municipality
):
    determine(ready_center, stage="interim")
    spend(ready_center, stage="change")
    later = check(
        prepare(finance_clerk, draft(finance_clerk, ready_center, CHANGE), municipality, CHANGE),
        other,
    )
    first = prepare(finance_clerk, draft(finance_clerk, ready_center), municipality)
    submit(check(first, other), draft(finance_clerk, ready_center), finance_clerk)

    with pytest.raises(ChangedSinceError) as refusal:
        submit(later, draft(finance_clerk, ready_center, CHANGE), finance_clerk)

    [change] = [each for each in refusal.value.changes if each.label == "前の段階"]
    assert (change.before, change.after) == ("なし", f"当初交付申請　{first}")


def test_a_total_is_not_submitted_over_a_sheet_made_anew_with_the_same_amounts(
    finance_clerk, other, ready_center, municipality
):
    before = prepare(finance_clerk, draft(finance_clerk, ready_center), municipality)
    total = check(
        prepare(finance_clerk, total_draft(finance_clerk, municipality), municipality), other
    )
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)
    anew = prepare(finance_clerk, draft(finance_clerk, ready_center), municipality)
    assert anew.content["totals"] == before.content["totals"]
    submit(check(anew, other), draft(finance_clerk, ready_center), finance_clerk)

    with pytest.raises(ChangedSinceError) as refusal:
        submit(total, total_draft(finance_clerk, municipality), finance_clerk)

    [label] = [change.label for change in refusal.value.changes]
    assert label.endswith("の調書の内容")


def test_the_numbers_of_the_guideline_are_on_the_sheet_and_on_the_total(
    finance_clerk, center, municipality
):
    CenterDesignationFactory(center=center)
    determine(center, numbers=["見本第1号", "見本第2号"])
    spend(center)

    sheet = prepare(finance_clerk, draft(finance_clerk, center), municipality)
    total = prepare(finance_clerk, total_draft(finance_clerk, municipality), municipality)

    assert sheet.content["version"]["numbers"] == ["見本第1号", "見本第2号"]
    assert sheet.content["versions"] == []
    assert total.content["versions"] == [
        {"title": "見本の要綱", "numbers": ["見本第1号", "見本第2号"]}
    ]
