"""The stage that a clerk's first page opens with."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from shared.fiscal_year import FiscalYear
from tests.sheet_factories import StageDeadlineFactory, WorksheetFactory, content_of, submitted
from worksheets.enums import WorksheetStage
from worksheets.stage_in_work import stage_in_work

APPLICATION, CHANGE, SETTLEMENT = WorksheetStage


@pytest.fixture
def days(municipality):
    """Of a year and the next, as a prefecture sets them."""
    for fiscal_year, stage, day in (
        (2025, APPLICATION, dt.date(2025, 6, 30)),
        (2025, CHANGE, dt.date(2026, 1, 15)),
        (2025, SETTLEMENT, dt.date(2026, 5, 20)),
        (2026, APPLICATION, dt.date(2026, 7, 10)),
    ):
        StageDeadlineFactory(
            municipality=municipality,
            fiscal_year=fiscal_year,
            stage=stage,
            supply_by=day,
            submit_by=day,
        )


def total_of(municipality, center, *, fiscal_year, stage):
    return submitted(
        WorksheetFactory(
            center=None,
            municipality=municipality,
            center_type="",
            fiscal_year=fiscal_year,
            stage=stage,
            content=content_of(center) | {"kind": "municipality", "center": None},
        )
    )


@pytest.mark.usefixtures("days")
class TestNearest:
    @pytest.mark.parametrize(
        ("today", "found"),
        [
            (dt.date(2025, 5, 1), (2025, APPLICATION)),
            (dt.date(2025, 12, 1), (2025, CHANGE)),
            (dt.date(2026, 4, 20), (2025, SETTLEMENT)),
            (dt.date(2026, 5, 25), (2025, SETTLEMENT)),  # over, and still not submitted
            (dt.date(2026, 7, 1), (2026, APPLICATION)),
            (dt.date(2028, 5, 1), (2028, APPLICATION)),  # those days are too long ago
        ],
    )
    def test_the_day_that_is_nearest(self, municipality, today, found):
        assert stage_in_work(municipality, today) == found

    def test_a_stage_whose_total_is_submitted_is_over(self, municipality, center):
        total_of(municipality, center, fiscal_year=2025, stage=SETTLEMENT)

        assert stage_in_work(municipality, dt.date(2026, 5, 25)) == (2026, APPLICATION)

    def test_another_municipality_has_its_own_days(self):
        elsewhere = StageDeadlineFactory(stage=CHANGE).municipality

        assert stage_in_work(elsewhere, dt.date(2026, 5, 25)) == (2025, CHANGE)


def test_without_days_it_is_the_first_application_of_the_year(municipality):
    assert stage_in_work(municipality, dt.date(2026, 3, 31)) == (2025, APPLICATION)


def test_the_first_page_leads_there(client_for, finance_clerk, municipality):
    today = timezone.localdate()
    year = FiscalYear.of(today).year
    StageDeadlineFactory(
        municipality=municipality,
        fiscal_year=year,
        stage=SETTLEMENT,
        supply_by=today,
        submit_by=today,
    )

    answer = client_for(finance_clerk).get(reverse("worksheets:stage_choice"))

    assert answer.url == reverse(
        "worksheets:stage_list", args=[municipality.pk, year, SETTLEMENT.value]
    )
