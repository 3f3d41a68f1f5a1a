"""Which stage a clerk is at work on: that whose day is nearest."""

from datetime import date

from centers.models import Municipality
from shared.fiscal_year import FiscalYear
from worksheets.enums import WorksheetStage
from worksheets.models import StageDeadline, Worksheet


def stage_in_work(municipality: Municipality, today: date) -> tuple[int, WorksheetStage]:
    """The year and stage, of this year or the last, whose 提出の期限 is nearest and whose total is
    not submitted, be it over or to come; without any the first application of this year."""
    year = FiscalYear.of(today)
    among = {"municipality": municipality, "fiscal_year__in": (year.year, year.previous.year)}
    totals = Worksheet.objects.submitted().filter(center=None, **among)
    over = set(totals.values_list("fiscal_year", "stage"))
    days = StageDeadline.objects.current().filter(**among)
    found = [
        (abs(submit_by - today), -of_year, stage)
        for of_year, stage, submit_by in days.values_list("fiscal_year", "stage", "submit_by")
        if (of_year, stage) not in over
    ]
    if not found:
        return year.year, WorksheetStage.APPLICATION
    _, of_year, stage = min(found)
    return -of_year, WorksheetStage(stage)
