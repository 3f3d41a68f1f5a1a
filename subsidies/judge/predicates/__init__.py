"""The closed vocabulary of predicates, split by subject. Importing it fills the register."""

from subsidies.judge.predicates import (
    family_center,
    licences,
    municipality,
    opening,
    people,
    pregnancy,
    records,
    staff,
)
from subsidies.judge.predicates.register import PREDICATES, Predicate

__all__ = [
    "PREDICATES",
    "Predicate",
    "family_center",
    "licences",
    "municipality",
    "opening",
    "people",
    "pregnancy",
    "records",
    "staff",
]
