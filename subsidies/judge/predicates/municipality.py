"""Yearly figures of the municipality, and the number of places they allow."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from subsidies.judge.kleene import Status, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown
from subsidies.judge.vocabulary import name_of


@predicate("key", "years", "minimum", "unit", takes=("alternative",))
def any_year_at_least(question: Question) -> Verdict:
    """One year of the list that reaches the figure is enough; other years do not count."""
    key, years = question.text("key"), question.texts("years")
    minimum = Fraction(str(question.parameters["minimum"]))
    known = _listed(question.facts.get(key), years)
    reached = any(_exact(value) >= minimum for value in known.values())
    alternative = question.text("alternative")
    status = disjunction(
        [
            Status.MET if reached else truth(None if len(known) < len(years) else False),
            truth(question.facts.get(alternative)) if alternative else Status.NOT_APPLICABLE,
        ],
    )
    if status is Status.UNKNOWN:
        keys = [f"{key}.{year}" for year in years] + ([alternative] if alternative else [])
        return unknown(question.absent(keys))
    if status is Status.MET and not reached:
        return compared(holds=True, reason=f"{name_of(alternative)}を確認できます。")
    return compared(holds=reached, reason=_best(question, known))


@predicate("key", "years", "divisor", "sites")
def sites_within_cap(question: Question) -> Verdict:
    """The cap can only rise with a year still missing: enough may be known already."""
    key, years = question.text("key"), question.texts("years")
    known = _listed(question.facts.get(key), years)
    sites = question.facts.get(question.text("sites"))
    divisor = question.number("divisor")
    cap = max((-(-population // divisor) for population in known.values()), default=None)
    absent = question.absent([*(f"{key}.{year}" for year in years), question.text("sites")])
    values = _cap_values(cap, complete=len(known) == len(years))
    if sites is None or (absent and sites > (cap or 0)):
        return unknown(absent, values=values)
    least = "少なくとも" if absent else ""
    reason = f"特定型は{sites}か所です（上限：{least}{cap or 0}か所）。"
    remedy = f"特定型を{cap or 0}か所以下にすることが必要です。"
    return compared(holds=sites <= (cap or 0), reason=reason, values=values, remedy=remedy)


def _cap_values(cap: int | None, *, complete: bool) -> dict[str, int]:
    if cap is None:
        return {}
    return {"cap" if complete else "cap_at_least": cap}


def _listed(by_year: Mapping[str, Any] | None, years: tuple[str, ...]) -> dict[str, Any]:
    figures = by_year or {}
    return {year: figures[year] for year in years if figures.get(year) is not None}


def _best(question: Question, known: Mapping[str, Any]) -> str:
    year, value = max(known.items(), key=lambda item: (_exact(item[1]), item[0]))
    minimum, unit = question.parameters["minimum"], question.text("unit")
    name = name_of(question.text("key"))
    return f"{name}は{year}年の{value}{unit}が最も多い値です（基準：{minimum}{unit}以上）。"


def _exact(value: float | Decimal) -> Fraction:
    """A float means the decimal that was written, not its nearest binary fraction."""
    return Fraction(str(value))
