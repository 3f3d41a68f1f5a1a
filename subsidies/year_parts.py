"""年間の推移 in plain values: pieces and segments of a year, its months, what changed and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.figures import PerOpenDay
from subsidies.facts import Reference, Turn
from subsidies.judge.kleene import Status
from subsidies.judge.result import Finding, Result
from subsidies.judgement import CenterJudgement

# Figures of a finding that a sentence may name, and their unit.
FIGURES = {
    "dedicated_qualified": ("要件を満たす専任の職員", "名"),
    "dedicated": ("専任の職員", "名"),
    "dedicated_excluding_outreach": ("要件を満たす専任の職員", "名"),
    "night_days": ("18時以降に2時間以上開所する日", "日"),
    "open_days_per_week": ("1週間の開所日", "日"),
    "special_days_per_week": ("1週間の開設日", "日"),
}
BECAME = {
    Status.MET: "満たすようになりました",
    Status.NOT_MET: "満たさなくなりました",
    Status.UNKNOWN: "満たすかどうか、確認が必要になりました",
    Status.NOT_APPLICABLE: "判定に使わなくなりました",
}
TURNED_OUT = {
    Status.MET: "満たすことが確かめられました",
    Status.NOT_MET: "満たさないことが分かりました",
}


@dataclass(frozen=True)
class Piece:
    """Days on which every dated record is the same; without a designation nothing is judged."""

    first: date
    last: date
    judgement: CenterJudgement | None

    def result(self, rule_id: str) -> Result | None:
        return self.judgement.result(rule_id) if self.judgement else None

    def status(self, rule_id: str) -> Status:
        """A text that is not held leaves all unknown: the neighbour's answer is never borrowed."""
        if self.judgement is None:
            return Status.NOT_APPLICABLE
        result = self.judgement.result(rule_id)
        if result is not None:
            return result.overall
        return Status.NOT_APPLICABLE if self.has_text else Status.UNKNOWN

    @property
    def has_text(self) -> bool:
        version = self.judgement.version if self.judgement else None
        return version is not None and version.text_held


@dataclass(frozen=True)
class Segment:
    """Successive days with one answer; `is_designated` tells 対象外 from a type not in force."""

    first: date
    last: date
    status: Status
    is_designated: bool

    def overlaps(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last

    def within(self, first: date, last: date) -> "Segment":
        return Segment(
            max(first, self.first), min(last, self.last), self.status, self.is_designated
        )


@dataclass(frozen=True)
class Month:
    """One month of one supplement, and the answers that its days have."""

    first: date
    last: date
    segments: tuple[Segment, ...]
    is_expected: bool  # none of its days has begun

    @property
    def is_whole(self) -> bool:
        """One answer on every day."""
        return len({segment.status for segment in self.segments}) == 1

    @property
    def is_met_in_part(self) -> bool:
        return not self.is_whole and any(part.status is Status.MET for part in self.segments)

    @property
    def is_wholly_met(self) -> bool:
        return self.is_whole and self.segments[0].status is Status.MET


@dataclass(frozen=True)
class ConditionChange:
    """A condition whose answer changed on a day, and the records that changed then."""

    before: Finding
    after: Finding
    causes: tuple[Turn, ...]

    @property
    def sentence(self) -> str:
        """「10月31日に専任の職員（No.12）の配置が終わったため、…」, with the figures where told."""
        condition = f"「{self.after.description.rstrip('。')}」"
        return f"{because(self.causes)}{self._figures}{condition}という条件を{self._became}。"

    @property
    def _figures(self) -> str:
        for key, (name, unit) in FIGURES.items():
            before, after = self.before.values.get(key), self.after.values.get(key)
            if before is not None and after is not None and before != after:
                return f"{name}が{before}{unit}から{after}{unit}になり、"
        return ""

    @property
    def _became(self) -> str:
        words = BECAME | TURNED_OUT if self.before.status is Status.UNKNOWN else BECAME
        return words[self.after.status]


@dataclass(frozen=True)
class Change:
    """A day from which a supplement is answered otherwise, or the same on other grounds."""

    day: date
    before: Status
    after: Status
    conditions: tuple[ConditionChange, ...]
    causes: tuple[Turn, ...]  # of what changed the whole: the designation, the version

    @property
    def is_turn(self) -> bool:
        return self.before is not self.after

    @property
    def is_count(self) -> bool:
        """The figures at the end of the month made the change, not a record of this day."""
        return all(turn.is_count for turn in self.turns) and bool(self.turns)

    @property
    def sentence(self) -> str:
        """What changed the whole; empty where single conditions did."""
        return f"{because(self.causes)}判定が変わりました。" if self.causes else ""

    @property
    def turns(self) -> list[Turn]:
        return [*self.causes, *(cause for each in self.conditions for cause in each.causes)]

    @property
    def references(self) -> list[Reference]:
        """The records that changed, each once."""
        return list(dict.fromkeys(turn.reference for turn in self.turns if turn.reference))


@dataclass(frozen=True)
class SupplementYear:
    """One rule over the year."""

    id: str
    name: str
    clause: str
    segments: tuple[Segment, ...]
    months: tuple[Month, ...]
    changes: tuple[Change, ...]

    @property
    def whole_months(self) -> int:
        """How many months, of those begun, are met on every day."""
        return sum(month.is_wholly_met for month in self.months if not month.is_expected)

    @property
    def part_months(self) -> int:
        """How many months, of those begun, are met on some of their days only."""
        return sum(month.is_met_in_part for month in self.months if not month.is_expected)


@dataclass(frozen=True)
class MonthFigures:
    """相談件数と開所日数: from the beginning of the year to the end of a month."""

    first: date
    last: date
    figures: PerOpenDay
    is_over: bool


def because(turns: Sequence[Turn]) -> str:
    """「…が終わったため、」; several records are joined; nothing is said where none is known."""
    told = list(dict.fromkeys(_told(turn) for turn in turns))
    if len(told) > 1:
        return f"{'こと、'.join(told)}ことにより、"
    return f"{told[0]}ため、" if told else ""


def _told(turn: Turn) -> str:
    """With its day; a count names its own."""
    return turn.happened if turn.is_count else f"{turn.on.month}月{turn.on.day}日に{turn.happened}"
