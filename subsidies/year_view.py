"""年間の推移: the fiscal year of one center under one type, cut where its records change.

The year falls into pieces, on whose days all dated records are alike. What adds up day by day
(相談件数, 開所日数) is taken as it stands at the end of each month: a month is judged by one
figure, not by thirty. Whether a month met in part is paid for is the grant notice's matter, which
is not held: months are shown, and nothing is decided about them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby, pairwise

from centers.models import Center, CenterDesignation
from shared.access import Capability
from shared.date_ranges import holds_on
from shared.fiscal_year import FiscalYear
from subsidies.enums import Stage
from subsidies.facts import Evidence, Reference, Turn, load
from subsidies.facts.attestations import used_key
from subsidies.figures import touches
from subsidies.judge.kleene import Status
from subsidies.judge.loading import references_in
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import Version
from subsidies.judgement import judge_facts, supplements_of
from subsidies.year_parts import (
    Change,
    ConditionChange,
    Month,
    MonthFigures,
    Piece,
    Segment,
    SupplementYear,
)

ONE_DAY = timedelta(days=1)
EVERYTHING = ("everything", "この年度の加算・要件", "")
WHOLE = ("type", "subtype")  # keys of what changes every condition at once
AVERAGE_KEY = "activity.open_days"


@dataclass(frozen=True)
class YearView:
    """One center under one type in one fiscal year."""

    center: Center
    type: str
    label: str
    pieces: tuple[Piece, ...]
    supplements: tuple[SupplementYear, ...]
    figures: tuple[MonthFigures, ...]  # empty where no rule asks for an average

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """What every rule says in some part of the year, such as a year not yet verified."""
        judged = [piece.judgement for piece in self.pieces if piece.judgement]
        return tuple(dict.fromkeys(flag for each in judged for flag in each.common_flags))

    @cached_property
    def versions(self) -> tuple[Version | None, ...]:
        """The versions by which the year is judged; None where none is in force."""
        judged = [piece.judgement.version for piece in self.pieces if piece.judgement]
        return tuple({version.code if version else "": version for version in judged}.values())

    @cached_property
    def staff_ids(self) -> tuple[int, ...]:
        """Those posted in the course of the year, on whom the view rests."""
        pages = [
            reference
            for piece in self.pieces
            if piece.judgement
            for behind in piece.judgement.facts.references.values()
            for reference in behind
            if reference.url_name == "staffing:staff_detail"
        ]
        return tuple(sorted({dict(page.kwargs)["pk"] for page in pages}))


def year_views(
    center: Center,
    fiscal_year: FiscalYear,
    *,
    today: date,
    stage: str = Stage.ACTUAL.value,
    known_at: datetime | None = None,
) -> list[YearView]:
    """One view for each type that the center has in the year, by what was recorded by then.

    The number of queries does not depend on how often anything changes.
    """
    evidence = load([center], fiscal_year.starts_on, fiscal_year.ends_on, known_at)
    return views_of(evidence, center, fiscal_year, today=today, stage=stage)


def views_of(
    evidence: Evidence,
    center: Center,
    fiscal_year: FiscalYear,
    *,
    today: date,
    stage: str = Stage.ACTUAL.value,
) -> list[YearView]:
    """`year_views` from records already loaded for the whole year; no query."""
    builder = _Builder(evidence, center, fiscal_year, today, stage)
    rows = evidence.designations_of(center)
    return [builder.view(list(mine)) for _, mine in groupby(rows, key=lambda row: row.type)]


@dataclass(frozen=True)
class _Builder:
    evidence: Evidence
    center: Center
    fiscal_year: FiscalYear
    today: date
    stage: str

    def view(self, designations: list[CenterDesignation]) -> YearView:
        """The year under one type, from its designations."""
        turns = sorted(
            [*self._common_turns, *self._turns_of(designations)], key=lambda turn: turn.day
        )
        pieces = tuple(self._pieces(designations, turns))
        return YearView(
            center=self.center,
            type=designations[0].type,
            label="、".join(dict.fromkeys(row.label for row in designations)),
            pieces=pieces,
            supplements=tuple(self._supplements(pieces, turns)),
            figures=tuple(self._figures()) if _asks_for_average(pieces) else (),
        )

    @cached_property
    def _common_turns(self) -> list[Turn]:
        """All but the designations: the records, the versions, the center itself, the counts."""
        return [
            *self.evidence.turns(self.center),
            *(
                Turn(
                    day,
                    WHOLE,
                    f"「{version.title}」の適用が{_word(begins=begins)}",
                    None,
                    not begins,
                )
                for version in self.evidence.versions
                for day, begins in self._days(version.effective_from, version.ends_on)
            ),
            *(
                Turn(day, WHOLE, f"センターの事業が{_word(begins=begins)}", self._page, not begins)
                for day, begins in self._days(self.center.opened_on, self.center.closed_on)
            ),
            *self._turns_of_counts,
        ]

    def _turns_of(self, designations: list[CenterDesignation]) -> Iterator[Turn]:
        for row in designations:
            for day, begins in self._days(row.starts_on, row.ends_on):
                what = f"{row.label}の期間が{_word(begins=begins)}"
                yield Turn(day, WHOLE, what, self._page, not begins)

    @cached_property
    def _turns_of_counts(self) -> list[Turn]:
        """One for each month that adds something to the figures."""
        first_day, activity = self.fiscal_year.starts_on, self.evidence.activity
        ends = [min(_month_end(month), self.today) for month in self.fiscal_year.months]
        begun = [
            (month, end)
            for month, end in zip(self.fiscal_year.months, ends, strict=True)
            if month <= end
        ]
        return [
            activity.turn_of_count(self.center, first_day, end, on=month)
            for (_, before), (month, end) in pairwise(begun)
            if activity.counted(self.center, first_day, before)
            != activity.counted(self.center, first_day, end)
        ]

    def _days(self, starts_on: date, ends_on: date | None) -> Iterator[tuple[date, bool]]:
        yield from self.evidence.period.turning_days(starts_on, ends_on)

    @property
    def _page(self) -> Reference:
        return Reference(
            label="センターの類型",
            url_name="centers:center_detail",
            kwargs=(("pk", self.center.pk),),
            capability=Capability.CENTER_VIEW,
            anchor="designations",
        )

    def _pieces(self, designations: list[CenterDesignation], turns: list[Turn]) -> Iterator[Piece]:
        firsts = sorted({*self.fiscal_year.months, *(turn.day for turn in turns)})
        lasts = [*(first - ONE_DAY for first in firsts[1:]), self.fiscal_year.ends_on]
        for first, last in zip(firsts, lasts, strict=True):
            yield self._piece(first, last, designations)

    def _piece(self, first: date, last: date, designations: list[CenterDesignation]) -> Piece:
        closed_on = self.center.closed_on
        operates = self.center.opened_on <= first and (closed_on is None or first <= closed_on)
        if not operates or not any(holds_on(row, first) for row in designations):
            return Piece(first, last, None)
        counted_until = max(min(_month_end(first), self.today), self.fiscal_year.starts_on)
        gathered = self.evidence.facts_on(first, self.stage, counted_until=counted_until)
        [facts] = [
            each
            for each in gathered
            if (each.center, each.type) == (self.center, designations[0].type)
        ]
        return Piece(first, last, judge_facts(facts, self.evidence.versions))

    def _supplements(
        self, pieces: tuple[Piece, ...], turns: list[Turn]
    ) -> Iterator[SupplementYear]:
        judged = [piece.judgement for piece in pieces if piece.judgement]
        rules = [(rule.id, rule.name, rule.clause) for rule in supplements_of(judged)]
        if not rules and not all(piece.has_text for piece in pieces if piece.judgement):
            rules = [EVERYTHING]
        for rule_id, name, clause in rules:
            segments = tuple(_segments(pieces, rule_id))
            changes = (
                _change(rule_id, before, after, [turn for turn in turns if turn.day == after.first])
                for before, after in pairwise(pieces)
            )
            yield SupplementYear(
                id=rule_id,
                name=name,
                clause=clause,
                segments=segments,
                months=tuple(self._months(segments)),
                changes=tuple(change for change in changes if change),
            )

    def _months(self, segments: tuple[Segment, ...]) -> Iterator[Month]:
        for first in self.fiscal_year.months:
            last = _month_end(first)
            parts = [part.within(first, last) for part in segments if part.overlaps(first, last)]
            yield Month(first, last, tuple(parts), is_expected=first > self.today)

    def _figures(self) -> Iterator[MonthFigures]:
        for first in self.fiscal_year.months:
            if first <= self.today:
                last = min(_month_end(first), self.today)
                counted = self.evidence.activity.counted(
                    self.center, self.fiscal_year.starts_on, last
                )
                yield MonthFigures(first, last, counted, is_over=last < self.today)


def _segments(pieces: tuple[Piece, ...], rule_id: str) -> Iterator[Segment]:
    """Adjacent pieces with the same answer are one."""
    for (status, judged), alike in groupby(
        pieces, key=lambda piece: (piece.status(rule_id), piece.judgement is not None)
    ):
        mine = list(alike)
        yield Segment(mine[0].first, mine[-1].last, status, is_designated=judged)


def _change(rule_id: str, old: Piece, new: Piece, turns: list[Turn]) -> Change | None:
    before, after = old.status(rule_id), new.status(rule_id)
    earlier, later = old.result(rule_id), new.result(rule_id)
    conditions: tuple[ConditionChange, ...] = ()
    barred = before is not after and Status.NOT_APPLICABLE in {before, after}
    if earlier and later and not barred:
        conditions = tuple(_changed(earlier, later, new, turns))
    if before is after and not conditions:
        return None
    causes = () if conditions else tuple(turn for turn in turns if turn.keys == WHOLE)
    return Change(new.first, before, after, conditions, causes)


def _changed(
    earlier: Result, later: Result, piece: Piece, turns: list[Turn]
) -> Iterator[ConditionChange]:
    """The deciding conditions that are answered otherwise, with the records behind each."""
    known = {finding.condition_id: finding for finding in earlier.findings}
    for finding in later.findings:
        before = known.get(finding.condition_id)
        if before and finding.decides and before.status is not finding.status:
            keys = _evidence(later, finding, piece)
            causes = [turn for turn in turns if _is_behind(turn, keys)]
            yield ConditionChange(before, finding, tuple(causes))


def _is_behind(turn: Turn, keys: tuple[str, ...]) -> bool:
    return any(touches(key, asked) for key in turn.keys for asked in keys)


def _evidence(result: Result, finding: Finding, piece: Piece) -> tuple[str, ...]:
    """The facts that a condition asks about, those of the rules it refers to among them."""
    version = piece.judgement.version if piece.judgement else None
    own = (*finding.evidence, used_key(finding.condition_id))
    if version is None:
        return own
    condition = version.known_rule(result.rule_id).condition(finding.condition_id)
    others = references_in(condition.logic) if condition.logic else []
    behind = [part.evidence for each in others for part in version.known_rule(each.rule).conditions]
    return tuple(key for keys in (own, *behind) for key in keys)


def _asks_for_average(pieces: tuple[Piece, ...]) -> bool:
    return any(
        AVERAGE_KEY in finding.evidence
        for piece in pieces
        if piece.judgement
        for result in piece.judgement.results
        for finding in result.findings
    )


def _word(*, begins: bool) -> str:
    return "始まった" if begins else "終わった"


def _month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - ONE_DAY
