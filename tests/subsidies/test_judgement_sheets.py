"""判定書: frozen when made, printed alike afterwards, never with a client's name."""

import datetime as dt
import io
import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from subsidies.actions import PublishedOtherwiseError, digest_of, publish_version
from subsidies.judge.versions import load_versions
from subsidies.models import JudgementSheet, RuleVersion, Snapshot
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
)

SPECIAL_NAME = "葛󠄀城・𠮷野ひろば"


@pytest.fixture
def published_versions():
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())


@pytest.fixture
def night_center(municipality, published_versions):
    center = CenterFactory(municipality=municipality, name=SPECIAL_NAME)
    CenterDesignationFactory(center=center)
    MunicipalityFactFactory(municipality=municipality)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(13), closes_at=dt.time(20)
        )
    return center


def create(client, center, **data):
    url = reverse("subsidies:judgement_sheet_create", args=[center.pk, 2025])
    return client.post(url, {"type": "basic", "date": "2025-10-01", "stage": "actual"} | data)


def pdf_text(response):
    reader = PdfReader(io.BytesIO(response.content))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.fixture
def judgement_sheet(night_center, finance_clerk, client_for):
    create(client_for(finance_clerk), night_center)
    return JudgementSheet.objects.get()


def test_sheet_shows_year_version_results_and_no_amount(judgement_sheet, finance_clerk, client_for):
    response = client_for(finance_clerk).get(
        reverse("subsidies:judgement_sheet_detail", args=[judgement_sheet.pk])
    )

    text = unescape(response.content.decode())
    assert "令和7年度" in text
    assert "こ成環第105号" in text
    assert "未登録" in text
    assert "18時以降に2時間以上開所する日は週3日です（基準：週3日以上）。" in text
    assert judgement_sheet.digest in text
    assert f"S-{judgement_sheet.snapshot_id:08d}" in text


def test_pressing_the_button_twice_makes_one_sheet(
    judgement_sheet, night_center, finance_clerk, client_for
):
    client = client_for(finance_clerk)

    again = create(client, night_center)
    page = client.get(again.url).content.decode()
    assert again.url == reverse("subsidies:judgement_sheet_detail", args=[judgement_sheet.pk])
    assert f"同じ内容の判定書（{judgement_sheet}）が既にあるため" in page
    assert Snapshot.objects.count() == JudgementSheet.objects.count() == 1

    OpeningHoursFactory(center=night_center, weekday=4, opens_at=dt.time(13), closes_at=dt.time(20))
    create(client, night_center)
    assert JudgementSheet.objects.count() == 2


def test_pdf_prints_what_the_screen_shows(judgement_sheet, finance_clerk, client_for):
    response = client_for(finance_clerk).get(
        reverse("subsidies:judgement_sheet_pdf", args=[judgement_sheet.pk])
    )

    text = pdf_text(response)
    assert response["Content-Type"] == "application/pdf"
    assert "内部確認用" in text
    assert "4(1)④オ(ア)" in text
    assert "18時以降に2時間以上開所する日は週3日です（基準：週3日以上）。" in text
    assert "未登録" in text
    assert judgement_sheet.digest in text
    assert re.search(r"1/\d+ページ", text)
    assert SPECIAL_NAME in text


def test_pdf_is_the_same_after_the_records_have_changed(
    judgement_sheet, night_center, finance_clerk, client_for
):
    url = reverse("subsidies:judgement_sheet_pdf", args=[judgement_sheet.pk])
    client = client_for(finance_clerk)
    before = pdf_text(client.get(url))

    ConsultationFactory(center=night_center)
    night_center.name = "改称後"
    night_center.save()

    assert pdf_text(client.get(url)) == before


def test_sheet_rests_on_the_facts_and_the_version_it_was_made_with(judgement_sheet):
    assert judgement_sheet.rule_version.code == "R7"
    assert judgement_sheet.snapshot.facts["opening"]["weekly"][0] == ["mon", "13:00", "20:00"]
    assert judgement_sheet.snapshot.digest == digest_of(judgement_sheet.snapshot.facts)
    assert judgement_sheet.digest == digest_of(
        {"sheet": judgement_sheet.content, "snapshot": judgement_sheet.snapshot.digest}
    )


def test_a_year_without_the_text_prints_that_it_is_not_held(
    night_center, finance_clerk, client_for
):
    url = reverse("subsidies:judgement_sheet_create", args=[night_center.pk, 2024])
    client = client_for(finance_clerk)
    client.post(url, {"type": "basic", "date": "2024-10-01", "stage": "actual"})

    judgement_sheet = JudgementSheet.objects.get()
    text = pdf_text(client.get(reverse("subsidies:judgement_sheet_pdf", args=[judgement_sheet.pk])))
    assert "要綱本文未登録" in text
    assert "満たす" not in text


@pytest.mark.parametrize("model", [RuleVersion, Snapshot, JudgementSheet])
def test_what_was_published_never_changes_even_by_sql(judgement_sheet, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=model.objects.latest("pk").pk).delete()


@pytest.mark.parametrize(
    "data",
    [{"date": "2026-04-01"}, {"date": "令和7年2月30日"}, {"type": "specific"}, {"type": ""}],
)
def test_a_request_that_cannot_be_judged_makes_no_sheet(
    night_center, finance_clerk, client_for, data
):
    response = create(client_for(finance_clerk), night_center, **data)

    assert response.status_code == 422
    assert "判定書を作成できませんでした" in response.content.decode()
    assert not JudgementSheet.objects.exists()


@pytest.mark.parametrize(
    "role", ["consultant", "chief_coordinator", "municipal_officer", "auditor", "contractor"]
)
def test_only_finance_makes_sheets(night_center, client_for, request, role):
    response = create(client_for(request.getfixturevalue(role)), night_center)

    assert response.status_code == 403
    assert not JudgementSheet.objects.exists()


def test_sheets_of_another_municipality_do_not_exist(judgement_sheet, client_for):
    other = CenterFactory()
    from tests.conftest import _user_with  # noqa: PLC0415 -- one more clerk, elsewhere

    client = client_for(_user_with("finance_clerk", other.municipality))

    assert (
        client.get(
            reverse("subsidies:judgement_sheet_detail", args=[judgement_sheet.pk])
        ).status_code
        == 404
    )
    assert (
        client.get(reverse("subsidies:judgement_sheet_pdf", args=[judgement_sheet.pk])).status_code
        == 404
    )
    assert (
        list(client.get(reverse("subsidies:judgement_sheet_list")).context["judgement_sheets"])
        == []
    )


def test_auditor_reads_the_list(judgement_sheet, auditor, client_for):
    response = client_for(auditor).get(reverse("subsidies:judgement_sheet_list"))

    assert list(response.context["judgement_sheets"]) == [judgement_sheet]


def test_publishing_again_changes_nothing_and_other_content_is_refused(published_versions):
    [version] = [version for version in load_versions() if version.code == "R7"]

    published, is_new = publish_version(version, by=None, at=timezone.now())
    assert (published.code, is_new) == ("R7", False)

    from dataclasses import replace  # noqa: PLC0415 -- used here alone

    with pytest.raises(PublishedOtherwiseError):
        publish_version(replace(version, title="別の内容"), by=None, at=timezone.now())
