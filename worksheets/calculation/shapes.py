"""What a calculation takes and what it answers: plain values, no database, clock or request.

Money is whole yen (`int`); whatever is divided is a `Fraction`. None is never zero: it says that
the figure is not registered, not entered or not decided, and `missing` says so in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: in words, and the address of the page that shows it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Missing:
    """What a line lacks, who can supply it and by when (None: no day is set)."""

    what: str
    who: str
    by: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """One term of a line: 単価 1,000,000円, 12か月 …"""

    label: str
    value: int | Fraction | str | None
    unit: str = ""
    origin: Origin = Origin("")


@dataclass(frozen=True)
class Line:
    """One step of the calculation, in the order in which it is printed."""

    key: str  # stable between stages: "family_center.base.amount"
    label: str
    clause: str  # number and clause of the notice or guideline; empty for plain sums
    formula: str  # in words
    figures: tuple[Figure, ...]
    amount: int | None  # yen; None exactly where `missing` is not empty
    missing: tuple[Missing, ...] = ()
    level: int = 0  # 0: total, 1: category, 2: component
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One component of a center's grant base, and whether it is claimed.

    `status` is the judgement's word (met, not_met, unknown, not_applicable), or not_claimed where
    the municipality leaves it out, or stated where the judgement is open and the municipality states
    it with a source; a component that no rule judges (開設準備経費 …) has the word of whoever entered
    it. `quantity` counts `unit`: places, persons, hours. A claim that is not met, not applicable or
    left out has amount 0 and says why; it has no quantity, months or unit amount.
    """

    component: str
    label: str
    category: str
    clause: str
    status: str
    quantity: Fraction | None
    unit: str
    size_class: str = ""
    unit_amount: int | None = None
    months: int | None = None  # months of the year that count; None: part of a year, rule not set
    quantity_figures: tuple[Figure, ...] = ()
    amount_origin: Origin = Origin("")
    status_origin: Origin = Origin("")
    missing: tuple[Missing, ...] = ()
    flags: tuple[str, ...] = ()
    per: str = "year"  # the unit amount is for a "year", a "month" or "once"


@dataclass(frozen=True)
class Spending:
    """対象経費 and income of one category (区分), in yen; None: not entered."""

    category: str
    eligible: int | None  # 対象経費の実支出額, before the settlement the amount planned
    total: int | None  # 総事業費
    income: int | None  # 寄附金その他の収入額
    origin: Origin = Origin("")


@dataclass(frozen=True)
class Shares:
    """負担割合 of a year and type; the municipality bears the rest."""

    national: Fraction
    prefectural: Fraction
    origin: Origin


@dataclass(frozen=True)
class Handling:
    """取扱い: how the municipality rounds, counts part years and compares. None: not set.

    `rounding_unit` 1 | 10 | 100 | 1000 yen; `rounding_mode` "floor" | "half_up" | "ceil";
    `rounding_step` "subsidy" (only the grant) | "category" | "component"; `second_comparison`
    "category" | "total"; `part_year` "monthly" | "full"; `prefectural_rounding` "same" | "none".
    The grants are rounded at every step; "category" and "component" say what is rounded besides.
    `yen_rounding` (a mode) is asked only where a part of a yen is left that no step rounds;
    `part_month` "started" | "complete" only where a part of a month is to be counted.
    """

    rounding_unit: int | None = None
    rounding_mode: str | None = None
    rounding_step: str | None = None
    part_year: str | None = None
    second_comparison: str | None = None
    prefectural_rounding: str | None = None
    yen_rounding: str | None = None
    part_month: str | None = None
    origins: dict[str, Origin] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Everything that the calculation of one center's type and stage needs."""

    center_type: str
    fiscal_year: int
    claims: tuple[Claim, ...]
    spending: tuple[Spending, ...]
    shares: Shares | None
    handling: Handling
    has_amounts: bool = True  # any standard amount of the type is registered for the year


@dataclass(frozen=True)
class Outcome:
    """The ordered lines and the figures that other pages need."""

    lines: tuple[Line, ...]
    standard_amount: int | None  # 補助基準額
    grant_base: int | None  # 交付基本額
    national: int | None
    prefectural: int | None
    municipal: int | None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Each thing that is missing, once, in the order of the lines."""
        return tuple(dict.fromkeys(m for line in self.lines for m in line.missing))

    @property
    def is_complete(self) -> bool:
        return not self.missing


def total_of(amounts: Sequence[int | None]) -> int | None:
    """The sum, or None as soon as one of them is unknown: a partial sum is no total."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
