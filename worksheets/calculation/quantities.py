"""数量: how many places, persons and hours of a component are subsidised, as they were judged.

The numbers are those of the determination: 上乗せ (i)(ii) by 4(3)④エ(ウ)・別表2, サポートプラン支援員
by 4(3)④オ, コーディネーター by 4(3)④カ, 夜間・土日開所 by 4(3)⑤ウ(ウ), the cap of 特定型 by
4(2)②ただし書. Their formulas and thresholds are in `subsidies/judge/predicates` and the rule files,
with the flags of what the print that is held leaves damaged or unsaid. What was not decided is
missing here, never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from subsidies.figures import UNITS
from subsidies.judge.names import name_of
from subsidies.judge.scenario import Facts
from worksheets.calculation.shapes import Figure, Missing
from worksheets.components import Component

Rules = Mapping[str, Mapping[str, Any]]  # what a determination keeps of each rule, by its id

OFFICE, CENTER = "所管課", "センター"
OF_OFFICE = ("municipality.", "national.", "settings.")
MET = "met"
FAMILY_SITES = "municipality.family_center_sites"
EXTRA_STAFF = "family_center.extra_staff"
SEVERAL_SITES = "上乗せの人数（か所ごとに算定した数の入力）"
CAP, SITES = "specific.cap", "municipality.specific_sites"
NOT_JUDGED = "判定の記録（人数・時間）"
WHICH_PLACES = "特定型の上限を超えるため、補助の対象とするか所の別（数の入力）"
AT_LEAST, AT_MOST = "subsidised_at_least", "subsidised_at_most"


@dataclass(frozen=True)
class Quantity:
    """How many of a component's unit are subsidised; `value` None: `missing` says why."""

    value: Fraction | None
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Counted:
    """Where a number is judged: the rule, its condition, the name of the value."""

    rule: str
    condition: str
    value: str


COUNTED = {
    "extra_staff_i": _Counted(
        "family_center.extra_staff", "family_center.extra_staff.i", "subsidised_i"
    ),
    "extra_staff_ii": _Counted(
        "family_center.extra_staff", "family_center.extra_staff.ii", "subsidised_ii"
    ),
    "support_plan_workers": _Counted(
        "family_center.support_plan", "family_center.plan.per40", "subsidised"
    ),
    "coordinators": _Counted(
        "family_center.coordinator", "family_center.coordinator.one", "subsidised"
    ),
    "extra_opening_hours": _Counted(
        "family_center.supplement.night_opening",
        "family_center.night_opening.beyond40",
        "extra_opening_hours_per_week",
    ),
}


def quantity_of(component: Component, rules: Rules, facts: Mapping[str, Any]) -> Quantity:
    """The judged number of a component's unit, with the facts behind it.

    `rules` and `facts` are those of one determination. Raises KeyError for a component whose
    `quantity` nobody counts.
    """
    if component.quantity == "places":
        return Quantity(Fraction(1))
    if component.quantity == "specific_places":
        return _specific_place(rules, Facts(facts))
    return _judged(COUNTED[component.quantity], rules, Facts(facts))


def specific_cap(rules: Rules) -> int | None:
    """How many 特定型 places of the municipality may be subsidised; None: not known, or no cap
    was judged. While years are missing it is the least that is certain."""
    condition = _condition(rules, CAP, "specific.cap.n")
    values = condition["values"] if condition else {}
    cap = values.get("cap", values.get("cap_at_least"))
    return None if cap is None else int(cap)


def _specific_place(rules: Rules, facts: Facts) -> Quantity:
    """One place within the cap; beyond it a person has to say which places are claimed."""
    condition = _condition(rules, CAP, "specific.cap.n")
    if condition is None:
        return Quantity(None, missing=(Missing(NOT_JUDGED, OFFICE),))
    figures = (
        Figure("特定型のか所数", facts.get(SITES), "か所"),
        Figure("特定型のか所数の上限", specific_cap(rules), "か所"),
    )
    if condition["status"] == MET:
        return Quantity(Fraction(1), figures=figures)
    missing = _missing(condition["missing"]) or (Missing(WHICH_PLACES, OFFICE),)
    return Quantity(None, figures=figures, missing=missing)


def _judged(counted: _Counted, rules: Rules, facts: Facts) -> Quantity:
    condition = _condition(rules, counted.rule, counted.condition)
    if condition is None:
        return Quantity(None, missing=(Missing(NOT_JUDGED, OFFICE),))
    figures = (*_figures(condition["evidence"], facts), *_computed(rules, counted, condition))
    flags = tuple(dict.fromkeys((*_rule_flags(rules, counted), *condition["flags"])))
    if counted.rule == EXTRA_STAFF and facts.get(FAMILY_SITES) != 1:
        # 別表2(※1) counts each 支援拠点 by itself; the figures at hand are the municipality's.
        unknown = facts.get(FAMILY_SITES) is None
        what = name_of(FAMILY_SITES) if unknown else SEVERAL_SITES
        return Quantity(None, figures=figures, missing=(Missing(what, OFFICE),), flags=flags)
    number = condition["values"].get(counted.value)
    if number is None:
        missing = _missing(condition["missing"]) or (Missing(NOT_JUDGED, OFFICE),)
        return Quantity(None, figures=figures, missing=missing, flags=flags)
    return Quantity(Fraction(str(number)), figures=figures, flags=flags)


def _condition(rules: Rules, rule_id: str, condition_id: str) -> Mapping[str, Any] | None:
    found = rules.get(rule_id, {}).get("conditions", ())
    return next((part for part in found if part["id"] == condition_id), None)


def _rule_flags(rules: Rules, counted: _Counted) -> Iterable[str]:
    """What was flagged beside the number: how the damaged formula of 別表2 is read."""
    return (flag for part in rules[counted.rule]["conditions"] for flag in part["flags"])


def _figures(keys: Iterable[str], facts: Facts) -> Iterable[Figure]:
    for key in keys:
        value = facts.get(key)
        if value is not None and not isinstance(value, bool):
            told = value if isinstance(value, str) else Fraction(str(value))
            yield Figure(name_of(key), told, _unit(key))


def _computed(rules: Rules, counted: _Counted, condition: Mapping[str, Any]) -> Iterable[Figure]:
    """What was computed on the way: the required number, a cap, both readings of a rest."""
    beside = rules[counted.rule]["values"]
    if beside.get("required_extra") is not None:
        yield Figure("算式による上乗せの人数", beside["required_extra"], "人")
    if beside.get("cap") is not None:
        yield Figure("人口による上限", beside["cap"], "人")
    for name, word in ((AT_LEAST, "少ない場合の人数"), (AT_MOST, "多い場合の人数")):
        if condition["values"].get(name) is not None:
            yield Figure(word, condition["values"][name], "人")


def _unit(key: str) -> str:
    return UNITS.get(key) or UNITS.get(key.rpartition(".")[2], "")


def _missing(keys: Iterable[str]) -> tuple[Missing, ...]:
    return tuple(
        Missing(name_of(key), OFFICE if key.startswith(OF_OFFICE) else CENTER)
        for key in dict.fromkeys(keys)
    )
