"""国・都道府県・市町村の額: the shares of the grant base; the municipality bears the rest."""

from dataclasses import dataclass
from fractions import Fraction

from worksheets.calculation.handling import (
    CLERK,
    NATIONAL,
    PREFECTURAL,
    Rounding,
    rounding_of_grant,
)
from worksheets.calculation.shapes import Case, Figure, Line, Missing

CLAUSES = {NATIONAL: "子ども・子育て支援法68条の2", PREFECTURAL: "子ども・子育て支援法67条の2"}
LABELS = {NATIONAL: "国庫補助額", PREFECTURAL: "都道府県補助額"}
WORDS = {NATIONAL: "国の割合", PREFECTURAL: "都道府県の割合"}
EXCEEDS = "国と都道府県の額の合計が交付基本額を上回っています。端数処理を確かめてください。"


@dataclass(frozen=True)
class Subsidies:
    national: Line
    prefectural: Line
    municipal: Line

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.national, self.prefectural, self.municipal


def subsidies_of(case: Case, base: Line) -> Subsidies:
    """The three parts of the grant base; each line says what it lacks."""
    national = _grant(case, base, NATIONAL)
    prefectural = _grant(case, base, PREFECTURAL)
    return Subsidies(national, prefectural, _rest(case, base, national, prefectural))


def _grant(case: Case, base: Line, grantor: str) -> Line:
    share = None if case.shares is None else getattr(case.shares, grantor)
    exact = None if share is None or base.amount is None else base.amount * Fraction(share)
    rounding = rounding_of_grant(grantor, case.handling, Fraction(0) if exact is None else exact)
    missing = _missing(case, base, rounding)
    formula = f"交付基本額 × {WORDS[grantor]}"
    return Line(
        key=f"{case.center_type}.total.{grantor}",
        label=LABELS[grantor],
        clause=CLAUSES[grantor],
        formula=f"{formula}（{rounding.words}）" if rounding.words else formula,
        figures=(
            Figure("交付基本額", base.amount, "円"),
            *((Figure(WORDS[grantor], share, "", case.shares.origin),) if case.shares else ()),
            *rounding.figures,
        ),
        amount=None if missing or exact is None else rounding.of(exact),
        missing=missing,
    )


def _missing(case: Case, base: Line, rounding: Rounding) -> tuple[Missing, ...]:
    shares = () if case.shares else (Missing("負担割合", CLERK),)
    return tuple(dict.fromkeys((*base.missing, *shares, *rounding.missing)))


def _rest(case: Case, base: Line, national: Line, prefectural: Line) -> Line:
    parts = (base, national, prefectural)
    missing = tuple(dict.fromkeys(each for line in parts for each in line.missing))
    amounts = [line.amount for line in parts]
    rest = None
    if None not in amounts:
        whole, *granted = [amount for amount in amounts if amount is not None]
        rest = whole - sum(granted)
    return Line(
        key=f"{case.center_type}.total.municipal",
        label="市町村負担額",
        clause="子ども・子育て支援法65条6号",
        formula="交付基本額 － 国庫補助額 － 都道府県補助額",
        figures=tuple(Figure(line.label, line.amount, "円") for line in parts),
        amount=rest,
        missing=missing,
        flags=(EXCEEDS,) if rest is not None and rest < 0 else (),
    )
