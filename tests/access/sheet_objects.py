"""The sheets of the world, and what is entered beside them."""

from tests.sheet_factories import (
    ComponentEntryFactory,
    RepaymentFactory,
    SpendingImportFactory,
    StageDeadlineFactory,
    WorksheetFactory,
    submitted,
)
from worksheets.models import StageDeadline


def sheets_of(center, author):
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
