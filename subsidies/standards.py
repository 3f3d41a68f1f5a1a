"""Standards of the guideline that a page may show beside a figure, as published for a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from centers.models import CenterDesignation
from subsidies.judge.rulebook import Rule
from subsidies.published import published_version_on

RULE, CONDITION, PARAMETER = "strengthening", "strengthening.average_5", "minimum"
NIGHT_RULE, NIGHT_CONDITION, NIGHT_PARAMETER = "night_opening", "night_opening.night_days", "from"


@dataclass(frozen=True, kw_only=True)
class AverageStandard:
    """1日当たり平均件数の基準: the number, where it is written, and for which centers."""

    per_day: Fraction
    rule: Rule
    clause: str
    ambiguity: str
    is_verified: bool

    def is_for(self, designations: Iterable[CenterDesignation]) -> bool:
        """Whether the rule knows one of a center's types (類型) and does not except its subtype."""
        return any(
            designation.type in self.rule.types
            and not any(
                scope.status == "not_applicable"
                and designation.type in scope.types
                and (not scope.subtypes or designation.subtype in scope.subtypes)
                for scope in self.rule.scopes
            )
            for designation in designations
        )

    @property
    def text(self) -> str:
        """5, or 2.5: as the guideline would write it."""
        return f"{float(self.per_day):g}"

    @property
    def two_decimals(self) -> str:
        """5.00, to stand beside an average."""
        return f"{float(self.per_day):.2f}"


def average_standard(on: date) -> AverageStandard | None:
    """What the version in force on `on` asks for; None where its text is not held."""
    version = published_version_on(on)
    rule = version.rule(RULE) if version and version.text_held else None
    if version is None or rule is None:
        return None
    condition = rule.condition(CONDITION)
    return AverageStandard(
        per_day=Fraction(condition.parameters[PARAMETER]),
        rule=rule,
        clause=condition.clause,
        ambiguity=condition.ambiguity,
        is_verified=version.is_verified_on(on),
    )


def evening_from(on: date) -> time | None:
    """From which time of day the version in force speaks of the evening (4(1)④オ(ア)); None where
    its text is not held."""
    version = published_version_on(on)
    rule = version.rule(NIGHT_RULE) if version and version.text_held else None
    if rule is None:
        return None
    return time.fromisoformat(rule.condition(NIGHT_CONDITION).parameters[NIGHT_PARAMETER])
