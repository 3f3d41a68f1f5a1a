"""Predicates by name, each with the parameters a rule file must, and may, give it."""

from collections.abc import Callable
from dataclasses import dataclass

from subsidies.judge.question import Question, Verdict

Decide = Callable[[Question], Verdict]


@dataclass(frozen=True, kw_only=True)
class Predicate:
    decide: Decide
    needs: frozenset[str]
    takes: frozenset[str]

    def accepts(self, names: frozenset[str]) -> bool:
        return self.needs <= names <= self.needs | self.takes


PREDICATES: dict[str, Predicate] = {}


def predicate(*needs: str, takes: tuple[str, ...] = ()) -> Callable[[Decide], Decide]:
    def register(decide: Decide) -> Decide:
        PREDICATES[decide.__name__] = Predicate(
            decide=decide,
            needs=frozenset(needs),
            takes=frozenset(takes),
        )
        return decide

    return register
