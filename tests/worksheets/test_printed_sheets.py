"""What stands on paper: nothing without the year's amounts; the same for ever once submitted."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from consultations.models import Consultation
from tests.sheet_factories import WorksheetFactory, submitted
from tests.subsidies.determinations import publish, record_one, with_average
from tests.worksheets.offices import ready, register
from worksheets.models import Worksheet
from worksheets.print_layout import MISSING
from worksheets.print_tables import NO_TOTAL
from worksheets.printable import printables


@pytest.fixture
def clerk(client_for, finance_clerk):
    return client_for(finance_clerk)


def sheet_url(name, sheet):
    return reverse(f"worksheets:{name}", args=[sheet.pk])


def flat(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("registered", [None, 2024], ids=["nothing", "last year"])
def test_without_amounts_of_the_year_every_sheet_says_so_and_has_no_total(
    clerk, municipality, center, registered
):
    ready(center)
    if registered:
        register(municipality, fiscal_year=registered)
    clerk.post(reverse("worksheets:stage_prepare", args=[municipality.pk, 2025, "application"]))

    sheets = list(Worksheet.objects.for_listing().order_by("center__code"))

    assert {sheet.center_id for sheet in sheets} == {center.pk, None}
    for printable in printables(sheets):
        [totals] = [table for table in printable.sheet.tables if table.title == "合計"]
        assert {row.cells[1].text for row in totals.rows} == {MISSING}
        assert totals.note == NO_TOTAL
        text = flat(clerk.get(sheet_url("worksheet_pdf", printable.worksheet)))
        assert MISSING in text
        assert NO_TOTAL in text
        book = clerk.get(sheet_url("worksheet_xlsx", printable.worksheet)).content
        page = load_workbook(io.BytesIO(book))["データ_合計"]
        amounts = [
            row[at].value
            for at, heading in enumerate(page[1])
            if heading.value.endswith("（円）")
            for row in page.iter_rows(min_row=2)
        ]
        assert set(amounts) == {None}


def test_a_submitted_sheet_prints_alike_after_a_consultation_is_deleted_and_the_page_names_it(
    clerk, center
):
    publish()
    with_average(center)
    determination, _ = record_one(center, stage="actual")
    sheet = submitted(
        WorksheetFactory(center=center, stage="settlement", determination=determination)
    )
    pdf = sheet_url("worksheet_pdf", sheet)
    first = clerk.get(pdf).content
    assert "1,199件" not in clerk.get(sheet_url("sheet_detail", sheet)).content.decode()

    latest = Consultation.objects.filter(center=center).latest("pk")
    Consultation.objects.filter(pk=latest.pk).delete()

    page = clerk.get(sheet_url("sheet_detail", sheet)).content.decode()
    assert "提出時と異なる" in page
    assert "1,199件" in page
    assert clerk.get(pdf).content == first
