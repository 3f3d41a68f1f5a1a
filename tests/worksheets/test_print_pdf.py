"""Sheets as PDF, read back with pypdf: pages, marks, print id, and the same each time."""

import io

import pytest
from pypdf import PdfReader

from shared import pdf
from tests.print_factories import document
from worksheets import printing
from worksheets.print_layout import PrintLayout
from worksheets.print_sample import sample_sheet
from worksheets.printable import sheet_of_document

LONG_NAME = "見" * 40


def pages_of(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def flat(text):
    """Without the breaks and spaces of the layout."""
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["center", "municipality"])
def test_every_page_has_its_number_the_print_id_and_the_mark(kind):
    layout = PrintLayout(form_number="様式第1号")
    sheet = sample_sheet(kind, "change", 2026, layout)
    pages = pages_of(printing.sheet_pdf(sheet))

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}ページ" in flat(page)
        assert f"印刷番号{sheet.stamp.print_id}" in flat(page)
        assert flat(sheet.prepared) in flat(page)
        assert "内部確認用" in flat(page)
        assert "様式第1号" in flat(page)


def test_printed_twice_it_is_the_same():
    sheet = sample_sheet("center", "change", 2026, PrintLayout())

    assert printing.sheet_pdf(sheet) == printing.sheet_pdf(sheet)


def test_a_name_of_forty_letters_and_a_large_sum_are_whole():
    center = {"name": LONG_NAME, "code": "999999-01", "type": "basic", "type_label": "基本型"}
    sheet = sheet_of_document(document(center=center))
    text = flat("".join(pages_of(printing.sheet_pdf(sheet))))

    assert LONG_NAME in text
    assert "1,000,000,000" in text
    assert "△1,234,567" in text
    assert "未登録" in text


def test_the_total_of_thirty_centers_is_printed():
    totals = dict.fromkeys(
        ("standard_amount", "grant_base", "national", "prefectural", "municipal"), 1_000_000_000
    )
    centers = [
        {"name": f"見本センター{number}", "code": f"999999-{number:02d}", "type_label": "基本型"}
        | totals
        for number in range(1, 31)
    ]
    sheet = sheet_of_document(document("municipality", centers=centers))
    text = flat("".join(pages_of(printing.sheet_pdf(sheet))))

    assert [each["name"] for each in centers if each["name"] not in text] == []


def test_what_prints_in_the_background_takes_no_place_of_those_who_wait(settings):
    settings.PRINTING_PLACES = 0
    sheet = sample_sheet("center", "change", 2026, PrintLayout())

    with pytest.raises(pdf.PrintingBusyError):
        printing.sheet_pdf(sheet)
    assert printing.sheet_pdf_in_background(sheet).startswith(b"%PDF")


def test_what_prints_in_the_background_steps_back(monkeypatch):
    asked = []

    def look(words, **options):
        asked.append(options["input"])
        return pdf.subprocess.CompletedProcess(words, 0, b"%PDF", b"")

    monkeypatch.setattr(pdf.subprocess, "run", look)
    pdf.print_pdf("<p>一行", "")
    pdf.print_pdf_in_background("<p>一行", "")

    assert [b'"niceness": 0' in asked[0], b'"niceness": 15' in asked[1]] == [True, True]
