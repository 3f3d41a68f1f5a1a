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
from worksheets.print_job_actions import (
    MOST_OPEN,
    AskedOtherwiseError,
    TooManyJobsError,
    request_print_job,
)
from worksheets.printable import printables, sheets_of_stage


def asked(municipality, user, key, sheets=(), *, stage=STAGE, bundle="pdf"):
    return request_print_job(
        municipality,
        YEAR,
        stage,
        sheets,
        selection="latest",
        bundle=bundle,
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


@pytest.mark.parametrize("otherwise", [{"bundle": "zip"}, {"stage": "change"}])
def test_a_key_sent_again_with_another_choice_is_not_answered_with_the_old_job(
    municipality, finance_clerk, otherwise
):
    key = uuid.uuid4()
    asked(municipality, finance_clerk, key)

    with pytest.raises(AskedOtherwiseError):
        asked(municipality, finance_clerk, key, **otherwise)

    assert PrintJob.objects.count() == 1


def test_the_same_pile_is_not_made_twice_at_a_time(municipality, center, finance_clerk):
    worksheet = _loaded(DraftSheetFactory(center=center))
    first, _ = asked(municipality, finance_clerk, uuid.uuid4(), printables([worksheet]))

    same = asked(municipality, finance_clerk, uuid.uuid4(), printables([worksheet]))
    other_form = asked(
        municipality, finance_clerk, uuid.uuid4(), printables([worksheet]), bundle="zip"
    )
    worksheet.state, worksheet.checked_at = "checked", timezone.now()
    other_state = asked(municipality, finance_clerk, uuid.uuid4(), printables([worksheet]))

    assert same == (first, False)
    assert (other_form[1], other_state[1]) == (True, True)


def test_a_pile_that_is_finished_is_made_anew(municipality, finance_clerk):
    first, _ = asked(municipality, finance_clerk, uuid.uuid4())
    PrintJob.objects.update(state="cancelled", finished_at=timezone.now())

    second, is_new = asked(municipality, finance_clerk, uuid.uuid4())

    assert is_new
    assert second != first


def test_a_municipality_has_only_so_many_open_jobs(municipality, finance_clerk):
    for _ in range(MOST_OPEN):
        PrintJobFactory(municipality=municipality)
        PrintJobFactory()  # another municipality's do not count

    with pytest.raises(TooManyJobsError):
        asked(municipality, finance_clerk, uuid.uuid4())

    assert PrintJob.objects.filter(municipality=municipality).count() == MOST_OPEN


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
    assert part.worksheet == worksheet
    assert (part.sheet_state, part.checksum) == ("draft", worksheet.checksum)


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
        {"failure": "理由"},
        {"emptied_at": timezone.now()},
    ],
    ids=["done", "ended", "file", "cancelled with a file", "failed", "emptied"],
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
