"""Lists of vacancies: shown row by row, taken over once, and the second time nothing changes."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from centers.directory.comparison import State
from centers.models import ResourceImport, ResourceVacancy
from tests.directory.conftest import csv_of, file_of
from tests.directory_factories import (
    LocalResourceFactory,
    ResourceImportFactory,
    ResourceVacancyFactory,
)

CREATE = reverse("directory:vacancy_import_create")
WIDE, LONG = "ID,名称,0歳児,1歳児,2歳児", "ID,名称,基準日,対象,空き"
DAY = dt.date(2025, 10, 1)


@pytest.fixture
def nurseries(municipality):
    return [
        LocalResourceFactory(municipality=municipality, name=f"第{n}園", source_id=f"H{n}")
        for n in range(3)
    ]


@pytest.fixture
def client(client_for, consultant):
    return client_for(consultant)


@pytest.fixture
def hand_in(client):
    def send(content, name="aki.csv", **more):
        answer = client.post(CREATE, {"file": file_of(content, name), **more})
        return ResourceImport.objects.latest("pk") if answer.status_code == 302 else answer

    return send


@pytest.fixture
def preview(client):
    def look(waiting, query=""):
        url = reverse("directory:vacancy_import_detail", args=[waiting.pk])
        return client.get(url + query).context

    return look


@pytest.fixture
def confirm(client, preview):
    def send(waiting):
        seen = preview(waiting)["preview"].digest
        url = reverse("directory:vacancy_import_confirm", args=[waiting.pk])
        answer = client.post(url, {"seen": seen})
        waiting.refresh_from_db()
        return answer

    return send


def picture():
    return sorted(
        ResourceVacancy.objects.current().values_list(
            "resource__name", "age_class", "counted_on", "number"
        ),
        key=str,
    )


def rows_wide():
    return csv_of(
        WIDE,
        {"ID": "H0", "名称": "第0園", "0歳児": "2", "1歳児": "×", "2歳児": ""},
        {"名称": "第１園", "0歳児": "不明", "1歳児": "1人"},
    )


def test_columns_by_class_are_taken_over_and_the_second_time_nothing_changes(
    nurseries, client, hand_in, preview, confirm
):
    waiting = hand_in(rows_wide(), dated_on="R7.10.1")
    assert picture() == []
    confirm(waiting)
    before, rows = picture(), ResourceVacancy.objects.count()

    again = hand_in(rows_wide(), dated_on="R7.10.1")
    counts = preview(again)["preview"].counts
    page = client.get(reverse("directory:vacancy_import_detail", args=[again.pk]))
    assert "取り込むものはありません" in page.content.decode()
    assert "この内容で取り込む" not in page.content.decode()
    confirm(again)

    assert before == [
        ("第0園", "0", DAY, 2),
        ("第0園", "1", DAY, 0),
        ("第1園", "0", DAY, None),
        ("第1園", "1", DAY, 1),
    ]
    assert counts == {State.UNCHANGED: 2}
    assert (picture(), ResourceVacancy.objects.count()) == (before, rows)
    assert again.outcome == {"new": 0, "changed": 0, "unchanged": 2, "broken": 0, "kept": 0}


def test_a_workbook_with_one_class_a_row_replaces_what_differs(
    nurseries, hand_in, preview, confirm
):
    ResourceVacancyFactory(resource=nurseries[0], age_class="1", counted_on=DAY, number=5)
    book = Workbook()
    for cells in (
        ["空き状況（10月）", None, None, None, None],
        LONG.split(","),
        ["H0", "第0園", dt.datetime(2025, 10, 1), "１歳児", 3],  # noqa: DTZ001 -- as Excel keeps them
        ["H0", "第0園", "令和7年10月1日", "全体", 4],
        ["※応相談のものは除く", None, None, None, None],
    ):
        book.active.append(cells)
    output = io.BytesIO()
    book.save(output)

    waiting = hand_in(output.getvalue(), "aki.xlsx")
    states = [line.state for line in preview(waiting)["preview"].lines]
    confirm(waiting)

    assert states == [State.CHANGED, State.NEW]
    assert picture() == [("第0園", "1", DAY, 3), ("第0園", "whole", DAY, 4)]
    assert ResourceVacancy.objects.filter(superseded_at__isnull=False).get().number == 5


def test_broken_rows_are_told_with_line_column_and_reason_and_the_rest_is_ready(
    nurseries, hand_in, preview, confirm
):
    rows = [
        {"ID": "H0", "名称": "第0園", "基準日": "R7.10.1", "対象": "0歳児", "空き": "2"},
        {"ID": "H1", "名称": "第1園", "基準日": "R7.13.1", "対象": "0歳児", "空き": "2"},
        {"ID": "H1", "名称": "第1園", "基準日": "R7.10.1", "対象": "9歳児", "空き": "2"},
        {"ID": "H1", "名称": "第1園", "基準日": "R7.10.1", "対象": "1歳児", "空き": "たくさん"},
        {"名称": "よその園", "基準日": "R7.10.1", "対象": "1歳児", "空き": "1"},
        {"ID": "H0", "名称": "第0園", "基準日": "R7.10.1", "対象": "0歳児", "空き": "9"},
        {"ID": "H0", "名称": "まちがい園", "基準日": "R7.10.1", "対象": "1歳児", "空き": "1"},
    ]
    waiting = hand_in(csv_of(LONG, *rows))

    lines = preview(waiting, "?state=broken")["page"].object_list
    told = [
        (line.row.line, each.column, each.reason) for line in lines for each in line.row.problems
    ]
    confirm(waiting)

    assert [(line, column) for line, column, _ in told] == [
        (3, "基準日"),
        (4, "対象"),
        (5, "空き"),
        (6, "行全体"),
        (7, "行全体"),
        (8, "行全体"),
    ]
    assert "名簿にありません" in told[3][2]
    assert "2行目と違う人数" in told[4][2]
    assert "番号「H0」は「第0園」のもの" in told[5][2]
    assert picture() == [("第0園", "0", DAY, 2)]


def test_two_places_of_one_name_are_told_apart_by_address_or_not_at_all(
    municipality, hand_in, preview
):
    for place in ("見本町1-1", "見本町2-2"):
        LocalResourceFactory(municipality=municipality, name="さくら園", address=place)
    titles = "名称,住所,全体"
    content = csv_of(
        titles,
        {"名称": "さくら園", "住所": "見本町２丁目２", "全体": "1"},
        {"名称": "さくら園", "全体": "1"},
    )

    first, second = preview(hand_in(content, dated_on="R7.10.1"))["preview"].lines

    assert first.resource.address == "見本町2-2"
    assert "2件あります" in second.row.problems[0].reason


def test_without_any_day_each_row_says_so(nurseries, hand_in, preview):
    lines = preview(hand_in(rows_wide()))["preview"].lines

    assert {line.state for line in lines} == {State.BROKEN}
    assert "いつの空きか分かりません" in lines[0].row.problems[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ファイルが空です。"),
        ("名称,住所\n甲,乙\n".encode(), "見出しの行が見つかりません。"),
        ("名称,全体\n".encode(), "見出しの下にデータの行がありません。"),
    ],
    ids=["empty", "header", "rows"],
)
def test_a_file_that_is_no_such_list_is_refused(hand_in, content, reason):
    answer = hand_in(content)

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_what_was_told_after_the_preview_is_not_overwritten_unseen(
    nurseries, hand_in, preview, client
):
    waiting = hand_in(rows_wide(), dated_on="R7.10.1")
    seen = preview(waiting)["preview"].digest
    ResourceVacancyFactory(resource=nurseries[0], age_class="0", counted_on=DAY, number=7)

    client.post(reverse("directory:vacancy_import_confirm", args=[waiting.pk]), {"seen": seen})

    assert picture() == [("第0園", "0", DAY, 7)]


def test_a_dropped_list_is_over(nurseries, hand_in, client, confirm):
    waiting = hand_in(rows_wide(), dated_on="R7.10.1")
    client.post(reverse("directory:vacancy_import_discard", args=[waiting.pk]))
    client.post(reverse("directory:vacancy_import_discard", args=[waiting.pk]))
    client.post(reverse("directory:vacancy_import_confirm", args=[waiting.pk]), {"seen": ""})

    page = client.get(reverse("directory:vacancy_import_detail", args=[waiting.pk]))
    assert "取り込まずに終わりました" in page.content.decode()
    assert picture() == []


def test_the_two_kinds_of_import_do_not_open_each_other(
    client_for, municipal_officer, municipality
):
    of_vacancies = ResourceImportFactory(municipality=municipality, content="vacancies")
    of_resources = ResourceImportFactory(municipality=municipality)
    client = client_for(municipal_officer)

    found = [
        client.get(reverse(f"directory:{name}", args=[waiting.pk])).status_code
        for name, waiting in (
            ("import_detail", of_vacancies),
            ("vacancy_import_detail", of_resources),
        )
    ]
    assert found == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_for_any_length(
    nurseries, hand_in, client, django_assert_num_queries, count
):
    rows = [{"名称": f"第{n}園", "0歳児": "1"} for n in range(count)]
    waiting = hand_in(csv_of("名称,0歳児", *rows), dated_on="R7.10.1")
    url = reverse("directory:vacancy_import_detail", args=[waiting.pk])
    client.get(url)

    with django_assert_num_queries(QUERIES):
        client.get(url)


QUERIES = 9
