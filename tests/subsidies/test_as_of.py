"""Two axes of time: the day whose facts are asked for, and what the office knew when."""

import datetime as dt
import json
from decimal import Decimal
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from centers.enums import ActivityKind, FactKind
from staffing.enums import Course
from subsidies.models import JudgementSheet
from tests.factories import (
    ActivityPlanFactory,
    CareerRecordFactory,
    CenterDesignationFactory,
    LicenceFactory,
    MunicipalityFactFactory,
    PostingFactory,
    TrainingRecordFactory,
)
from tests.subsidies.determinations import judge_one, publish

JAPAN = dt.timezone(dt.timedelta(hours=9))
ASKED_FOR = dt.date(2025, 6, 25)
TRAINED = dt.date(2025, 6, 20)
ENTERED = dt.datetime(2025, 7, 10, 9, tzinfo=JAPAN)
BEFORE, AFTER = dt.datetime(2025, 7, 1, 9, tzinfo=JAPAN), dt.datetime(2025, 7, 31, 9, tzinfo=JAPAN)
DEDICATED = "basic.staff.dedicated"


@pytest.fixture
def staffed_center(center):
    """One dedicated person, whose training of 20 June was entered on 10 July."""
    CenterDesignationFactory(center=center)
    posting = PostingFactory(center=center)
    LicenceFactory(staff_member=posting.staff_member)
    CareerRecordFactory(staff_member=posting.staff_member)
    for kind in (FactKind.EXPERIENCE_MONTHS_LICENSED, FactKind.EXPERIENCE_MONTHS_OTHER):
        MunicipalityFactFactory(
            municipality=center.municipality, kind=kind, holds=None, value=Decimal(12)
        )
    ActivityPlanFactory(center=center, kind=ActivityKind.EXISTING_STAFF_ONLY, is_carried_out=False)
    for course in (Course.BASIC_COURSE, Course.BASIC_TYPE_COURSE):
        TrainingRecordFactory(
            staff_member=posting.staff_member,
            course=course,
            completed_on=TRAINED,
            recorded_at=ENTERED,
        )
    return center


def status(judgement):
    return str(judgement.result(DEDICATED).overall)


@pytest.mark.parametrize(
    ("known_at", "expected"), [(BEFORE, "unknown"), (AFTER, "met"), (None, "met")]
)
def test_a_training_counts_from_the_day_it_was_known(staffed_center, known_at, expected):
    assert status(judge_one(staffed_center, day=ASKED_FOR, known_at=known_at)) == expected


@pytest.mark.parametrize("day", [TRAINED - dt.timedelta(days=1), TRAINED])
def test_the_day_of_the_law_is_the_other_axis(staffed_center, day):
    judgement = judge_one(staffed_center, day=day, known_at=AFTER)

    assert status(judgement) == ("met" if day == TRAINED else "not_met")


def page(client, center, **asked):
    url = reverse("subsidies:center_supplements", args=[center.pk, 2025])
    return client.get(url, {"date": "令和7年6月25日"} | asked)


@pytest.mark.parametrize(
    ("typed", "shown", "expected"),
    [
        ("令和7年7月1日 9:00", "令和7年7月1日 9:00", "unknown"),
        ("R7.7.1", "R7.7.1", "unknown"),
        ("2025-07-10T08:59:00+09:00", "令和7年7月10日 8:59", "unknown"),
        ("令和7年7月10日9時", "令和7年7月10日9時", "met"),
        ("R７.7.31", "R７.7.31", "met"),  # noqa: RUF001 -- as an IME writes it
        ("", "", "met"),
    ],
)
def test_the_page_and_the_command_answer_alike(
    staffed_center, finance_clerk, client_for, typed, shown, expected
):
    response = page(client_for(finance_clerk), staffed_center, known_at=typed)

    [part] = response.context["judgements"]
    assert status(part.judgement) == expected
    assert f'name="known_at" value="{shown}"' in unescape(response.content.decode()) or not shown
    moment = response.context["query"].known_at
    said = StringIO()
    known_at = ["--known-at", moment.isoformat()] if moment else []
    call_command("facts", staffed_center.code, "--date=2025-06-25", *known_at, stdout=said)
    case = next(each for each in json.loads(said.getvalue()) if each["target"] == DEDICATED)
    assert case["facts"] == part.judgement.facts.facts


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("きのう", "日付"),
        ("令和7年7月1日 25:00", "25:00という時刻はありません"),
        ("2025-07-01T99:99", "時刻"),
        ("令和90年1月1日 9:00", "入力してください"),
        ("R9.3.1 9:00", "現在より前の日時を入力してください。"),
    ],
)
def test_what_is_no_moment_of_the_past_is_said_and_kept(
    staffed_center, finance_clerk, client_for, typed, message
):
    response = page(client_for(finance_clerk), staffed_center, known_at=typed)

    text = unescape(response.content.decode())
    assert message in " ".join(response.context["form"].errors["known_at"])
    assert f'value="{typed}"' in text
    assert response.context["judgements"] == []


def test_today_without_a_time_is_now(staffed_center, finance_clerk, client_for):
    today = timezone.localdate()

    response = page(client_for(finance_clerk), staffed_center, known_at=today.isoformat())

    assert response.context["query"].known_at <= timezone.now()


def test_the_list_carries_both_axes_to_the_center(staffed_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(
        reverse("subsidies:supplement_list"),
        {"fiscal_year": 2025, "date": "2025-06-25", "known_at": "2025-07-01T09:00"},
    )

    assert response.context["search"] == (
        "?date=2025-06-25&stage=actual&known_at=2025-07-01T09%3A00%3A00%2B09%3A00"
    )


def test_a_sheet_of_earlier_records_says_so(staffed_center, finance_clerk, client_for):
    publish()
    client = client_for(finance_clerk)
    url = reverse("subsidies:judgement_sheet_create", args=[staffed_center.pk, 2025])

    made = client.post(
        url, {"type": "basic", "date": "2025-06-25", "known_at": "2025-07-01T09:00:00+09:00"}
    )

    assert JudgementSheet.objects.get().content["known_at"] == "令和7年7月1日 9:00"
    assert "令和7年7月1日 9:00時点の記録" in client.get(made.url).content.decode()
