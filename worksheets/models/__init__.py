"""What the finance clerk's worksheets rest on and keep, one subject a file."""

from worksheets.models.amount import StandardAmount
from worksheets.models.amount_import import AmountImport
from worksheets.models.cost_share import CostShare
from worksheets.models.handling_choice import HandlingChoice
from worksheets.models.print_form import PrintForm
from worksheets.models.print_job import PrintJob, PrintJobPart
from worksheets.models.repayment import Repayment
from worksheets.models.spending import ComponentEntry, SpendingImport, SpendingItem
from worksheets.models.stage_deadline import StageDeadline
from worksheets.models.worksheet import Worksheet, WorksheetQuerySet, WorksheetStep

__all__ = [
    "AmountImport",
    "ComponentEntry",
    "CostShare",
    "HandlingChoice",
    "PrintForm",
    "PrintJob",
    "PrintJobPart",
    "Repayment",
    "SpendingImport",
    "SpendingItem",
    "StageDeadline",
    "StandardAmount",
    "Worksheet",
    "WorksheetQuerySet",
    "WorksheetStep",
]
