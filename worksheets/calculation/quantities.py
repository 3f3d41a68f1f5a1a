"""数量: how many places, persons and hours of a component are subsidised, from judged figures.

Thresholds are the rule file's: `thresholds_of(version)`. What the facts do not say is missing,
never zero.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from shared.fiscal_year import FiscalYear
from subsidies.judge.rulebook import Version
from subsidies.judge.scenario import Facts
from worksheets.calculation.counted import (
    CHILDREN,
    CHOSEN_CLASS,
    OFFICE,
    Quantity,
    Thresholds,
    exact,
    lacking,
    possible_classes,
    without_text,
)
from worksheets.calculation.handling import handling_missing
from worksheets.calculation.shapes import Figure, Handling, Missing
from worksheets.calculation.staffing import coordinators, extra_staff, support_plan_workers
from worksheets.components import Component

PLACES, HOURS = "か所", "時間"
BY_CHILDREN = "child_welfare_function"
EXTRA_HOURS = "extra_opening_hours_per_week"
SITES = "municipality.specific_sites"
ABOUT = "類型の境は「概ね」とされています（別添4）。"
NIGHT_UNSAID = "ここでの夜間が何時からかは、要綱に定めがありません（4(3)⑤ウ(ウ)）。"
WHICH_PLACES = "上限を超えるため、補助の対象とする特定型のか所"
MONTHS_OF_A_YEAR = 12


def thresholds_of(version: Version | None) -> Thresholds:
    """The parameters of every condition of a version; none where its text is not held."""
    if version is None or not version.text_held:
        return {}
    return {part.id: part.parameters for rule in version.rules for part in rule.conditions}


def quantity_of(
    component: Component, facts: Facts, thresholds: Thresholds, *, subtype: str = ""
) -> Quantity:
    """How many of a component's unit; `subtype` is Ⅰ, Ⅱ or Ⅲ of a 基本型. Raises KeyError for a
    component whose quantity nobody counts."""
    if component.quantity == "places":
        return places(component, facts, thresholds, subtype=subtype)
    return COUNTS[component.quantity](facts, thresholds)


def places(
    component: Component, facts: Facts, thresholds: Thresholds, *, subtype: str = ""
) -> Quantity:
    """One place, of a size class where the component has some."""
    unit = component.unit
    if component.code != BY_CHILDREN:
        has_classes = bool(component.size_classes)
        return Quantity(value=Fraction(1), unit=unit, size_class=subtype if has_classes else "")
    parameters = thresholds.get("family_center.class")
    if parameters is None:
        return without_text(unit)
    classes = possible_classes(facts, parameters["classes"])
    figures = (
        Figure("児童人口", facts.get(CHILDREN), "人"),
        Figure("人口", facts.get("municipality.population"), "人"),
    )
    if len(classes) > 1:
        asked = CHILDREN if facts.get(CHILDREN) is None else CHOSEN_CLASS
        return lacking([asked], unit=unit, figures=figures, flags=(ABOUT,))
    return Quantity(
        value=Fraction(1),
        unit=unit,
        figures=figures,
        flags=() if facts.get(CHOSEN_CLASS) else (ABOUT,),
        size_class=classes[0],
    )


def extra_opening_hours(facts: Facts, thresholds: Thresholds) -> Quantity:
    """Hours a week beyond the standard 40, by which 4(3)⑤ウ(ウ) is paid."""
    if "family_center.night_opening.beyond40" not in thresholds:
        return without_text(HOURS)
    hours = facts.get(EXTRA_HOURS)
    if hours is None:
        return lacking([EXTRA_HOURS], unit=HOURS)
    figures = (Figure("週40時間を超える開所時間", exact(hours), "時間"),)
    return Quantity(value=exact(hours), unit=HOURS, figures=figures, flags=(NIGHT_UNSAID,))


def specific_cap(populations: Mapping[str, int], *, divisor: int) -> int | None:
    """The most of ⌈0～5歳児人口 ÷ 10,000⌉ over the years (4(2)②ただし書); None without a year."""
    return max((-(-number // divisor) for number in populations.values()), default=None)


def specific_places(facts: Facts, thresholds: Thresholds) -> Quantity:
    """How many 特定型 places of a municipality are subsidised.

    Within the cap all of them; beyond it the cap, and which ones they are a person has to say. A
    missing year can only raise the cap.
    """
    parameters = thresholds.get("specific.cap.n")
    if parameters is None:
        return without_text(PLACES)
    key, years = parameters["key"], parameters["years"]
    by_year: Mapping[str, Any] = facts.get(key) or {}
    known = {year: by_year[year] for year in years if by_year.get(year) is not None}
    cap = specific_cap(known, divisor=int(parameters["divisor"]))
    sites = facts.get(SITES)
    figures = (Figure("特定型のか所数", sites, PLACES), Figure("上限", cap, PLACES))
    if sites is None:
        return lacking([SITES], unit=PLACES, figures=figures)
    if sites <= (cap or 0):
        return Quantity(value=Fraction(sites), unit=PLACES, figures=figures)
    if len(known) < len(years):
        absent = [f"{key}.{year}" for year in years if year not in known]
        return lacking(absent, unit=PLACES, figures=figures)
    return Quantity(
        value=Fraction(cap or 0),
        unit=PLACES,
        figures=figures,
        missing=(Missing(WHICH_PLACES, OFFICE),),
    )


def counted_months(
    first: date, last: date, fiscal_year: int, handling: Handling
) -> tuple[int | None, tuple[Missing, ...]]:
    """The months of a year that count for something held from `first` to `last`, or what is missing.

    A whole year is twelve whatever is registered. A part of a month asks for `part_month`.
    """
    year = FiscalYear(fiscal_year)
    first, last = max(first, year.starts_on), min(last, year.ends_on)
    if last < first:
        return 0, ()
    if (first, last) == (year.starts_on, year.ends_on) or handling.part_year == "full":
        return MONTHS_OF_A_YEAR, ()
    if handling.part_year is None:
        return None, (handling_missing("part_year"),)
    counts = {
        "started": sum(_shares(month, first, last) for month in _months(year)),
        "complete": sum(first <= start and end <= last for start, end in _months(year)),
    }
    if counts["started"] == counts["complete"]:
        return counts["started"], ()
    months = counts.get(handling.part_month or "")
    return months, () if months is not None else (handling_missing("part_month"),)


def _months(year: FiscalYear) -> list[tuple[date, date]]:
    """The first and the last day of each month."""
    starts = [*year.months, year.next.starts_on]
    return [
        (start, date.fromordinal(following.toordinal() - 1))
        for start, following in pairwise(starts)
    ]


def _shares(month: tuple[date, date], first: date, last: date) -> bool:
    start, end = month
    return start <= last and first <= end


COUNTS: Mapping[str, Callable[[Facts, Thresholds], Quantity]] = {
    "extra_staff_i": lambda facts, thresholds: extra_staff(facts, thresholds, head="i"),
    "extra_staff_ii": lambda facts, thresholds: extra_staff(facts, thresholds, head="ii"),
    "support_plan_workers": support_plan_workers,
    "coordinators": coordinators,
    "extra_opening_hours": extra_opening_hours,
}
