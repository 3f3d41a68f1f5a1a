"""What is chosen for a print job, who steers it, and how its sheets are found again."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import CenterFactory
from tests.print_factories import STAGE, YEAR, DraftSheetFactory, PrintJobFactory
from tests.sheet_factories import WorksheetFactory, submitted
from worksheets.models import PrintJob
from worksheets.print_work import work
from worksheets.views import print_jobs


def url(name, *args):
    return reverse(f"worksheets:{name}", args=args)


def words(**more):
    return {
        "fiscal_year": YEAR,
        "stage": STAGE,
        "selection": "latest",
        "bundle": "pdf",
        "submission_key": str(uuid.uuid4()),
        **more,
    }


@pytest.fixture
def clerk(client_for, finance_clerk):
    return client_for(finance_clerk)


def test_only_submitted_sheets_are_printed_where_that_is_chosen(clerk, center, municipality):
    """Also the one whose next number is in work."""
    handed_in = submitted(WorksheetFactory(center=center, fiscal_year=YEAR))
    WorksheetFactory(center=center, fiscal_year=YEAR, number=2)
    DraftSheetFactory(center=CenterFactory(municipality=municipality))

    clerk.post(url("print_job_create"), words(municipality=municipality.pk, selection="submitted"))

    job = PrintJob.objects.get()
    assert (job.selection, [part.worksheet for part in job.parts.all()]) == (
        "submitted",
        [handed_in],
    )


def test_before_anything_is_submitted_the_other_choice_is_named(clerk, center, municipality):
    DraftSheetFactory(center=center)

    response = clerk.post(
        url("print_job_create"), words(municipality=municipality.pk, selection="submitted")
    )

    assert response.status_code == 422
    assert "「最新の調書」を選んでください。" in response.content.decode()


def test_each_sheet_of_a_job_is_named_and_led_to(clerk, quick, center, municipality):
    worksheet = DraftSheetFactory(center=center)
    clerk.post(url("print_job_create"), words(municipality=municipality.pk))
    work(clock=timezone.now)
    part = PrintJob.objects.get().parts.get()
    assert len(quick) == 1

    page = clerk.get(url("print_job_detail", part.job_id)).content.decode()

    assert f'<a href="{url("sheet_detail", worksheet.pk)}">{worksheet}</a>' in page
    assert "作成中" in page
    assert worksheet.checksum in page
    assert part.print_id in page
    assert part.print_id.startswith(f"{worksheet}-")


def test_the_page_of_a_job_asks_as_often_for_one_sheet_as_for_three(clerk, municipality):
    clerk.get(url("print_job_list"))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            DraftSheetFactory(center=CenterFactory(municipality=municipality))
        clerk.post(url("print_job_create"), words(municipality=municipality.pk))
        job = PrintJob.objects.latest("pk")
        with CaptureQueriesContext(connection) as queries:
            clerk.get(url("print_job_detail", job.pk))
        counts.append((job.parts.count(), len(queries)))

    assert [parts for parts, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_the_same_key_with_another_choice_comes_back_to_be_sent_again(clerk, center, municipality):
    DraftSheetFactory(center=center)
    data = words(municipality=municipality.pk)
    clerk.post(url("print_job_create"), data)

    response = clerk.post(url("print_job_create"), {**data, "bundle": "zip"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "この画面の一括印刷は、別の内容で保存済みです。" in page
    assert data["submission_key"] not in page
    assert [job.bundle for job in PrintJob.objects.all()] == ["pdf"]


def test_the_same_pile_asked_for_again_leads_to_the_open_job(clerk, center, municipality):
    DraftSheetFactory(center=center)
    clerk.post(url("print_job_create"), words(municipality=municipality.pk))

    response = clerk.post(url("print_job_create"), words(municipality=municipality.pk), follow=True)

    assert response.redirect_chain == [(url("print_job_detail", PrintJob.objects.get().pk), 302)]
    assert "二重には依頼していません" in response.content.decode()


def test_too_many_open_jobs_are_refused_beside_the_form(clerk, center, municipality):
    DraftSheetFactory(center=center)
    for _ in range(3):
        PrintJobFactory(municipality=municipality)

    response = clerk.post(url("print_job_create"), words(municipality=municipality.pk))

    assert response.status_code == 422
    assert "3件の一括印刷を作成中です。" in response.content.decode()
    assert PrintJob.objects.count() == 3


@pytest.mark.parametrize("role", ["auditor", "municipal_officer"])
def test_whoever_only_reads_leaves_the_jobs_of_others_alone(
    request, client_for, municipality, role
):
    job = PrintJobFactory(municipality=municipality)
    failed = PrintJobFactory(
        municipality=municipality, parts=0, state="failed", finished_at=timezone.now()
    )
    client = client_for(request.getfixturevalue(role))

    pages = [client.get(url("print_job_detail", each.pk)) for each in (job, failed)]
    cancelled = client.post(url("print_job_cancel", job.pk))
    retried = client.post(url("print_job_retry", failed.pk))

    assert [page.status_code for page in pages] == [200, 200]
    assert url("print_job_cancel", job.pk) not in pages[0].content.decode()
    assert url("print_job_retry", failed.pk) not in pages[1].content.decode()
    assert (cancelled.status_code, retried.status_code) == (403, 403)
    assert set(PrintJob.objects.values_list("state", flat=True)) == {"open", "failed"}


def test_whoever_only_reads_asks_for_a_print_and_gives_up_that_one(
    client_for, auditor, center, municipality
):
    DraftSheetFactory(center=center)
    client = client_for(auditor)
    client.post(url("print_job_create"), words(municipality=municipality.pk))
    job = PrintJob.objects.get()

    assert (
        url("print_job_cancel", job.pk)
        in client.get(url("print_job_detail", job.pk)).content.decode()
    )
    assert client.post(url("print_job_cancel", job.pk)).status_code == 302
    assert PrintJob.objects.get().state == "cancelled"


def test_what_failed_too_long_ago_is_not_offered_again(clerk, municipality, settings):
    job = PrintJobFactory(
        municipality=municipality, parts=0, state="failed", finished_at=timezone.now()
    )
    settings.PRINT_JOB_DAYS = -1

    page = clerk.get(url("print_job_detail", job.pk)).content.decode()
    clerk.post(url("print_job_retry", job.pk))

    assert "続きは印刷できません" in page
    assert url("print_job_retry", job.pk) not in page
    assert PrintJob.objects.get().state == "failed"


def test_older_jobs_are_found_on_further_pages(clerk, municipality, monkeypatch):
    monkeypatch.setattr(print_jobs, "PAGE_SIZE", 2)
    oldest, *_ = [PrintJobFactory(municipality=municipality) for _ in range(3)]

    first = clerk.get(url("print_job_list"), {"stage": "change"}).content.decode()
    second = clerk.get(url("print_job_list"), {"stage": "change", "page": 2}).content.decode()

    assert "3件中 1～2件目" in first
    assert "?stage=change&amp;page=2" in first
    assert url("print_job_detail", oldest.pk) not in first
    assert url("print_job_detail", oldest.pk) in second
