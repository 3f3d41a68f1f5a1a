"""How many of the staff are subsidised: 上乗せ(i)(ii), サポートプラン支援員, コーディネーター.

The numbers 40, 5 and the tables come from the rule file of the version in force, with its clauses:
4(3)④エ(ウ)・別表2 (extra staff), 4(3)④オ (plans), 4(3)④カ (coordinator). The formula of 別表2 is
damaged in the print that is held; it is read as ⌈(A - P·N/Q) ÷ 40⌉, and each quantity says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from subsidies.judge.scenario import Facts
from subsidies.judge.settings import setting
from worksheets.calculation.counted import (
    CHILDREN,
    CHOSEN_CLASS,
    POPULATION,
    Quantity,
    Thresholds,
    lacking,
    possible_classes,
    without_text,
)
from worksheets.calculation.shapes import Figure

PERSONS = "人"
REPAIRED = "算式は原文の表示崩れを補正しています（別表2）。国の通知で確かめてください。"
DIFFERS = "計算した上乗せの人数が、通知された人数と異なります。"
EITHER = "(ii)は「若しくは」の読み方により人数が変わります（4(3)④エ(ウ)(ii)）。"
NOT_SAID = "40件に満たない端数の扱いは、要綱に定めがありません（4(3)④オ）。"
CASES, ALL_CASES = "municipality.abuse_cases", "national.abuse_cases"
ALL_CHILDREN = "national.child_population"
NOTIFIED = "municipality.extra_staff_notified"
ASSIGNED = "abuse_response_assigned"
PLANS, WRITERS, COORDINATORS = (
    "plans_child_welfare",
    "plan_writers_assigned",
    "coordinators_assigned",
)
STATISTICS = (CASES, CHILDREN, ALL_CASES, ALL_CHILDREN)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """The extra staff of one center: how many are due, and how many are paid under each head."""

    required: int
    minimum: int
    assigned: int
    first: int  # (i)
    second: int  # (ii)


def extra_staff_required(
    *, cases: int, children: int, all_cases: int, all_children: int, cases_per_person: int
) -> int:
    """⌈(A - P·N/Q) ÷ 40⌉, and nobody where the rate is not above the national one (別表2)."""
    beyond = cases - Fraction(children * all_cases, all_children)
    return max(ceil(beyond / cases_per_person), 0)


def extra_staff_paid(
    *, assigned: int, minimum: int, required: int, limit: int, either: bool = False
) -> Extra:
    """(i) up to what is required, (ii) beyond it up to a limit; `either` pays (ii) first."""
    beyond = max(assigned - minimum, 0)
    first = min(beyond, required)
    second = min(beyond - first, limit)
    if either:
        second = min(beyond, limit)
        first = min(beyond - second, required)
    return Extra(required=required, minimum=minimum, assigned=assigned, first=first, second=second)


def extra_staff(facts: Facts, thresholds: Thresholds, *, head: str) -> Quantity:
    """Persons paid under 4(3)④エ(ウ)(i) or (ii); `head` is "i" or "ii"."""
    parameters = thresholds.get(f"family_center.extra_staff.{head}")
    if parameters is None:
        return without_text(PERSONS)
    classes = possible_classes(facts, parameters["classes"])
    keys = [key for key in (*STATISTICS, ASSIGNED) if facts.get(key) is None]
    if facts.get(ALL_CHILDREN) == 0:
        keys.append(ALL_CHILDREN)
    if keys or len(classes) > 1:
        doubt = [CHOSEN_CLASS] if len(classes) > 1 and facts.get(CHILDREN) is not None else []
        return lacking([*keys, *doubt], unit=PERSONS, flags=(REPAIRED,))
    minimum = parameters["minimum"][classes[0]]
    computed = 0
    if minimum:
        computed = extra_staff_required(
            cases=facts.get(CASES),
            children=facts.get(CHILDREN),
            all_cases=facts.get(ALL_CASES),
            all_children=facts.get(ALL_CHILDREN),
            cases_per_person=int(parameters["cases_per_person"]),
        )
    numbers, missing = _numbers(facts, computed)
    either = _reading(facts, "extra_staff_ii") == "either"
    found = [
        extra_staff_paid(
            assigned=facts.get(ASSIGNED),
            minimum=minimum,
            required=number,
            limit=int(parameters["limit"]),
            either=either,
        )
        for number in numbers
    ]
    counts = {extra.first if head == "i" else extra.second for extra in found}
    figures = _extra_figures(facts, computed, minimum)
    flags = _extra_flags(facts, computed, found)
    if missing and len(counts) != 1:
        return lacking(missing, unit=PERSONS, figures=figures, flags=flags)
    return Quantity(value=Fraction(counts.pop()), unit=PERSONS, figures=figures, flags=flags)


def _numbers(facts: Facts, computed: int) -> tuple[list[int], tuple[str, ...]]:
    """The numbers that may have to be used, and what would settle which."""
    notified, chosen = facts.get(NOTIFIED), _reading(facts, "extra_staff_number")
    if chosen == "notified":
        return ([], (NOTIFIED,)) if notified is None else ([notified], ())
    if chosen == "computed" or notified is None or notified == computed:
        return [computed], ()
    return [computed, notified], (setting("extra_staff_number").fact,)


def _reading(facts: Facts, key: str) -> str:
    """What the municipality chose, else the reading used meanwhile; empty where none is."""
    return str(facts.get(f"settings.{key}") or setting(key).unset)


def _extra_figures(facts: Facts, computed: int, minimum: int) -> tuple[Figure, ...]:
    return (
        Figure("市町村の児童虐待相談対応件数", facts.get(CASES), "件"),
        Figure("市町村の児童人口", facts.get(CHILDREN), "人"),
        Figure("全国の児童虐待相談対応件数", facts.get(ALL_CASES), "件"),
        Figure("全国の児童人口", facts.get(ALL_CHILDREN), "人"),
        Figure("算式による上乗せの人数", computed, "人"),
        *_notified(facts),
        Figure("最低の配置人員（別表1）", minimum, "人"),
        Figure("配置した虐待対応専門員", facts.get(ASSIGNED), "人"),
    )


def _notified(facts: Facts) -> tuple[Figure, ...]:
    notified = facts.get(NOTIFIED)
    return () if notified is None else (Figure("通知された上乗せの人数", notified, "人"),)


def _extra_flags(facts: Facts, computed: int, found: Sequence[Extra]) -> tuple[str, ...]:
    notified = facts.get(NOTIFIED)
    either = any(extra.required and extra.first + extra.second for extra in found)
    return (
        REPAIRED,
        *((DIFFERS,) if notified is not None and notified != computed else ()),
        *((EITHER,) if either else ()),
    )


def plan_workers(*, plans: int, assigned: int, per: int, cap: int, mode: str) -> int:
    """One for each `per` plans; `mode` says what becomes of a rest: "floor" or "ceil"."""
    counted = plans // per if mode == "floor" else -(-plans // per)
    return min(counted, assigned, cap)


def plan_worker_cap(caps: Sequence[Any], population: int) -> int:
    """1 below 100,000 inhabitants, 2 below 300,000, else 3, as the rule file has it (4(3)④オ)."""
    return int(next(cap["cap"] for cap in caps if population < cap.get("below", population + 1)))


def support_plan_workers(facts: Facts, thresholds: Thresholds) -> Quantity:
    """Persons paid for 40 plans each, up to a cap by population (4(3)④オ)."""
    parameters = thresholds.get("family_center.plan.per40")
    if parameters is None:
        return without_text(PERSONS)
    key = _first_known(facts, WRITERS, "assigned")
    plans, assigned, population = (facts.get(name) for name in (PLANS, key, POPULATION))
    figures = (
        Figure("サポートプラン（児童福祉法10条1項4号）", plans, "件"),
        Figure("配置した支援員", assigned, "人"),
    )
    if plans == 0 or assigned == 0:
        return Quantity(value=Fraction(0), unit=PERSONS, figures=figures)
    absent = [name for name in (PLANS, key, POPULATION) if facts.get(name) is None]
    if absent:
        return lacking(absent, unit=PERSONS, figures=figures)
    cap = plan_worker_cap(parameters["caps"], population)
    figures = (*figures, Figure("人口による上限", cap, "人"))
    chosen = _reading(facts, "support_plan_rounding")
    counts = {
        plan_workers(plans=plans, assigned=assigned, per=int(parameters["per"]), cap=cap, mode=mode)
        for mode in ([chosen] if chosen else ["floor", "ceil"])
    }
    flags = (NOT_SAID,) if plans % int(parameters["per"]) else ()
    if len(counts) > 1:
        needed = [setting("support_plan_rounding").fact]
        return lacking(needed, unit=PERSONS, figures=figures, flags=flags)
    return Quantity(value=Fraction(counts.pop()), unit=PERSONS, figures=figures, flags=flags)


def coordinators(facts: Facts, thresholds: Thresholds) -> Quantity:
    """One for each center, if there is one (4(3)④カ)."""
    parameters = thresholds.get("family_center.coordinator.one")
    if parameters is None:
        return without_text(PERSONS)
    key = _first_known(facts, COORDINATORS, "assigned")
    assigned = facts.get(key)
    if assigned is None:
        return lacking([COORDINATORS], unit=PERSONS)
    limit = int(parameters["limit"])
    figures = (
        Figure("配置したコーディネーター", assigned, "人"),
        Figure("1か所当たりの上限", limit, "人"),
    )
    return Quantity(value=Fraction(min(assigned, limit)), unit=PERSONS, figures=figures)


def _first_known(facts: Facts, preferred: str, other: str) -> str:
    """A snapshot of all rules has the more specific key; a case of one rule the other."""
    return other if facts.get(preferred) is None and facts.get(other) is not None else preferred
