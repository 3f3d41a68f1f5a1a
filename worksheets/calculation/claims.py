"""内訳の行: one claim as a line, 単価 × 数量 × 月数, or why nothing is claimed."""

from dataclasses import dataclass
from fractions import Fraction

from worksheets.calculation.handling import (
    CLERK,
    Rounding,
    handling_missing,
    rounding_at,
    rounding_to_yen,
)
from worksheets.calculation.shapes import Claim, Figure, Handling, Line, Missing

MET, STATED = "met", "stated"
NOTHING = {
    "not_met": "要件を満たさないため、計上しない。",
    "not_applicable": "対象外のため、計上しない。",
    "not_claimed": "申請しないため、計上しない。",
}
STATUS_WORDS = {
    "met": "満たす",
    "not_met": "満たさない",
    "unknown": "要確認",
    "not_applicable": "対象外",
    "not_claimed": "申請しない",
    STATED: "要確認（入力により計上）",
}
YEAR, MONTH, ONCE = "year", "month", "once"
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class _Product:
    """単価 × 数量 × 月数, exact, in words and figures."""

    exact: Fraction
    formula: str


def claim_line(claim: Claim, handling: Handling, *, key: str, level: int) -> Line:
    """The line of one claim. Raises ValueError for a claim per nobody knows what."""
    if claim.per not in {YEAR, MONTH, ONCE}:
        raise ValueError(f"{claim.component}: a unit amount per {claim.per}")
    missing: tuple[Missing, ...] = ()
    product, rounding = None, Rounding()
    formula = NOTHING.get(claim.status, "")
    if not formula:
        missing = _missing(claim)
        product = None if missing else _product(claim)
        formula = _formula(claim)
    if product is not None:
        rounding = rounding_at("component", handling)
        if not rounding.applies:
            rounding = rounding_to_yen(handling, product.exact)
        missing = rounding.missing
        formula = f"{formula}（{rounding.words}）" if rounding.words else formula
    amount = 0 if claim.status in NOTHING else None
    if product is not None and not missing:
        amount = rounding.of(product.exact)
    return Line(
        key=key,
        label=claim.label,
        clause=claim.clause,
        formula=formula,
        figures=(*_figures(claim), *rounding.figures),
        amount=amount,
        missing=missing,
        level=level,
        flags=claim.flags,
    )


def _missing(claim: Claim) -> tuple[Missing, ...]:
    """What the claim says that it lacks; else what can be seen to be absent."""
    if claim.missing:
        return claim.missing
    if claim.status not in {MET, STATED}:
        return (Missing(f"{claim.label}の判定", "センター・所管課"),)
    absent = []
    if claim.unit_amount is None:
        absent.append(Missing(f"{claim.label}の基準額（未登録）", CLERK))
    if claim.quantity is None:
        absent.append(Missing(f"{claim.label}の数（{claim.unit}）", "センター・所管課"))
    if claim.months is None and claim.per != ONCE:
        absent.append(handling_missing("part_year"))
    return tuple(absent)


def _product(claim: Claim) -> _Product | None:
    if claim.unit_amount is None or claim.quantity is None:
        return None
    exact = claim.unit_amount * claim.quantity
    if claim.per != ONCE and claim.months is not None:
        exact *= Fraction(claim.months, MONTHS_OF_A_YEAR if claim.per == YEAR else 1)
    return _Product(Fraction(exact), _formula(claim))


def _formula(claim: Claim) -> str:
    """In words; the months are told only where they change anything."""
    if claim.per == MONTH:
        return "単価 × 数 × 実施月数"
    if claim.per == YEAR and claim.months != MONTHS_OF_A_YEAR:
        return "単価 × 数 × 実施月数 ÷ 12"
    return "単価 × 数"


def _figures(claim: Claim) -> tuple[Figure, ...]:
    word = STATUS_WORDS.get(claim.status, claim.status)
    figures = [Figure("判定", word, "", claim.status_origin)]
    if claim.size_class:
        figures.append(Figure("区分", claim.size_class))
    if claim.status in NOTHING:
        return tuple(figures)
    figures += [
        Figure("単価", claim.unit_amount, "円", claim.amount_origin),
        Figure("数", claim.quantity, claim.unit),
        *claim.quantity_figures,
    ]
    if claim.per != ONCE:
        figures.append(Figure("実施月数", claim.months, "か月"))
    return tuple(figures)
