"""The こども家庭センター: the least staff on duty, role by role and hour by hour."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from subsidies.judge.kleene import Status, conjunction, truth
from subsidies.judge.predicates.classes import (
    NAMES,
    POPULATION,
    doubt,
    possible_classes,
)
from subsidies.judge.predicates.opening import clock, minute
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown
from subsidies.judge.shapes import WEEKDAYS
from subsidies.judge.vocabulary import name_of

CONCURRENT = "concurrent_fulltime"
ON_DUTY, SHARED = "on_duty", "on_duty.in_two_roles"
BAND, ROSTER = "standard_band", "duty_roster"
FORMS = ("full", "part")
TWO_ROLES = "職種の兼務"
DAYS = dict(zip(WEEKDAYS, "月火水木金土日", strict=True))

Least = Mapping[str, Iterable[int]]


@predicate("classes", "least")
def least_staff_on_duty(question: Question) -> Verdict:
    """Role by role: a larger total does not make up for a missing role, nor one person for two."""
    possible = possible_classes(question)
    answers = {name: _staffed(question, question.parameters["least"][name]) for name in possible}
    statuses = {status for status, _ in answers.values()}
    lacking = [key for _, keys in answers.values() for key in keys]
    flags = (TWO_ROLES,) if question.facts.get(SHARED) else ()
    if len(statuses) > 1:
        return unknown([*doubt(question), *lacking], flags=flags)
    status = statuses.pop()
    if status is Status.UNKNOWN:
        doubts = doubt(question) if len(possible) > 1 else ()
        if not (doubts or lacking):
            reason = "一人を二つの職種に数えており、職種ごとの人数に足りるか人の判断を要します。"
            return Verdict(status=status, reason=reason, missing=(SHARED,), flags=flags)
        return unknown([*doubts, *lacking], flags=flags)
    name = "・".join(NAMES[name] for name in possible)
    words = (
        "満たしています"
        if status is Status.MET
        else f"満たしていません{_short(question, possible)}"
    )
    return compared(
        holds=status is Status.MET, reason=f"{name}の最低配置人員を{words}。", flags=flags
    )


@predicate("classes", "least")
def roles_filled(question: Question) -> Verdict:
    """Each role the class asks for has somebody on duty."""
    possible = possible_classes(question)
    if len(possible) > 1:
        return unknown(doubt(question))
    roles = question.parameters["least"][possible[0]]
    parts = {role: _present(question, role) for role in roles}
    status = conjunction(parts.values())
    if status is Status.UNKNOWN:
        open_ones = [role for role, answer in parts.items() if answer is status]
        return unknown(question.absent(key for role in open_ones for key in _keys(role)))
    empty = [_role(role) for role, answer in parts.items() if answer is Status.NOT_MET]
    told = f"{'・'.join(empty)}がいません" if empty else "求められる職種のすべてに職員がいます"
    return compared(holds=not empty, reason=f"{NAMES[possible[0]]}：{told}。")


@predicate("classes", "only", "population_below", "minimum", "roles")
def one_person_suffices(question: Question) -> Verdict:
    """The smallest class: with a full-time person for both functions, one of any form will do."""
    possible, only = possible_classes(question), question.text("only")
    smallest = truth(None if only in possible and len(possible) > 1 else only in possible)
    population, limit = question.facts.get(POPULATION), question.number("population_below")
    few = truth(None if population is None else population < limit)
    open_to = conjunction([smallest, few, truth(question.facts.get(CONCURRENT))])
    keys = [key for role in question.texts("roles") for key in _keys(role)]
    present = sum(question.facts.get(key) or 0 for key in keys) >= question.number("minimum")
    absent = () if present else question.absent(keys)
    manned = Status.MET if present else truth(None if absent else False)
    values = {} if open_to is Status.UNKNOWN else {"exception_a": open_to is Status.MET}
    status = conjunction([open_to, manned])
    if status is Status.UNKNOWN:
        doubts = doubt(question) if smallest is Status.UNKNOWN else ()
        return unknown(
            [*question.absent([POPULATION]), *doubts, *question.absent([CONCURRENT]), *absent],
            values=values,
        )
    words = "当たります" if status is Status.MET else "当たりません"
    return compared(
        holds=status is Status.MET,
        reason=f"人口{limit:,}人未満の{NAMES[only]}で常時1名で足りる場合に{words}。",
        values=values,
    )


@predicate("table")
def present_all_hours(question: Question) -> Verdict:
    """常時: the table is asked for every part of the band, with those the roster has there."""
    known = question.known(BAND, ROSTER)
    if known is None:
        return unknown(question.absent([BAND, ROSTER]))
    band, roster = known
    answers = [
        (moment, question.judge_rule(question.text("table"), _at(question, roster, *moment)))
        for moment in _moments(band, roster)
    ]
    status = conjunction(answer.status for _, answer in answers)
    if status is Status.UNKNOWN:
        keys = [key for _, answer in answers for key in answer.missing]
        lacking = [key for key in keys if not key.startswith(f"{ON_DUTY}.")]
        return unknown(lacking or [ROSTER])
    if status is Status.NOT_APPLICABLE:
        return unknown([BAND])
    if status is Status.MET:
        return compared(holds=True, reason="時間帯のすべてで最低配置人員を満たしています。")
    weekday, start = next(moment for moment, answer in answers if answer.status is status)
    reason = f"{DAYS[weekday]}曜日の{clock(start)}に、最低配置人員を満たしていません。"
    return compared(holds=False, reason=reason)


def _at(question: Question, roster: Iterable[Mapping[str, Any]], weekday: str, start: int) -> Any:
    """The facts with the head-count of one moment. Who works full time may not be known."""
    there = [duty for duty in roster if _works(duty, weekday, start)]
    counts: dict[str, dict[str, int | None]] = {}
    for role in ROLES:
        forms = [duty.get("fulltime") for duty in there if duty.get("role") == role]
        open_to_doubt = None in forms
        full, part = forms.count(True), forms.count(False)
        counts[role] = {
            "full": None if open_to_doubt else full,
            "part": None if open_to_doubt else part,
        }
    return type(question.facts)({**question.facts.content, ON_DUTY: counts})


def _works(duty: Mapping[str, Any], weekday: str, start: int) -> bool:
    return any(
        day == weekday and minute(opens) <= start < minute(closes)
        for day, opens, closes in duty.get("weekly") or ()
    )


def _moments(band: Iterable[Any], roster: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """The beginning of each stretch of the band in which nobody comes or goes."""
    band = list(band)
    shifts = [shift for duty in roster for shift in duty.get("weekly") or ()]
    for weekday in WEEKDAYS:
        edges = {
            minute(time) for day, *times in [*band, *shifts] if day == weekday for time in times
        }
        for start, _ in pairwise(sorted(edges)):
            if _works({"weekly": band}, weekday, start):
                yield weekday, start


ROLES = ("family_support", "psychological_support", "abuse_response")


def _keys(role: str) -> list[str]:
    return [f"{ON_DUTY}.{role}.{form}" for form in FORMS]


def _role(role: str) -> str:
    return name_of(_keys(role)[0]).removeprefix("常時の").removesuffix("（常勤）")


def _present(question: Question, role: str) -> Status:
    counts = [question.facts.get(key) for key in _keys(role)]
    if any(counts):
        return Status.MET
    return truth(None if None in counts else False)


def _short(question: Question, possible: Iterable[str]) -> str:
    """Which roles are short, and of how many: told when the class is one."""
    names = list(possible)
    if len(names) > 1:
        return ""
    least: Least = question.parameters["least"][names[0]]
    short = [
        f"{_role(role)}は常勤{full}名・非常勤{part}名（常時{number}名、うち非常勤{most}名まで）"
        for role, (number, most) in least.items()
        if _role_staffed(question, role, number, most)[0] is Status.NOT_MET
        for full, part in [[question.facts.get(key) or 0 for key in _keys(role)]]
    ]
    return f"（{'、'.join(short)}）" if short else ""


def _staffed(question: Question, least: Least) -> tuple[Status, tuple[str, ...]]:
    roles = [_role_staffed(question, role, *numbers) for role, numbers in least.items()]
    status = conjunction(status for status, _ in roles)
    shared = question.facts.get(SHARED)
    if status is Status.MET and shared:
        return _without_shared(question, least, shared), ()
    return status, tuple(
        key for one, keys in roles if one is status is Status.UNKNOWN for key in keys
    )


def _without_shared(question: Question, least: Least, shared: int) -> Status:
    """Nobody counts twice: enough without them in every role, or too few persons in all."""
    counted, wanted = 0, 0
    spare = []
    for role, (number, part_time) in least.items():
        full, part = (question.facts.get(key) or 0 for key in _keys(role))
        spare.append(full + min(part, part_time) - number)
        counted, wanted = counted + full + part, wanted + number
    if all(beyond >= shared for beyond in spare):
        return Status.MET
    too_few = counted - shared < wanted
    return Status.NOT_MET if too_few else Status.UNKNOWN


def _role_staffed(
    question: Question, role: str, least: int, part_time: int
) -> tuple[Status, tuple[str, ...]]:
    """At most so many of the least number may be part-time."""
    keys = _keys(role)
    full, part = (question.facts.get(key) for key in keys)
    if (full or 0) + min(part or 0, part_time) >= least:
        return Status.MET, ()
    if full is not None and full + min(part_time if part is None else part, part_time) < least:
        return Status.NOT_MET, ()
    return Status.UNKNOWN, question.absent(keys)
