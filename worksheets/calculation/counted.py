"""What a quantity is: a number with its figures, or what is missing for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from subsidies.judge.names import name_of
from subsidies.judge.scenario import Facts
from worksheets.calculation.shapes import Figure, Missing

Thresholds = Mapping[str, Mapping[str, Any]]  # the parameters of each condition, by its id

OFFICE, CENTER = "所管課", "センター"
OF_OFFICE = ("municipality.", "national.", "settings.")
CHOSEN_CLASS, CHILDREN = "class", "municipality.child_population"
POPULATION = "municipality.population"
NO_TEXT = "実施要綱の本文（人数や区分の基準）"


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """How many of a component's unit are subsidised; `value` None: `missing` says why."""

    value: Fraction | None
    unit: str
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    flags: tuple[str, ...] = ()
    size_class: str = ""


def lacking(
    keys: Iterable[str], *, unit: str, figures: tuple[Figure, ...] = (), flags: tuple[str, ...] = ()
) -> Quantity:
    """No number yet: these facts are asked for."""
    missing = tuple(Missing(name_of(key), who_supplies(key)) for key in dict.fromkeys(keys))
    return Quantity(value=None, unit=unit, figures=figures, missing=missing, flags=flags)


def without_text(unit: str) -> Quantity:
    """The version in force has no such condition, or its text is not held."""
    return Quantity(value=None, unit=unit, missing=(Missing(NO_TEXT, OFFICE),))


def who_supplies(key: str) -> str:
    return OFFICE if key.startswith(OF_OFFICE) else CENTER


def exact(value: Any) -> Fraction:
    """A float means the decimal that was written, not its nearest binary fraction."""
    return Fraction(str(value))


def possible_classes(facts: Facts, classes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """施設の類型 (別添4): the one that was chosen; else by children, and by population if another.

    All of them while the number of children is not known.
    """
    chosen = facts.get(CHOSEN_CLASS)
    if chosen:
        return [chosen]
    by_children = _class_of(facts.get(CHILDREN), classes, "children_below")
    if by_children is None:
        return list(classes)
    by_population = _class_of(facts.get(POPULATION), classes, "population_below") or by_children
    return list(dict.fromkeys([by_children, by_population]))


def _class_of(
    number: int | None, classes: Mapping[str, Mapping[str, int]], limit: str
) -> str | None:
    if number is None:
        return None
    return next(name for name, bound in classes.items() if number < bound.get(limit, number + 1))
