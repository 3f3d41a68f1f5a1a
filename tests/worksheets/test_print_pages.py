"""The pages of print jobs, and one sheet as PDF or xlsx."""

import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from shared.ledger import replace
from tests.factories import CenterFactory, MunicipalityFactory
from tests.print_factories import (
    STAGE,
    YEAR,
    DraftSheetFactory,
    PrintFormFactory,
    PrintJobFactory,
)
from tests.sheet_factories import WorksheetFactory, submitted
from worksheets import print_work
from worksheets.models import PrintForm, PrintJob
from worksheets.print_work import work

LIST = "worksheets:print_job_list"


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


def flat(response):
    """The words of a PDF without the breaks and spaces of its layout."""
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.fixture
def clerk(client_for, finance_clerk):
    return client_for(finance_clerk)


@pytest.fixture
def done(municipality):
    """A job that has come to its end, with a real PDF."""
    job = PrintJobFactory(municipality=municipality, parts=2)
    work(clock=timezone.now)
    return PrintJob.objects.get(pk=job.pk)


def test_all_sheets_of_a_year_are_asked_for_at_once(clerk, municipality):
    for number in (1, 2):
        center = CenterFactory(municipality=municipality, code=f"{municipality.code}-{number:02d}")
        DraftSheetFactory(center=center)
    data = words(municipality=municipality.pk)

    first = clerk.post(url("print_job_create"), data)
    second = clerk.post(url("print_job_create"), data)

    job = PrintJob.objects.get()
    assert (first.status_code, first.url) == (302, url("print_job_detail", job.pk))
    assert second.url == first.url
    assert job.parts.count() == 2


def test_without_sheets_nothing_is_asked_for_and_the_choice_stays(clerk, municipality):
    data = words(municipality=municipality.pk, stage="settlement", bundle="zip")

    response = clerk.post(url("print_job_create"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "この年度・段階の調書は、まだ作成されていません。" in page
    assert '<option value="settlement" selected>' in page
    assert PrintJob.objects.count() == 0


def test_sheets_of_another_municipality_are_never_asked_for(clerk):
    other = DraftSheetFactory()

    response = clerk.post(url("print_job_create"), words(municipality=other.municipality_id))

    assert response.status_code == 422
    assert PrintJob.objects.count() == 0


def test_the_page_says_how_far_it_is_and_may_be_left(clerk, municipality, finance_clerk):
    job = PrintJobFactory(municipality=municipality, parts=3, requested_by=finance_clerk)

    listed = clerk.get(reverse(LIST)).content.decode()
    page = clerk.get(url("print_job_detail", job.pk)).content.decode()
    progress = clerk.get(url("print_job_progress", job.pk)).content.decode()

    assert "HX-Refresh" not in clerk.get(url("print_job_progress", job.pk))
    assert url("print_job_detail", job.pk) in listed
    for text in (page, progress):
        assert "調書3件のうち0件を印刷しました" in text
        assert f'hx-get="{url("print_job_progress", job.pk)}"' in text
    assert "この一括印刷を中止する" in page


def test_a_finished_job_asks_no_more_and_gives_its_file(clerk, done):
    progress = clerk.get(url("print_job_progress", done.pk))
    page = clerk.get(url("print_job_detail", done.pk)).content.decode()
    response = clerk.get(url("print_job_file", done.pk))

    assert "hx-get" not in progress.content.decode()
    assert progress["HX-Refresh"] == "true"  # table, buttons and title as well
    assert "ファイルを受け取る" in progress.content.decode()
    assert f"<title>完了：一括印刷 {done}" in page
    assert response["Content-Type"] == "application/pdf"
    assert f'filename="{done}-2026-application.pdf"' in response["Content-Disposition"]
    assert len(PdfReader(io.BytesIO(response.content)).pages) == sum(
        done.parts.values_list("pages", flat=True)
    )


def test_after_its_time_a_file_is_no_longer_offered_though_nobody_has_emptied_it(
    clerk, done, settings
):
    settings.PRINT_JOB_DAYS = -1

    page = clerk.get(url("print_job_detail", done.pk)).content.decode()
    response = clerk.get(url("print_job_file", done.pk))

    assert PrintJob.objects.filter(file__isnull=False).exists()
    assert response.url == url("print_job_detail", done.pk)

    assert "保存の期間を過ぎたため、ファイルはありません。" in page
    assert url("print_job_file", done.pk) not in page


def test_a_job_without_a_file_leads_back_to_its_page(clerk, municipality):
    job = PrintJobFactory(municipality=municipality)

    response = clerk.get(url("print_job_file", job.pk))

    assert (response.status_code, response.url) == (302, url("print_job_detail", job.pk))


def test_a_job_is_given_up(clerk, municipality):
    job = PrintJobFactory(municipality=municipality)

    for _ in range(2):
        response = clerk.post(url("print_job_cancel", job.pk))
        assert response.status_code == 302

    assert PrintJob.objects.get().state == "cancelled"


def test_what_could_not_be_printed_is_named_and_tried_again(clerk, municipality, monkeypatch):
    job = PrintJobFactory(municipality=municipality)
    with monkeypatch.context() as broken:
        broken.setattr(print_work, "sheet_pdf_in_background", _too_much)
        work(clock=timezone.now)
    page = clerk.get(url("print_job_detail", job.pk)).content.decode()

    clerk.post(url("print_job_retry", job.pk))

    assert "内容が多いため、印刷できません。" in page
    assert PrintJob.objects.get().state == "open"


def _too_much(_sheet):
    raise print_work.TooMuchToPrintError


@pytest.mark.parametrize("page", ["detail", "progress", "file"])
def test_jobs_of_another_municipality_do_not_exist(clerk, page):
    job = PrintJobFactory(municipality=MunicipalityFactory())

    assert clerk.get(url(f"print_job_{page}", job.pk)).status_code == 404


@pytest.mark.parametrize("role", ["consultant", "contractor", "system_administrator"])
def test_whoever_reads_no_sheets_prints_none(request, client_for, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(url("print_job_create"), words()).status_code == 403


def test_the_list_asks_as_often_for_one_job_as_for_three(clerk, municipality):
    clerk.get(reverse(LIST))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            PrintJobFactory(municipality=municipality, parts=2)
        with CaptureQueriesContext(connection) as queries:
            clerk.get(reverse(LIST))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_one_sheet_is_printed_and_put_out(clerk, center):
    worksheet = DraftSheetFactory(center=center)

    pdf = clerk.get(url("worksheet_pdf", worksheet.pk))
    xlsx = clerk.get(url("worksheet_xlsx", worksheet.pk))

    text = flat(pdf)
    assert pdf["Content-Disposition"] == f'inline; filename="{worksheet}.pdf"'
    assert "".join(center.name.split()) in text
    assert worksheet.checksum in text
    assert "作成中（提出前）" in text
    book = load_workbook(io.BytesIO(xlsx.content))
    assert book["データ_合計"]["E2"].value == worksheet.checksum


def test_a_sheet_is_printed_in_the_form_of_its_municipality(clerk, center, municipality):
    worksheet = DraftSheetFactory(center=center)
    PrintFormFactory(
        municipality=municipality, title="見本の所要額調書", addressee="見本県知事　様"
    )
    PrintFormFactory(municipality=municipality, kind="municipality", title="合計の調書")
    PrintFormFactory(title="よその調書")

    pdf = clerk.get(url("worksheet_pdf", worksheet.pk))

    text = flat(pdf)
    assert "見本の所要額調書" in text
    assert "見本県知事" in text
    assert "合計の調書" not in text
    assert "よその調書" not in text


def test_a_submitted_sheet_is_printed_alike_whatever_becomes_of_the_form(
    clerk, center, municipality, finance_clerk
):
    form = PrintFormFactory(municipality=municipality, title="提出の時の様式", is_final=True)
    worksheet = submitted(WorksheetFactory(center=center))
    address = url("worksheet_pdf", worksheet.pk)
    first = clerk.get(address)
    replace(
        form,
        PrintForm(
            municipality=municipality,
            kind="center",
            stage=worksheet.stage,
            title="後の様式",
            approval_roles="担当",
        ),
        by=finance_clerk,
        at=timezone.now(),
    )

    second = clerk.get(address)

    assert first.content == second.content
    assert "提出の時の様式" in flat(first)
    assert "内部確認用" not in flat(first)


def test_a_sheet_that_is_too_long_is_told_and_leads_to_the_xlsx(clerk, center, monkeypatch):
    monkeypatch.setattr("shared.pdf.MOST_HTML_BYTES", 100)
    worksheet = DraftSheetFactory(center=center)

    response = clerk.get(url("worksheet_pdf", worksheet.pk))

    assert response.status_code == 422
    assert url("worksheet_xlsx", worksheet.pk) in response.content.decode()
