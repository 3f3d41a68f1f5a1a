"""Amounts in words for pages and lists: 1,200円, △300円."""

from worksheets.calculation.claims import STATUS_WORDS

UNREGISTERED = "未登録"
NOT_CLAIMED = "not_claimed"
CLAIM_LABELS = STATUS_WORDS


def yen(amount: int | None) -> str:
    """△ before what is less than nothing; 未登録 where nobody knows."""
    if amount is None:
        return UNREGISTERED
    return f"△{-amount:,}円" if amount < 0 else f"{amount:,}円"
