"""What the finance clerk has, for each center of the world."""

import datetime as dt

from django.utils import timezone

from subsidies.actions import create_judgement_sheet
from subsidies.determination_actions import record_determination
from subsidies.facts import Query
from subsidies.judgement import judge_centers
from tests.amount_factories import AmountImportFactory, StandardAmountFactory
from tests.print_factories import PrintJobFactory
from tests.sheet_factories import (
    ComponentEntryFactory,
    RepaymentFactory,
    SpendingImportFactory,
    StageDeadlineFactory,
    WorksheetFactory,
    submitted,
)
from worksheets.models import StageDeadline, StandardAmount


def worksheet_objects(center, author):
    """Amounts, what was judged, sheets and their print."""
    municipality = center.municipality
    return {
        "judgement_sheet": _judgement_sheet(center, author),
        "determination": _determination(center, author),
        "standard_amount": StandardAmount.objects.filter(municipality=municipality).first()
        or StandardAmountFactory(municipality=municipality),
        "amount_import": AmountImportFactory(municipality=municipality),
        "print_job": PrintJobFactory(municipality=municipality, requested_by=author),
        **_sheets(center, author),
    }


def _sheets(center, author):
    """Of the change of application, so that preparing those of the application meets none."""
    municipality, stage = center.municipality, {"stage": "change"}
    settled = submitted(WorksheetFactory(center=center, prepared_by=author, stage="settlement"))
    return {
        "sheet": WorksheetFactory(center=center, prepared_by=author, **stage),
        "repayment": RepaymentFactory(worksheet=settled, recorded_by=author),
        "stage_deadline": StageDeadline.objects.filter(municipality=municipality).first()
        or StageDeadlineFactory(municipality=municipality, **stage),
        "component_entry": ComponentEntryFactory(center=center, recorded_by=author, **stage),
        "spending_import": SpendingImportFactory(municipality=municipality, uploaded_by=author),
    }


def _judgement_sheet(center, author):
    [judgement] = judge_centers([center], Query(day=dt.date(2025, 10, 1), stage="actual"))
    sheet, _ = create_judgement_sheet(judgement, fiscal_year=2025, by=author, at=timezone.now())
    return sheet


def _determination(center, author):
    [judgement] = judge_centers([center], Query(day=dt.date(2025, 10, 1), stage="plan"))
    determination, _ = record_determination(
        judgement, fiscal_year=2025, by=author, at=timezone.now()
    )
    return determination
