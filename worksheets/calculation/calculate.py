"""所要額・精算額の計算: from what is claimed, spent and agreed to the three parts, line by line.

交付基本額 = min(Σ区分 min(基準額, 対象経費), 総事業費 － 寄附金その他の収入額), or the three compared
区分 by 区分, as the municipality has registered. Nothing that is unknown is taken for zero: a line
without an amount says what is missing, and so does each line that rests on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from worksheets.calculation.claims import claim_line
from worksheets.calculation.handling import CLERK, handling_missing, rounding_at
from worksheets.calculation.shapes import (
    Case,
    Claim,
    Figure,
    Line,
    Missing,
    Outcome,
    Spending,
    total_of,
)
from worksheets.calculation.subsidies import Subsidies, subsidies_of
from worksheets.components import category_labels

GRANT_LIMIT_CLAUSE = "子ども・子育て支援法施行令25条"
INCOME_EXCEEDS = "収入が総事業費を上回るため、0円としています。"
ELIGIBLE_EXCEEDS = "対象経費が総事業費を上回っています。"
NO_AMOUNTS = "この年度の補助基準額（未登録）"
TOTAL, CATEGORY, COMPONENT = 0, 1, 2


@dataclass(frozen=True)
class _Category:
    """One 区分: its lines, and of them those that the totals need."""

    lines: tuple[Line, ...]
    standard: Line
    selected: Line
    spending: Spending
    label: str

    @property
    def is_claimed(self) -> bool:
        """Nothing is claimed where the standard amount is known to be zero."""
        return self.standard.amount != 0


def calculate(case: Case) -> Outcome:
    """The ordered lines of one center's type, and the figures that other pages need."""
    categories = [_category(case, code) for code in _codes(case)]
    prefix = case.center_type
    standard = _standard(case, [c.standard for c in categories])
    selected = _sum(f"{prefix}.total.selected", "選定額の計", [c.selected for c in categories])
    claimed = [category for category in categories if category.is_claimed]
    net = _net(
        f"{prefix}.total.net", [(c.label, c.spending) for c in claimed], "申請する区分の計による。"
    )
    base = _grant_base(case, standard, selected, net)
    parts: Subsidies = subsidies_of(case, base)
    shown_net = [] if case.handling.second_comparison == "category" else [net]
    lines = [
        *(line for category in categories for line in category.lines),
        *_with_level([standard, selected, *shown_net, base, *parts.lines], TOTAL),
    ]
    return Outcome(
        lines=tuple(lines),
        standard_amount=standard.amount,
        grant_base=base.amount,
        national=parts.national.amount,
        prefectural=parts.prefectural.amount,
        municipal=parts.municipal.amount,
    )


def _standard(case: Case, standards: Sequence[Line]) -> Line:
    """補助基準額. While no amount of the year is registered there is none, though nothing be claimed:
    nobody has said yet what a component is worth."""
    found = _sum(f"{case.center_type}.total.standard", "補助基準額", standards)
    if case.has_amounts:
        return found
    missing = dict.fromkeys((*found.missing, Missing(NO_AMOUNTS, CLERK)))
    return replace(found, amount=None, missing=tuple(missing))


def _codes(case: Case) -> list[str]:
    """The categories that are claimed or have spending, in printed order; the unknown last."""
    there = dict.fromkeys(
        [*(claim.category for claim in case.claims), *(each.category for each in case.spending)]
    )
    known = [code for code in category_labels() if code in there]
    return [*known, *(code for code in there if code not in known)]


def _category(case: Case, code: str) -> _Category:
    label = category_labels().get(code, code)
    prefix = f"{case.center_type}.{code}"
    claims = [claim for claim in case.claims if claim.category == code]
    components = _component_lines(case, claims)
    standard = _sum(f"{prefix}.standard", f"{label}：基準額", components)
    spending = next(
        (each for each in case.spending if each.category == code),
        Spending(code, eligible=None, total=None, income=None),
    )
    if standard.amount == 0 and spending.eligible is None:
        nothing = Line(
            key=f"{prefix}.selected",
            label=f"{label}：選定額",
            clause=GRANT_LIMIT_CLAUSE,
            formula="基準額が0円のため、0円とする。",
            figures=(Figure("基準額", 0, "円"),),
            amount=0,
        )
        own = [standard, nothing]
        return _Category(
            (*components, *_with_level(own, CATEGORY)), standard, nothing, spending, label
        )
    compared = [standard, _eligible(f"{prefix}.eligible", label, spending)]
    if case.handling.second_comparison == "category":
        compared.append(_net(f"{prefix}.net", [(label, spending)], ""))
    selected = _selected(case, f"{prefix}.selected", label, compared)
    own = [*compared, selected]
    return _Category(
        (*components, *_with_level(own, CATEGORY)), standard, selected, spending, label
    )


def _component_lines(case: Case, claims: Sequence[Claim]) -> list[Line]:
    """One line for each claim; the second of a component has a number in its key."""
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for claim in claims:
        seen[claim.component] = number = seen.get(claim.component, 0) + 1
        more = f".{number}" if number > 1 else ""
        key = f"{case.center_type}.{claim.component}{more}.amount"
        lines.append(claim_line(claim, case.handling, key=key, level=COMPONENT))
    return lines


def _sum(key: str, label: str, lines: Sequence[Line]) -> Line:
    return Line(
        key=key,
        label=label,
        clause="",
        formula="上の各行の計" if len(lines) > 1 else "上の行の額",
        figures=tuple(Figure(line.label, line.amount, "円") for line in lines),
        amount=total_of([line.amount for line in lines]),
        missing=_missing(lines),
    )


def _eligible(key: str, label: str, spending: Spending) -> Line:
    known = spending.eligible is not None
    exceeds = (
        spending.eligible is not None
        and spending.total is not None
        and spending.eligible > spending.total
    )
    return Line(
        key=key,
        label=f"{label}：対象経費の支出額",
        clause="",
        formula="登録された対象経費（実績報告までは支出予定額）",
        figures=(Figure("対象経費", spending.eligible, "円", spending.origin),),
        amount=spending.eligible,
        missing=() if known else (Missing(f"{label}の対象経費", CLERK),),
        flags=(ELIGIBLE_EXCEEDS,) if exceeds else (),
    )


def _net(key: str, parts: Sequence[tuple[str, Spending]], note: str) -> Line:
    """総事業費 － 寄附金その他の収入額; of one 区分, or of all that are claimed."""
    totals = [spending.total for _, spending in parts]
    incomes = [spending.income for _, spending in parts]
    total, income = total_of(totals), total_of(incomes)
    missing = tuple(
        Missing(f"{label}の{word}", CLERK)
        for label, spending in parts
        for word, value in (
            ("総事業費", spending.total),
            ("寄附金その他の収入額", spending.income),
        )
        if value is None
    )
    label = f"{parts[0][0]}：" if not note else ""
    return Line(
        key=key,
        label=f"{label}総事業費から収入を引いた額",
        clause=GRANT_LIMIT_CLAUSE,
        formula=f"総事業費 － 寄附金その他の収入額{f'（{note}）' if note else ''}",
        figures=(
            Figure("総事業費", total, "円"),
            Figure("寄附金その他の収入額", income, "円"),
        ),
        amount=None if total is None or income is None else total - income,
        missing=missing,
    )


def _selected(case: Case, key: str, label: str, compared: Sequence[Line]) -> Line:
    """The lowest of what is compared, rounded if that is the step; nothing is below zero."""
    compared = compared[:1] if compared[0].amount == 0 else compared
    least, flags = _least(compared)
    missing = _missing(compared)
    formula = f"{'・'.join(line.label.split('：')[-1] for line in compared)}のうち最も低い額"
    figures = tuple(Figure(line.label, line.amount, "円") for line in compared)
    rounding = rounding_at("category", case.handling)
    if rounding.applies:
        missing = tuple(dict.fromkeys((*missing, *rounding.missing)))
        formula = f"{formula}（{rounding.words}）" if rounding.words else formula
        least = None if missing or least is None else rounding.of(least)
    return Line(
        key=key,
        label=f"{label}：選定額",
        clause=GRANT_LIMIT_CLAUSE,
        formula=formula,
        figures=figures,
        amount=None if missing else least,
        missing=missing,
        flags=flags,
    )


def _grant_base(case: Case, standard: Line, selected: Line, net: Line) -> Line:
    compared = [selected]
    missing: tuple[Missing, ...] = ()
    formula = "選定額の計"
    match case.handling.second_comparison:
        case "total":
            compared = [selected, net]
            formula = "選定額の計と、総事業費から収入を引いた額のうち低い額"
        case "category":
            formula = "区分ごとに三つの額を比べた選定額の計"
        case _:
            missing = (handling_missing("second_comparison"),)
    if selected.amount == 0:
        compared = [selected]
    missing = tuple(dict.fromkeys((*_missing(compared), *missing, *standard.missing)))
    least, flags = _least(compared)
    return Line(
        key=f"{case.center_type}.total.grant_base",
        label="交付基本額",
        clause=GRANT_LIMIT_CLAUSE,
        formula=formula,
        figures=tuple(Figure(line.label, line.amount, "円") for line in compared),
        amount=None if missing else least,
        missing=missing,
        flags=flags,
    )


def _least(compared: Sequence[Line]) -> tuple[int | None, tuple[str, ...]]:
    """The lowest amount, never below zero; None as soon as one is unknown."""
    amounts = [line.amount for line in compared if line.amount is not None]
    if len(amounts) < len(compared):
        return None, ()
    least = min(amounts)
    return max(least, 0), (INCOME_EXCEEDS,) if least < 0 else ()


def _missing(lines: Iterable[Line]) -> tuple[Missing, ...]:
    return tuple(dict.fromkeys(missing for line in lines for missing in line.missing))


def _with_level(lines: Iterable[Line], level: int) -> list[Line]:
    return [replace(line, level=level) for line in lines]
