"""What the finance clerk of the office has: a determination, sheets, and their print."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from subsidies.determination_actions import record_determination
from subsidies.facts import Query
from subsidies.judgement import judge_centers
from tests.print_factories import PrintFormFactory, PrintJobFactory
from tests.sheet_factories import (
    RepaymentFactory,
    SpendingImportFactory,
    WorksheetFactory,
    returned,
    submitted,
)


def worksheet_objects(center, officer):
    return {
        "determination": _determination(center, officer),
        **_sheets(center),
        **_printing(center),
    }


def _determination(center, officer):
    [judgement] = judge_centers([center], Query(dt.date(2025, 10, 1), stage="plan"))
    determination, _ = record_determination(
        judgement, fiscal_year=2025, by=officer, at=timezone.now()
    )
    return determination


def _sheets(center):
    """Prepared by others; `checksum` is what a page of the sheet sends back."""
    sheet = WorksheetFactory(center=center, stage="change")
    settled = submitted(WorksheetFactory(center=center, stage="settlement"))
    given_back = returned(WorksheetFactory(center=center, stage="change", fiscal_year=2024))
    return {
        "sheet": sheet,
        "returned_sheet": given_back,
        "returned_checksum": SimpleNamespace(pk=given_back.checksum),
        "checksum": SimpleNamespace(pk=sheet.checksum),
        "settled_sheet": settled,
        "repayment": RepaymentFactory(worksheet=settled, reason="金糸雀"),
        "spending_import": SpendingImportFactory(
            municipality=center.municipality, file_name="金糸雀"
        ),
    }


def _printing(center):
    """The form of a sheet, and a job that waits, one that is done, one that failed."""
    municipality, ended = center.municipality, timezone.now()  # files are kept for a time only
    over = {"municipality": municipality, "parts": 0, "finished_at": ended}
    return {
        "print_form": PrintFormFactory(municipality=municipality, title="金糸雀"),
        "print_job": PrintJobFactory(municipality=municipality),
        "done_job": PrintJobFactory(state="done", file=b"%PDF", file_bytes=4, **over),
        "failed_job": PrintJobFactory(state="failed", **over),
    }
