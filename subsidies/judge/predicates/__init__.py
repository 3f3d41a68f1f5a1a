"""The closed vocabulary of predicates, split by subject. Importing it fills the register."""

from subsidies.judge.predicates import (
    annexes,
    classes,
    extra_staff,
    family_center,
    licences,
    money,
    municipality,
    opening,
    people,
    pregnancy,
    records,
    staff,
    structure,
)
from subsidies.judge.predicates.register import PREDICATES, Predicate

__all__ = [
    "PREDICATES",
    "Predicate",
    "annexes",
    "classes",
    "extra_staff",
    "family_center",
    "licences",
    "money",
    "municipality",
    "opening",
    "people",
    "pregnancy",
    "records",
    "staff",
    "structure",
]
