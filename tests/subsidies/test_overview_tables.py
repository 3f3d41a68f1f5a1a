"""The tables of the dashboard as CSV."""

import csv
import datetime as dt
import io

from django.urls import reverse
from django.utils import timezone

from consultations.enums import Method
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    OpenDayFactory,
    TopicFactory,
)

URL = reverse("subsidies:dashboard")
LAST_YEAR = {"fiscal_year": "2025"}  # over: the day of reference is 31 March 2026


def csv_of(client, table, **query):
    response = client.get(URL, {**LAST_YEAR, **query, "csv": table})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        f'attachment; filename="tsunagi_{table}_20260331.csv"'
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_centers_as_csv(client_for, finance_clerk, municipality):
    center = CenterFactory(municipality=municipality, name="=HYPERLINK()")
    CenterDesignationFactory(center=center)
    ConsultationFactory.create_batch(9, center=center)
    for day in (1, 2):
        OpenDayFactory(center=center, held_on=dt.date(2025, 10, day))

    headings, row = csv_of(client_for(finance_clerk), "centers")

    assert headings[:5] == ["年度", "基準日", "センター番号", "センター名", "類型"]
    assert row == [
        "令和7年度", "2026-03-31", center.code, "'=HYPERLINK()", "基本型（Ⅰ型）",
        "9", "2", "4.50", "5.00", "満たさない", "1", "0",
    ]  # fmt: skip


def test_the_months_as_csv(client_for, finance_clerk, center):
    on_the_first = dt.datetime(2025, 4, 1, 10, tzinfo=timezone.get_default_timezone())
    ConsultationFactory.create_batch(2, center=center, occurred_at=on_the_first)

    headings, april, *others = csv_of(client_for(finance_clerk), "months")

    assert headings == ["年度", "基準日", "月", "令和7年度（件）", "令和6年度（件）"]
    assert april == ["令和7年度", "2026-03-31", "4月", "2", ""]
    assert len(others) == 11


def test_methods_and_topics_as_csv(client_for, finance_clerk, center):
    topics = [TopicFactory(code="01", label="保育")]
    ConsultationFactory.create_batch(2, center=center, topics=topics, method=Method.PHONE)
    client = client_for(finance_clerk)

    methods, topics = csv_of(client, "methods"), csv_of(client, "topics")

    assert methods[0] == ["年度", "基準日", "相談方法", "件数（件）"]
    assert methods[1] == ["令和7年度", "2026-03-31", "電話", "2"]
    assert topics[1:] == [["令和7年度", "2026-03-31", "保育", "2"]]


def test_the_export_reaches_no_further_than_the_screen(client_for, consultant, center):
    neighbour = CenterFactory(municipality=center.municipality)
    ConsultationFactory(center=neighbour)

    rows = csv_of(client_for(consultant), "centers")

    assert [row[2] for row in rows[1:]] == [center.code]


def test_an_unknown_table_is_not_found(client_for, finance_clerk, center):
    assert client_for(finance_clerk).get(URL, {"csv": "names"}).status_code == 404
