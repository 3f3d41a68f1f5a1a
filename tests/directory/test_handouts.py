"""The sheet for a family: chosen resources in plain words, in two sizes, nothing personal."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from shared.pdf import TooMuchToPrintError
from tests.directory_factories import LocalResourceFactory, ResourceVacancyFactory

LIST = reverse("directory:resource_list")
SHEET, PDF = reverse("directory:handout"), reverse("directory:handout_pdf")


@pytest.fixture
def reader(client_for, contractor):
    return client_for(contractor)


@pytest.fixture
def resource(municipality):
    resource = LocalResourceFactory(
        municipality=municipality,
        name="𠮷野ひろば",
        name_kana="ヨシノヒロバ",
        weekdays="月水祝",
        opens_at=dt.time(9, 30),
        closes_at=dt.time(15),
        age_from=0,
        age_to=83,
        fee_kind="free",
        phone="03-0000-0000",
    )
    ResourceVacancyFactory(resource=resource, counted_on=dt.date(2025, 10, 1), number=2)
    ResourceVacancyFactory(resource=resource, age_class="1", number=None)
    return resource


def text_of(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_it_tells_in_plain_words(reader, resource):
    cards = reader.get(SHEET, {"resource": resource.pk}).context["cards"]

    assert [(fact.label, fact.text) for fact in cards[0].facts] == [
        ("だれのため", "0歳から小学校に入る前までの子ども"),
        ("あいている日", "月曜日、水曜日、祝日"),
        ("時間", "9:30～15:00"),
        ("お金", "無料"),
        ("場所", resource.address),
        ("電話", "03-0000-0000"),
        ("空き", "全体 2人（令和7年10月1日）"),
    ]


@pytest.mark.parametrize("size", ["normal", "large", "nonsense"])
def test_it_is_printed_on_a4(reader, resource, size):
    response = reader.get(PDF, {"resource": resource.pk, "size": size})

    page = PdfReader(io.BytesIO(response.content)).pages[0]
    assert response["Content-Type"] == "application/pdf"
    assert [round(float(number)) for number in page.mediabox[2:]] == [595, 842]
    assert "𠮷野ひろば" in text_of(response)
    assert "月曜日、水曜日、祝日" in text_of(response)


def test_large_print_is_larger(reader, municipality):
    rows = [LocalResourceFactory(municipality=municipality) for _ in range(8)]
    chosen = {"resource": [row.pk for row in rows]}

    normal, large = (
        PdfReader(io.BytesIO(reader.get(PDF, {**chosen, "size": size}).content))
        for size in ("normal", "large")
    )

    assert len(large.pages) > len(normal.pages)
    assert len(large.pages) < len(rows), "no page is left half empty for the sake of a card"


def test_the_order_is_that_of_choosing(reader, municipality):
    first, second = (LocalResourceFactory(municipality=municipality) for _ in range(2))

    page = reader.get(f"{SHEET}?resource={second.pk}&resource={first.pk}&resource=x")

    assert [card.name for card in page.context["cards"]] == [second.name, first.name]


def test_another_municipalitys_resource_never_stands_on_it(reader, resource):
    other = LocalResourceFactory()

    page = reader.get(f"{SHEET}?resource={other.pk}&resource={resource.pk}")

    assert [card.name for card in page.context["cards"]] == [resource.name]
    for url in (SHEET, PDF):
        assert reader.get(url, {"resource": other.pk}).url == LIST
        assert reader.get(url).url == LIST


def test_what_was_chosen_stays_while_searching_on(reader, resource, municipality):
    LocalResourceFactory(municipality=municipality, name="別のひろば")

    page = reader.get(LIST, {"q": "別", "resource": resource.pk})

    assert page.context["chosen_elsewhere"] == [resource.pk]
    assert f'name="resource" value="{resource.pk}"' in page.content.decode()


def test_too_much_is_said_so(reader, resource, monkeypatch):
    def refuse(*_):
        raise TooMuchToPrintError

    monkeypatch.setattr("centers.views.handouts.print_pdf", refuse)

    response = reader.get(PDF, {"resource": resource.pk})

    assert response.status_code == 422
    assert "件数を減らしてください。" in response.content.decode()


def test_forty_are_the_most(reader, municipality):
    rows = [LocalResourceFactory(municipality=municipality) for _ in range(41)]

    page = reader.get(SHEET, {"resource": [row.pk for row in rows]})

    assert len(page.context["cards"]) == 40
    assert "一度に40件までです。" in page.content.decode()
