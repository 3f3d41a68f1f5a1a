"""Amounts in words for pages and lists: 1,200円, △300円."""

from collections.abc import Mapping
from typing import Any

from worksheets.calculation.claims import STATUS_WORDS
from worksheets.components import category_labels

UNREGISTERED = "未登録"
NOT_CLAIMED = "not_claimed"
CLAIM_LABELS = STATUS_WORDS


def yen(amount: int | None) -> str:
    """△ before what is less than nothing; 未登録 where nobody knows."""
    if amount is None:
        return UNREGISTERED
    return f"△{-amount:,}円" if amount < 0 else f"{amount:,}円"


def category_word(row: Mapping[str, Any]) -> str:
    """区分 of a claim or of spending, in the words that its sheet has kept if it is a sheet's."""
    code = row["category"]
    return str(row.get("category_label") or category_labels().get(code, code))


def status_word(row: Mapping[str, Any]) -> str:
    """The word on a claim or a condition, likewise."""
    return str(row.get("status_label") or CLAIM_LABELS.get(row["status"], row["status"]))
