"""What a print job keeps, and what the database refuses of it."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import CenterFactory
from tests.print_factories import (
    STAGE,
    YEAR,
    DraftSheetFactory,
    PrintFormFactory,
    PrintJobFactory,
)
from worksheets.models import PrintJob, PrintJobPart, Worksheet
from worksheets.print_job_actions import request_print_job
from worksheets.printable import printables, sheets_of_stage


def asked(municipality, user, key, sheets=()):
    return request_print_job(
        municipality,
        YEAR,
        STAGE,
        sheets,
        bundle="pdf",
        submission_key=key,
        by=user,
        at=timezone.now(),
    )


def test_a_button_pressed_twice_asks_once(municipality, center, finance_clerk):
    sheets = printables([_loaded(DraftSheetFactory(center=center))])
    key = uuid.uuid4()

    first, is_first_new = asked(municipality, finance_clerk, key, sheets)
    second, is_second_new = asked(municipality, finance_clerk, key, sheets)

    assert (first, is_first_new, is_second_new) == (second, True, False)
    assert PrintJobPart.objects.count() == 1


def _loaded(worksheet):
    return Worksheet.objects.for_listing().get(pk=worksheet.pk)


def test_a_job_keeps_what_was_asked_for_whatever_happens_to_the_sheets(
    municipality, center, finance_clerk
):
    worksheet = _loaded(DraftSheetFactory(center=center))
    PrintFormFactory(municipality=municipality, title="はじめの様式")
    job, _ = asked(municipality, finance_clerk, uuid.uuid4(), printables([worksheet]))
    worksheet.content = worksheet.content | {"flags": ["後から変わった"]}
    worksheet.save()

    part = job.parts.get()
    assert part.document["layout"]["title"] == "はじめの様式"
    assert "後から変わった" not in part.content["flags"]
    assert part.label == f"{center.name}　基本型"
    assert part.municipality_id == municipality.pk


def test_the_sheets_of_a_year_stand_in_the_order_of_their_codes(municipality):
    made = [
        DraftSheetFactory(center=CenterFactory(municipality=municipality, code=f"{code}"))
        for code in (f"{municipality.code}-30", f"{municipality.code}-20")
    ]
    DraftSheetFactory(center=made[0].center, stage="change")
    DraftSheetFactory()  # of another municipality

    found = sheets_of_stage(
        Worksheet.objects.all(), municipality_id=municipality.pk, fiscal_year=YEAR, stage=STAGE
    )

    assert found == [made[1], made[0]]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "done"},
        {"finished_at": timezone.now()},
        {"file": b"%PDF"},
        {"state": "cancelled", "finished_at": timezone.now(), "file": b"%PDF", "file_bytes": 4},
    ],
)
def test_state_time_and_file_of_a_job_go_together(change):
    job = PrintJobFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintJob.objects.filter(pk=job.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"pages": 1},
        {"pdf": b"%PDF"},
        {"printed_at": timezone.now()},
        {"printed_at": timezone.now(), "pages": 1, "failure": "理由"},
    ],
)
def test_a_part_is_printed_with_its_pages_or_not_at_all(change):
    job = PrintJobFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        job.parts.update(**change)


def test_no_part_takes_the_place_of_another():
    job = PrintJobFactory(parts=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintJobPart.objects.create(job=job, number=1, label="見本", document={})
