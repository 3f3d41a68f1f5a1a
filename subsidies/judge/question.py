"""What a predicate is asked, and what it may answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from subsidies.judge.kleene import Status, conjunction, disjunction
from subsidies.judge.scenario import Facts
from subsidies.judge.settings import setting
from subsidies.judge.vocabulary import name_of


@dataclass(frozen=True, kw_only=True)
class Verdict:
    status: Status
    reason: str
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    obligations: tuple[str, ...] = ()
    remedy: str = ""  # what would be enough, where that can be computed


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The answer of a whole rule or of a part of its logic."""

    status: Status
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One condition put to one case. Every figure comes from the rule file."""

    facts: Facts
    day: date
    stage: str
    parameters: Mapping[str, Any]
    judge_rule: Callable[[str, Facts], Outcome]
    type: str | None = None
    subtype: str | None = None
    subject: str = "center"  # whom the case is about
    types: tuple[str, ...] = ()  # those the version knows

    def number(self, name: str) -> int:
        return int(self.parameters[name])

    def text(self, name: str) -> str:
        return str(self.parameters.get(name, ""))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self.parameters.get(name, ()))

    def reading(self, key: str) -> str:
        """What the municipality chose, else the reading used meanwhile; empty where none is."""
        return reading_of(self.facts, key)

    def known(self, *keys: str) -> list[Any] | None:
        """All the values, or None as long as one is not known."""
        values = [self.facts.get(key) for key in keys]
        return None if None in values else values

    def absent(self, keys: Iterable[str]) -> tuple[str, ...]:
        lacking = [self.facts.absent(key) for key in keys if self.facts.get(key) is None]
        return tuple(dict.fromkeys(lacking))


def reading_of(facts: Facts, key: str) -> str:
    chosen = facts.get(setting(key).fact)
    return setting(key).unset if chosen is None else str(chosen)


def unknown(missing: Iterable[str], **details: Any) -> Verdict:
    keys = tuple(dict.fromkeys(missing))
    return Verdict(status=Status.UNKNOWN, reason=not_recorded(keys), missing=keys, **details)


def not_recorded(keys: Iterable[str]) -> str:
    names = "、".join(name_of(key) for key in keys)
    return f"{names}が登録されていないため、判定できません。"


def compared(*, holds: bool, reason: str, **details: Any) -> Verdict:
    return Verdict(status=Status.MET if holds else Status.NOT_MET, reason=reason, **details)


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """Several findings under one condition: all are needed, only the deciding ones are told."""
    parts = tuple(verdicts)
    status = conjunction(part.status for part in parts)
    telling = [part for part in parts if part.status is status]
    missing = (key for part in telling for key in part.missing)
    return Verdict(
        status=status,
        reason="".join(part.reason for part in telling),
        missing=tuple(dict.fromkeys(missing)),
        flags=tuple(flag for part in telling for flag in part.flags),
        values={key: value for part in parts for key, value in part.values.items()},
        remedy="".join(part.remedy for part in telling),
    )


def joined(outcomes: list[Outcome], *, every: bool) -> Outcome:
    """Parts of a rule joined by 「いずれも」 or 「いずれか」; only what is open is asked for."""
    join = conjunction if every else disjunction
    status = join(outcome.status for outcome in outcomes)
    if status is not Status.UNKNOWN:
        return Outcome(status=status)
    open_ones = [outcome for outcome in outcomes if outcome.status is Status.UNKNOWN]
    return Outcome(
        status=status,
        missing=tuple(dict.fromkeys(key for part in open_ones for key in part.missing)),
        flags=tuple(dict.fromkeys(flag for part in open_ones for flag in part.flags)),
    )
