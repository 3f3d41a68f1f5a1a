"""What the database forbids of sheets and of what is entered beside them, each broken on purpose."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import UserFactory
from tests.sheet_factories import (
    LATER,
    ComponentEntryFactory,
    RepaymentFactory,
    SpendingImportFactory,
    SpendingItemFactory,
    StageDeadlineFactory,
    WorksheetFactory,
    checked,
    step_of,
)
from worksheets.models import Worksheet, WorksheetStep

BEFORE = {"superseded_at": dt.datetime(2019, 4, 1, tzinfo=dt.UTC)}


@pytest.mark.parametrize(
    ("factory", "values", "name"),
    [
        (SpendingItemFactory, {"amount": -1, "eligible": 0}, "spending_item_is_not_negative"),
        (
            SpendingItemFactory,
            {"amount": 1, "eligible": 2},
            "spending_item_tells_what_is_eligible",
        ),
        (SpendingItemFactory, {"eligible": None}, "spending_item_tells_what_is_eligible"),
        (
            SpendingItemFactory,
            {"side": "income", "eligible": 1},
            "spending_item_tells_what_is_eligible",
        ),
        (SpendingItemFactory, BEFORE, "spending_item_superseded_after_recorded"),
        (
            SpendingImportFactory,
            {"expires_at": dt.datetime(2019, 4, 1, tzinfo=dt.UTC)},
            "spending_import_expires_after_upload",
        ),
        (
            SpendingImportFactory,
            {"status": "confirmed", "rows": [{"line": 1}]},
            "spending_import_ended_has_no_rows",
        ),
        (ComponentEntryFactory, {"quantity": -1}, "component_entry_quantity_is_not_negative"),
        (ComponentEntryFactory, {"months": 13}, "component_entry_months_are_of_a_year"),
        (ComponentEntryFactory, BEFORE, "component_entry_superseded_after_recorded"),
        (
            StageDeadlineFactory,
            {"submit_by": dt.date(2025, 5, 30)},
            "stage_is_submitted_after_supply",
        ),
        (StageDeadlineFactory, BEFORE, "stage_deadline_superseded_after_recorded"),
        (RepaymentFactory, {"amount": 0}, "repayment_is_more_than_nothing"),
        (
            RepaymentFactory,
            {"paid_on": dt.date(2026, 5, 31)},
            "repayment_is_paid_after_its_decision",
        ),
        (RepaymentFactory, BEFORE, "repayment_superseded_after_recorded"),
        (WorksheetFactory, {"center_type": ""}, "worksheet_of_a_center_has_its_type"),
        (WorksheetFactory, {"number": 0}, "worksheet_number_starts_at_one"),
        (WorksheetFactory, {"checksum": "x"}, "worksheet_hashes_are_sha256"),
        (
            WorksheetFactory,
            {"checked_at": dt.datetime(2025, 6, 1, tzinfo=dt.UTC)},
            "worksheet_state_follows_its_steps",
        ),
    ],
)
def test_the_database_refuses(factory, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factory(**values)


@pytest.mark.parametrize(
    ("factory", "same", "name"),
    [
        (SpendingItemFactory, ["center"], "spending_item_is_entered_once"),
        (ComponentEntryFactory, ["center"], "component_is_entered_once"),
        (StageDeadlineFactory, ["municipality"], "stage_has_one_deadline"),
        (RepaymentFactory, ["worksheet"], "repayment_is_recorded_once"),
    ],
)
def test_what_stands_stands_once_and_again_when_it_is_replaced(factory, same, name):
    first = factory()
    of = {field: getattr(first, field) for field in same}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factory(**of)
    type(first).objects.filter(pk=first.pk).update(superseded_at=first.recorded_at)

    assert factory(**of).pk != first.pk


def test_a_step_has_the_part_of_its_act_and_a_return_its_reason():
    sheet, other = WorksheetFactory(), UserFactory()

    with (
        pytest.raises(IntegrityError, match="worksheet_step_has_the_part_of_its_act"),
        transaction.atomic(),
    ):
        WorksheetStep.objects.create(
            worksheet=sheet,
            act="checked",
            part=None,
            checksum=sheet.checksum,
            done_at=sheet.prepared_at,
            done_by=other,
        )
    with (
        pytest.raises(IntegrityError, match="worksheet_is_returned_for_a_reason"),
        transaction.atomic(),
    ):
        step_of(sheet, "returned", by=other, note="")


@pytest.mark.parametrize("layout", [None, "様式", []], ids=["none", "words", "a list"])
def test_a_sheet_is_submitted_with_the_layout_that_it_is_printed_in(layout):
    sheet = checked(WorksheetFactory())

    with (
        pytest.raises(IntegrityError, match="with the layout that it is printed in"),
        transaction.atomic(),
    ):
        Worksheet.objects.filter(pk=sheet.pk).update(
            state="submitted",
            submitted_at=LATER,
            submitted_by=sheet.prepared_by,
            layout_at_submission=layout,
        )
