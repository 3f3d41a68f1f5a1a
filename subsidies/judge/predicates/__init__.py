"""The closed vocabulary of predicates, split by subject. Importing it fills the register."""

from subsidies.judge.predicates import municipality, opening, people, records, staff
from subsidies.judge.predicates.register import PREDICATES, Predicate

__all__ = ["PREDICATES", "Predicate", "municipality", "opening", "people", "records", "staff"]
