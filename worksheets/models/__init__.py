"""What a municipality claims for a fiscal year, one subject a file."""

from worksheets.models.repayment import Repayment
from worksheets.models.spending import ComponentEntry, SpendingImport, SpendingItem
from worksheets.models.stage_deadline import StageDeadline
from worksheets.models.worksheet import Worksheet, WorksheetQuerySet, WorksheetStep

__all__ = [
    "ComponentEntry",
    "Repayment",
    "SpendingImport",
    "SpendingItem",
    "StageDeadline",
    "Worksheet",
    "WorksheetQuerySet",
    "WorksheetStep",
]
