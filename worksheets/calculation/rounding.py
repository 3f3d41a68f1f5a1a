"""端数処理, exact: a part of a unit is cut, rounded at the half or taken up."""

from fractions import Fraction
from math import ceil, floor

HALF = Fraction(1, 2)
MODE_WORDS = {"floor": "切り捨て", "half_up": "四捨五入", "ceil": "切り上げ"}


def rounded(exact: Fraction | int, *, unit: int, mode: str) -> int:
    """To a multiple of `unit` yen. Raises ValueError for a mode that is none."""
    parts = Fraction(exact) / unit
    match mode:
        case "floor":
            return floor(parts) * unit
        case "half_up":
            return floor(parts + HALF) * unit
        case "ceil":
            return ceil(parts) * unit
    raise ValueError(f"{mode} is no mode of rounding")


def rounding_words(unit: int, mode: str) -> str:
    """1,000円未満切り捨て."""
    return f"{unit:,}円未満{MODE_WORDS[mode]}"
