"""What has run out, and what holds it back. Without a rule nothing ever runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, Q, QuerySet, Value, When

from retention.enums import CountedFrom
from retention.models import LegalHold, RetentionRule
from shared.fiscal_year import FiscalYear
from shared.retention import NOTHING_GOES, Going, RecordKind, kinds_with_rules

HELD = "廃棄の停止の登録があります"
_HOLD, _EVENT, _CENTER = "retention_hold", "retention_event_on", "retention_center"


@dataclass(frozen=True)
class DueRecord:
    """One record whose time is over, by its number; `reasons` is why it stays all the same."""

    record_id: int
    center: str
    event_on: date
    kept_until: date
    reasons: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        return bool(self.reasons)


@dataclass(frozen=True)
class DueKind:
    """A kind, its rule of today if there is one, and its records whose time is over."""

    kind: RecordKind
    rule: RetentionRule | None
    records: Sequence[DueRecord]

    @property
    def ready(self) -> list[DueRecord]:
        return [record for record in self.records if not record.is_held]

    @property
    def ready_count(self) -> int:
        return len(self.ready)

    @property
    def held_count(self) -> int:
        return len(self.records) - self.ready_count


def kept_until(rule: RetentionRule, event_on: date) -> date:
    """The last day of the period, 民法143条; the rule has years."""
    years = int(rule.years or 0)
    if rule.counted_from == CountedFrom.NEXT_FISCAL_YEAR:
        return FiscalYear(FiscalYear.of(event_on).year + years).ends_on
    start = event_on + timedelta(days=1)
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # from 29 February to a year without one: the month's last day
        return date(start.year + years, 2, 28)


def due_kinds(municipality_id: int, *, until: date, today: date) -> list[DueKind]:
    """Every kind that may have a rule, with the records kept to a day before `until`.

    Kinds are asked in the order in which they go: what goes with this list holds nothing back.
    """
    rules = RetentionRule.objects.all().on(today, municipality_id)
    going: dict[str, set[int]] = {}
    found = []
    for kind in kinds_with_rules():
        rule = rule_for(kind, rules)
        rows = with_reasons(kind, municipality_id, today=today, going=going)
        records = _due(kind, rule, rows, until) if rule else []
        due = DueKind(kind, rule, records)
        going[kind.code] = {record.record_id for record in due.ready}
        found.append(due)
    return found


def rule_for(kind: RecordKind, rules: dict[str, RetentionRule]) -> RetentionRule | None:
    """None also for an event that the program does not know any longer."""
    rule = rules.get(kind.code)
    known = {event.code for event in kind.events}
    return rule if rule is not None and rule.event in known else None


def _due(
    kind: RecordKind, rule: RetentionRule, rows: QuerySet[Any], until: date
) -> list[DueRecord]:
    rows = with_event(rows, kind, rule).filter(**{f"{_EVENT}__lt": _latest_event(rule, until)})
    center = F(kind.center) if kind.center else Value("")
    names = reason_names(kind)
    found = rows.annotate(**{_CENTER: center}).order_by(_EVENT, "pk")
    return [
        record
        for number, event_on, name, *held in found.values_list("pk", _EVENT, _CENTER, *names)
        if (
            record := DueRecord(
                number,
                name,
                event_on,
                kept_until(rule, event_on),
                _said(names, held),
            )
        ).kept_until
        < until
    ]


def _latest_event(rule: RetentionRule, until: date) -> date:
    """No event from this day on can have run out before `until`."""
    year = until.year - int(rule.years or 0)
    try:
        return until.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def with_event(rows: QuerySet[Any], kind: RecordKind, rule: RetentionRule) -> QuerySet[Any]:
    return rows.annotate(**{_EVENT: kind.event(rule.event).day()})


def with_reasons(
    kind: RecordKind, municipality_id: int, *, today: date, going: Going = NOTHING_GOES
) -> QuerySet[Any]:
    """Standing records of a municipality, with a column for each thing that may hold one back."""
    columns = {_HOLD: _as_column(_held(kind, municipality_id, today))}
    for obstacle in kind.obstacles:
        columns[f"retention_{obstacle.code}"] = _as_column(obstacle.holds(going))
    rows = kind.standing.filter(municipality=municipality_id)
    return rows.annotate(**columns)


def reason_names(kind: RecordKind) -> dict[str, str]:
    """The columns of `with_reasons`, each with its words."""
    own = {f"retention_{obstacle.code}": obstacle.label for obstacle in kind.obstacles}
    return {_HOLD: HELD, **own}


def reasons_of(kind: RecordKind, pk: int, *, municipality_id: int, today: date) -> list[str] | None:
    """Why this record stays, right now; None if there is no such record."""
    names = reason_names(kind)
    rows = with_reasons(kind, municipality_id, today=today).filter(pk=pk)
    held = rows.values_list(*names).first()
    return None if held is None else list(_said(names, held))


def event_of(kind: RecordKind, rule: RetentionRule, pk: int) -> date | None:
    """The day from which this record's time is counted; None while it has not come."""
    rows = with_event(kind.standing.filter(pk=pk), kind, rule)
    found: date | None = rows.values_list(_EVENT, flat=True).first()
    return found


def _said(names: dict[str, str], held: Sequence[bool]) -> tuple[str, ...]:
    said = (label for label, holds in zip(names.values(), held, strict=True) if holds)
    return tuple(dict.fromkeys(said))


def _as_column(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)),  # noqa: FBT003 -- an SQL value
        default=Value(False),  # noqa: FBT003 -- an SQL value
        output_field=BooleanField(),
    )


def _held(kind: RecordKind, municipality_id: int, today: date) -> Q:
    """By a hold on the record itself, on all of its kind, or on something it belongs to."""
    holds = LegalHold.objects.on(today).filter(municipality=municipality_id)
    own = holds.filter(kind=kind.code)
    condition = Q(pk__in=_numbers(own)) | Q(Exists(own.filter(record_id=None)))
    for code, path in kind.held_with:
        condition |= kind.by_way(path, _numbers(holds.filter(kind=code)))
    return condition


def _numbers(holds: QuerySet[Any]) -> QuerySet[Any]:
    return holds.filter(record_id__isnull=False).values("record_id")
