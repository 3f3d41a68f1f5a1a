"""上乗せ配置: the cases beyond the national rate, by the cases one person can carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from subsidies.judge.kleene import Status
from subsidies.judge.predicates.classes import CHILDREN, doubt, possible_classes
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown
from subsidies.judge.settings import setting

FACTS = (
    "municipality.abuse_cases",
    CHILDREN,
    "national.abuse_cases",
    "national.child_population",
)
ASSIGNED = "abuse_response_assigned"
NOTIFIED = "municipality.extra_staff_notified"
NUMBER, SECOND = "extra_staff_number", "extra_staff_ii"
DIFFERS, EITHER = "通知された人数との相違", "若しくは"


@dataclass(frozen=True, kw_only=True)
class Extra:
    minimum: int
    computed: int


@predicate("classes", "minimum", "cases_per_person", takes=("flag",))
def extra_staff_due(question: Question) -> Verdict:
    """Whether any are due; a number that was notified stands beside the computed one."""
    extra, keys = _extra(question)
    if extra is None:
        return unknown(keys)
    numbers, missing = _numbers(question, extra)
    flags = (*_flags(question), *_differing(question, extra))
    values: dict[str, Any] = {"applies": extra.computed > 0, "required_extra": extra.computed}
    notified = question.facts.get(NOTIFIED)
    if notified is not None:
        values["required_extra_notified"] = notified
    due = {number > 0 for number in numbers}
    told = "" if notified is None else f"通知された人数は{notified}名です。"
    reason = f"算式による上乗せは{extra.computed}名です。{told}"
    if len(due) != 1:
        return Verdict(
            status=Status.UNKNOWN, reason=reason, missing=missing, flags=flags, values=values
        )
    return compared(holds=due.pop(), reason=reason, values=values, flags=flags)


@predicate("classes", "minimum", "cases_per_person")
def extra_staff_assigned(question: Question) -> Verdict:
    notified = question.facts.get(NOTIFIED)

    def answer(extra: Extra, assigned: int, required: int) -> Verdict:
        numbers = f"上乗せは算式では{extra.computed}名、通知では{notified}名です。"
        told = "" if notified is None else numbers
        least = extra.minimum + required
        reason = (
            f"虐待対応専門員は{assigned}名です（必要：{extra.minimum}名＋{required}名）。{told}"
        )
        remedy = f"虐待対応専門員が、あと{least - assigned}名いれば足ります。"
        return compared(holds=assigned >= least, reason=reason, remedy=remedy)

    return _for_each_number(question, answer)


@predicate("classes", "minimum", "cases_per_person")
def least_abuse_response(question: Question) -> Verdict:
    """The base is payable on the table alone, whatever the formula says."""
    extra, keys = _extra(question)
    assigned = question.facts.get(ASSIGNED)
    if extra is None or assigned is None:
        return unknown(keys or [ASSIGNED])
    holds = assigned >= extra.minimum
    reason = f"虐待対応専門員は{assigned}名です（最低：{extra.minimum}名）。"
    return compared(holds=holds, reason=reason, values={"base_ok": holds})


@predicate("classes", "minimum", "cases_per_person", "limit", "head")
def extra_staff_subsidised(question: Question) -> Verdict:
    """(i) up to the number of the formula, (ii) beyond it up to a limit."""
    head = question.text("head")

    def answer(extra: Extra, assigned: int, required: int) -> Verdict:
        beyond, limit = max(assigned - extra.minimum, 0), question.number("limit")
        first = min(beyond, required)
        second = min(beyond - first, limit)
        if question.reading(SECOND) == "either":
            second = min(beyond, limit)
            first = min(beyond - second, required)
        count = {"i": first, "ii": second}[head]
        flags = (EITHER,) if required and beyond else ()
        reason = f"({head})により補助の対象は{count}名です。"
        values = {f"subsidised_{head}": count}
        return compared(holds=count > 0, reason=reason, values=values, flags=flags)

    return _for_each_number(question, answer)


def _for_each_number(question: Question, answer: Any) -> Verdict:
    """The answer, if it is the same under each number that may have to be used."""
    extra, keys = _extra(question)
    if extra is None:
        return unknown(keys)
    assigned = question.facts.get(ASSIGNED)
    if assigned is None:
        return unknown([ASSIGNED])
    numbers, missing = _numbers(question, extra)
    verdicts: list[Verdict] = [answer(extra, assigned, number) for number in numbers]
    if missing and len({(part.status, tuple(part.values.items())) for part in verdicts}) > 1:
        reason = "上乗せの人数が計算と通知とで異なり、結果が分かれます。"
        return Verdict(status=Status.UNKNOWN, reason=reason, missing=missing, flags=(DIFFERS,))
    return verdicts[0] if verdicts else unknown(missing)


def _extra(question: Question) -> tuple[Extra | None, tuple[str, ...]]:
    possible = possible_classes(question)
    known = question.known(*FACTS)
    if known is None or len(possible) > 1 or not known[-1]:
        doubts = doubt(question) if len(possible) > 1 else ()
        nobody = ("national.child_population",) if known and not known[-1] else ()
        return None, (*question.absent(FACTS), *doubts, *nobody)
    cases, children, all_cases, all_children = known
    minimum = question.parameters["minimum"][possible[0]]
    beyond = cases - Fraction(children * all_cases, all_children)
    computed = max(-(-beyond // question.number("cases_per_person")), 0) if minimum else 0
    return Extra(minimum=minimum, computed=int(computed)), ()


def _numbers(question: Question, extra: Extra) -> tuple[list[int], tuple[str, ...]]:
    """The numbers that may have to be used, and what would settle which."""
    notified, chosen = question.facts.get(NOTIFIED), question.reading(NUMBER)
    if chosen == "notified":
        return ([], (NOTIFIED,)) if notified is None else ([notified], ())
    if chosen == "computed" or notified is None or notified == extra.computed:
        return [extra.computed], ()
    return sorted({extra.computed, notified}), (setting(NUMBER).fact,)


def _flags(question: Question) -> Iterable[str]:
    flag = question.text("flag")
    return (flag,) if flag else ()


def _differing(question: Question, extra: Extra) -> Iterable[str]:
    notified = question.facts.get(NOTIFIED)
    return (DIFFERS,) if notified is not None and notified != extra.computed else ()
