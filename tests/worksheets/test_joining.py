"""Parts as one file: each once, in order."""

import io
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from shared.pdf_process import make_pdf
from tests.print_factories import numbered
from worksheets.joining import as_pdf, as_zip, page_count
from worksheets.models import Worksheet


@pytest.fixture(scope="module")
def parts():
    return [
        SimpleNamespace(
            number=number,
            label=f"見本センター{number}",
            pages=2,
            document=numbered(number),
            content=numbered(number)["content"],
            worksheet=Worksheet(pk=number, number=2),
            get_sheet_state_display=lambda: "提出済み",
            print_id=f"T-{number:08d}-0123abcd",
            checksum="a" * 64,
            pdf=make_pdf(
                f"<p>調書{number}の1枚目</p><p class='next'>調書{number}の2枚目</p>",
                ".next { break-before: page }",
            ),
        )
        for number in (1, 2, 3)
    ]


def test_one_pdf_holds_every_part_once_and_in_order(parts):
    reader = PdfReader(io.BytesIO(as_pdf(parts)))
    texts = ["".join(page.extract_text().split()) for page in reader.pages]

    assert texts == [f"調書{number}の{page}枚目" for number in (1, 2, 3) for page in (1, 2)]
    assert [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline] == [
        ("見本センター1", 0),
        ("見本センター2", 2),
        ("見本センター3", 4),
    ]


def test_pages_are_counted(parts):
    assert page_count(parts[0].pdf) == 2


def test_joined_twice_it_is_the_same(parts):
    assert as_pdf(parts) == as_pdf(parts)


def test_a_zip_has_a_pdf_and_an_xlsx_for_each_part_and_a_list(parts):
    with ZipFile(io.BytesIO(as_zip(parts))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert archive.read("0002-999999-02.pdf") == parts[1].pdf
        index = archive.read("index.csv").decode("utf-8-sig").splitlines()

    assert names == [
        *(
            f"{number:04d}-999999-{number:02d}.{kind}"
            for number in (1, 2, 3)
            for kind in ("pdf", "xlsx")
        ),
        "data.xlsx",
        "index.csv",
    ]
    assert index[0] == (
        "順番,調書,センター番号,調書番号,回,状態,印刷番号,内容のハッシュ値,ページ数,PDF,XLSX"
    )
    assert index[3].startswith(
        "3,見本センター3,999999-03,T-00000003,2,提出済み,T-00000003-0123abcd,"
        f"{'a' * 64},2,0003-999999-03.pdf,"
    )


def test_a_part_from_before_its_sheet_was_kept_is_listed_all_the_same(parts):
    old = SimpleNamespace(
        **vars(parts[0])
        | {"worksheet": None, "get_sheet_state_display": str, "print_id": "", "checksum": ""}
    )

    with ZipFile(io.BytesIO(as_zip([old]))) as archive:
        index = archive.read("index.csv").decode("utf-8-sig").splitlines()

    assert index[1] == "1,見本センター1,999999-01,,,,,,2,0001-999999-01.pdf,0001-999999-01.xlsx"
