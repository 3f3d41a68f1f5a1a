"""What the finance clerk's worksheets rest on and keep, one subject a file."""

from worksheets.models.amount import StandardAmount
from worksheets.models.amount_import import AmountImport
from worksheets.models.cost_share import CostShare
from worksheets.models.handling_choice import HandlingChoice

__all__ = ["AmountImport", "CostShare", "HandlingChoice", "StandardAmount"]
