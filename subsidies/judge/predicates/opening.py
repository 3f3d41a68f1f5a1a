"""The week's opening schedule, in minutes. Overlapping intervals are not counted twice."""

from collections.abc import Iterable

from subsidies.judge.kleene import Status
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown

WEEKLY = "opening.weekly"
HOLIDAYS = "opening.national_holidays"
MINUTES = 60  # in an hour
NAMES = {"sat": "土曜日", "sun": "日曜日"}

Interval = tuple[int, int]


@predicate("minutes")
def daily_minutes_more_than(question: Question) -> Verdict:
    week = _week(question)
    if week is None:
        return unknown([WEEKLY])
    limit = question.number("minutes")
    if not week:
        return compared(holds=False, reason="週の開所予定に開所日がありません。")
    shortest = min(_total(intervals) for intervals in week.values())
    return compared(
        holds=shortest > limit,
        reason=f"開所時間が最も短い日は{_hours(shortest)}です（基準：{_hours(limit)}を超える）。",
        values={"min_daily_hours": shortest / MINUTES},
        remedy=f"最も短い日の開所時間を、あと{_hours(limit - shortest)}より長くすれば足ります。"
        if shortest < limit
        else "最も短い日の開所時間を、少しでも長くすれば足ります。",
    )


@predicate("from", "minutes", "days")
def late_days_at_least(question: Question) -> Verdict:
    week = _week(question)
    if week is None:
        return unknown([WEEKLY])
    start, minutes, minimum = (
        question.text("from"),
        question.number("minutes"),
        question.number("days"),
    )
    days = sum(_total_after(intervals, minute(start)) >= minutes for intervals in week.values())
    return compared(
        holds=days >= minimum,
        reason=f"{int(start[:2])}時以降に{_hours(minutes)}以上開所する日は週{days}日です"
        f"（基準：週{minimum}日以上）。",
        values={"night_days": days},
        remedy=f"{int(start[:2])}時以降に{_hours(minutes)}以上開所する日が、週あと{minimum - days}日"
        "あれば足ります。",
    )


@predicate("days")
def open_days_at_least(question: Question) -> Verdict:
    week = _week(question)
    if week is None:
        return unknown([WEEKLY])
    minimum = question.number("days")
    return compared(
        holds=len(week) >= minimum,
        reason=f"開所する日は週{len(week)}日です（基準：週{minimum}日以上）。",
        values={"open_days_per_week": len(week)},
        remedy=f"開所する日が、週あと{minimum - len(week)}日あれば足ります。",
    )


@predicate("weekdays")
def open_on_rest_days(question: Question) -> Verdict:
    """Saturday, or Sunday and holidays: one of them known to be open is enough."""
    week, holidays = _week(question), question.facts.get(HOLIDAYS)
    open_on = [NAMES[weekday] for weekday in question.texts("weekdays") if weekday in (week or {})]
    open_on += ["国民の祝日"] if holidays else []
    if open_on:
        return compared(holds=True, reason=f"{'・'.join(open_on)}に開所しています。")
    if week is None or holidays is None:
        return unknown(question.absent([WEEKLY, HOLIDAYS]))
    reason = "土曜日、日曜日、国民の祝日のいずれにも開所していません。"
    return Verdict(status=Status.NOT_MET, reason=reason)


def _week(question: Question) -> dict[str, list[Interval]] | None:
    """None is a schedule nobody recorded; an empty week is a recorded week of no days."""
    weekly = question.facts.get(WEEKLY)
    if weekly is None:
        return None
    days: dict[str, list[Interval]] = {}
    for weekday, opens, closes in weekly:
        days.setdefault(weekday, []).append((minute(opens), minute(closes)))
    return {weekday: _merged(intervals) for weekday, intervals in days.items()}


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for opens, closes in sorted(intervals):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged


def _total(intervals: Iterable[Interval]) -> int:
    return sum(closes - opens for opens, closes in intervals)


def _total_after(intervals: Iterable[Interval], start: int) -> int:
    return sum(max(0, closes - max(opens, start)) for opens, closes in intervals)


def minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * MINUTES + int(minutes)


def clock(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES)
    return f"{hours}:{rest:02d}"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES)
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"
