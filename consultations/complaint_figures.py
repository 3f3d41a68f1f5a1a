"""苦情の年間集計: counts and days of a fiscal year, without a word that leads to a person."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any, NamedTuple

from django.utils.timezone import localdate, make_aware

from consultations.complaint_enums import (
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintSubjectKind,
    ComplaintWish,
)
from consultations.desk_retention import COMPLAINT
from consultations.models.complaint import Complaint, ComplaintQuerySet
from shared.fiscal_year import FiscalYear
from shared.retention import residues

STILL_OPEN = "対応中"


@dataclass(frozen=True)
class CountTable:
    """One way of dividing the complaints; `note` says why the lines may exceed the total."""

    title: str
    lines: Sequence[tuple[str, int]]
    note: str = ""


@dataclass(frozen=True)
class DayFigures:
    """How many days it took, of those done: fewest, middle, most. Late by the setting, done or not.

    `late_open` counts apart from the others: those are not among `number`.
    """

    title: str
    number: int
    fewest: int | None = None
    middle: int | float | None = None
    most: int | None = None
    late: int | None = None
    late_open: int | None = None

    @property
    def cells(self) -> list[tuple[str, object]]:
        """None where there is nothing to count, or no day was set."""
        return [
            ("済んだもの（件）", self.number),
            ("最短（日）", self.fewest),
            ("中央値（日）", self.middle),
            ("最長（日）", self.most),
            ("期限を過ぎて済んだもの（件）", self.late),
            ("期限を過ぎてまだのもの（件）", self.late_open),
        ]


class Span(NamedTuple):
    """From receiving to what is waited for; the day it is due, if one was set."""

    received: date
    done: date | None
    due: date | None
    is_open: bool


@dataclass(frozen=True)
class YearCounts:
    year: FiscalYear
    total: int
    tables: Sequence[CountTable]
    days: Sequence[DayFigures]

    def csv_rows(self) -> Iterable[Sequence[object]]:
        """One value in each row."""
        yield ("年度", "区分", "項目", "値")
        yield (self.year.label, "受け付けた苦情", "件数", self.total)
        for table in self.tables:
            for label, number in table.lines:
                yield (self.year.label, table.title, label, number)
        for figures in self.days:
            for label, value in figures.cells:
                yield (self.year.label, figures.title, label, value)


def disposed_complaints(center_ids: Collection[int]) -> list[Complaint]:
    """What stayed to be counted of those whose time was over; one query."""
    return [_disposed(told) for told in residues(center_ids, COMPLAINT)]


def _disposed(told: Mapping[str, Any]) -> Complaint:
    days = ("answered_on", "answer_due_on", "closed_on", "closure_due_on")
    return Complaint(
        received_at=datetime.fromisoformat(told["received_at"]),
        **{name: told[name] for name in ("channel", "subject_kind", "wishes", "outcome")},
        **{name: told[name] and date.fromisoformat(told[name]) for name in days},
    )


def year_counts(
    complaints: ComplaintQuerySet, year: FiscalYear, disposed: Iterable[Complaint] = ()
) -> YearCounts:
    """Of the complaints received in the year, as they stand today; one query.

    `disposed` are those of whatever year that went: a past year counts as it did.
    """
    first = make_aware(datetime.combine(year.starts_on, time.min))
    end = make_aware(datetime.combine(year.next.starts_on, time.min))
    rows = list(
        complaints.filter(received_at__gte=first, received_at__lt=end).only(
            "received_at",
            "channel",
            "subject_kind",
            "wishes",
            "outcome",
            "answer_due_on",
            "answered_on",
            "closure_due_on",
            "closed_on",
        )
    )
    rows += [row for row in disposed if first <= row.received_at < end]
    wishes = Counter(wish for row in rows for wish in row.wishes)
    outcomes = Counter(row.outcome for row in rows)
    return YearCounts(
        year,
        len(rows),
        [
            CountTable(
                "申出人の希望", _lines(ComplaintWish, wishes), "1件で2つ以上の希望があります。"
            ),
            CountTable(
                "苦情の種類",
                _lines(ComplaintSubjectKind, Counter(row.subject_kind for row in rows)),
            ),
            CountTable(
                "申出の方法", _lines(ComplaintChannel, Counter(row.channel for row in rows))
            ),
            CountTable(
                "終結の結果", [*_lines(ComplaintOutcome, outcomes), (STILL_OPEN, outcomes[""])]
            ),
        ],
        [
            _days(
                "受付から最初の回答まで",
                # Whoever took the complaint back is not waiting for an answer.
                [
                    Span(row.received_on, row.answered_on, row.answer_due_on, not row.closed_on)
                    for row in rows
                ],
            ),
            _days(
                "受付から終結まで",
                [
                    Span(row.received_on, row.closed_on, row.closure_due_on, not row.closed_on)
                    for row in rows
                ],
            ),
        ],
    )


def _lines(kinds: object, counted: Counter[str]) -> list[tuple[str, int]]:
    choices: list[tuple[str, str]] = kinds.choices  # type: ignore[attr-defined]  # a TextChoices
    return [(str(label), counted[value]) for value, label in choices]


def _days(title: str, spans: Sequence[Span]) -> DayFigures:
    """Late is what was done after its day; and, apart, what is not done though the day has passed."""
    took = [(span.done - span.received).days for span in spans if span.done]
    late = late_open = None
    if any(span.due for span in spans):
        day = localdate()
        late = sum(bool(span.done and span.due and span.done > span.due) for span in spans)
        late_open = sum(
            bool(span.is_open and not span.done and span.due and span.due < day) for span in spans
        )
    if not took:
        return DayFigures(title, 0, late=late, late_open=late_open)
    middle = median(took)
    return DayFigures(
        title,
        len(took),
        min(took),
        int(middle) if middle == int(middle) else middle,
        max(took),
        late,
        late_open,
    )
