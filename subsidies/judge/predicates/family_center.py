"""The こども家庭センター: its class, its least staffing, and what of it is subsidised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from subsidies.judge.kleene import Status, conjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown

CHILDREN, POPULATION = "municipality.child_population", "municipality.population"
CHOSEN = "class"
CONCURRENT = "concurrent_fulltime"
ABOUT, DISAGREEMENT = "概ね", "類型の不一致"
NAMES = {"A": "小規模A型", "B": "小規模B型", "C": "小規模C型", "M": "中規模型", "L": "大規模型"}
EXTRA_FACTS = (
    "municipality.abuse_cases",
    CHILDREN,
    "national.abuse_cases",
    "national.child_population",
)
ASSIGNED = "abuse_response_assigned"


@predicate("classes")
def class_by_population(question: Question) -> Verdict:
    """By children; the total population stands in brackets and may only raise a doubt."""
    possible = _possible(question)
    if len(possible) == 1:
        return compared(
            holds=True, reason=f"{NAMES[possible[0]]}です。", values={"class": possible[0]}
        )
    if question.facts.get(CHILDREN) is None:
        return unknown([CHILDREN])
    names = "、".join(NAMES[name] for name in possible)
    return Verdict(
        status=Status.UNKNOWN,
        reason=f"児童人口と人口とで類型が異なり（{names}）、人の判断を要します。",
        missing=(CHOSEN,),
        flags=(ABOUT, DISAGREEMENT),
        values={"class": possible[0]},
    )


@predicate("classes", "least")
def least_staff_on_duty(question: Question) -> Verdict:
    """Role by role: a larger total does not make up for a missing role."""
    possible = _possible(question)
    answers = {name: _staffed(question, question.parameters["least"][name]) for name in possible}
    statuses = {status for status, _ in answers.values()}
    lacking = [key for _, keys in answers.values() for key in keys]
    if len(statuses) > 1:
        return unknown([*_doubt(question), *lacking])
    status = statuses.pop()
    if status is Status.UNKNOWN:
        return unknown([*(_doubt(question) if len(possible) > 1 else ()), *lacking])
    words = "満たしています" if status is Status.MET else "満たしていない職種があります"
    name = "・".join(NAMES[name] for name in possible)
    return compared(holds=status is Status.MET, reason=f"{name}の最低配置人員を{words}。")


@predicate("classes", "only", "population_below", "minimum", "roles")
def one_person_suffices(question: Question) -> Verdict:
    """The smallest class: with a full-time person for both functions, one of any form will do."""
    possible, only = _possible(question), question.text("only")
    smallest = truth(None if only in possible and len(possible) > 1 else only in possible)
    population, limit = question.facts.get(POPULATION), question.number("population_below")
    few = truth(None if population is None else population < limit)
    open_to = conjunction([smallest, few, truth(question.facts.get(CONCURRENT))])
    keys = [f"on_duty.{role}.{form}" for role in question.texts("roles") for form in FORMS]
    present = sum(question.facts.get(key) or 0 for key in keys) >= question.number("minimum")
    absent = () if present else question.absent(keys)
    manned = Status.MET if present else truth(None if absent else False)
    values = {} if open_to is Status.UNKNOWN else {"exception_a": open_to is Status.MET}
    status = conjunction([open_to, manned])
    if status is Status.UNKNOWN:
        doubt = _doubt(question) if smallest is Status.UNKNOWN else ()
        return unknown(
            [*question.absent([POPULATION]), *doubt, *question.absent([CONCURRENT]), *absent],
            values=values,
        )
    words = "当たります" if status is Status.MET else "当たりません"
    return compared(
        holds=status is Status.MET,
        reason=f"常時1名で足りる{NAMES[only]}の場合に{words}。",
        values=values,
    )


@predicate("classes", "minimum", "cases_per_person", "limit", "answer", takes=("flag",))
def extra_abuse_response(question: Question) -> Verdict:
    """The cases beyond the national rate, by the cases one person can carry."""
    answer = question.text("answer")
    figures, keys = _extra_figures(question)
    if figures is None:
        return unknown(keys)
    flags = (question.text("flag"),) if question.text("flag") else ()
    if answer == "applies":
        return compared(
            holds=figures.applies,
            reason=f"算式による上乗せは{figures.required}名です。",
            values={"applies": figures.applies, "required_extra": figures.required},
            flags=flags,
        )
    assigned = question.facts.get(ASSIGNED)
    if assigned is None:
        return unknown([ASSIGNED])
    least = figures.minimum + figures.required
    first = min(max(assigned - figures.minimum, 0), figures.required)
    second = min(max(assigned - least, 0), question.number("limit"))
    told: dict[str, tuple[bool, str, dict[str, Any]]] = {
        "n": (assigned >= least, f"{assigned}名配置（必要：{least}名）", {}),
        "base_ok": (
            assigned >= figures.minimum,
            f"{assigned}名配置（最低：{figures.minimum}名）",
            {"base_ok": assigned >= figures.minimum},
        ),
        "i": (first > 0, f"補助の対象は{first}名", {"subsidised_i": first}),
        "ii": (second > 0, f"補助の対象は{second}名", {"subsidised_ii": second}),
    }
    holds, reason, values = told[answer]
    return compared(holds=holds, reason=f"{reason}です。", values=values, flags=flags)


@predicate("plans", "assigned", "per", "caps", "flag")
def subsidised_plan_writers(question: Question) -> Verdict:
    """How a rest is rounded is not said: decided only where it makes no difference."""
    keys = (question.text("plans"), question.text("assigned"), POPULATION)
    plans, assigned, population = (question.facts.get(key) for key in keys)
    if plans == 0 or assigned == 0:
        return compared(holds=False, reason="補助の対象は0名です。", values={"subsidised": 0})
    if None in {plans, assigned, population}:
        return unknown(question.absent(keys))
    cap = next(
        cap["cap"]
        for cap in question.parameters["caps"]
        if population < cap.get("below", population + 1)
    )
    per = question.number("per")
    fewest, most = (min(assigned, cap, count) for count in (plans // per, -(-plans // per)))
    if fewest < most:
        return Verdict(
            status=Status.UNKNOWN,
            reason=f"計画{plans}件の端数の扱いが定められていません（{fewest}名又は{most}名）。",
            flags=(question.text("flag"),),
            values={"subsidised_at_least": fewest, "subsidised_at_most": most},
        )
    return compared(
        holds=True, reason=f"補助の対象は{fewest}名です。", values={"subsidised": fewest}
    )


FORMS = ("full", "part")


@dataclass(frozen=True, kw_only=True)
class Extra:
    applies: bool
    minimum: int
    required: int


def _extra_figures(question: Question) -> tuple[Extra | None, tuple[str, ...]]:
    possible = _possible(question)
    known = question.known(*EXTRA_FACTS)
    if known is None or len(possible) > 1 or not known[-1]:
        doubt = _doubt(question) if len(possible) > 1 else ()
        nobody = ("national.child_population",) if known and not known[-1] else ()
        return None, (*question.absent(EXTRA_FACTS), *doubt, *nobody)
    cases, children, all_cases, all_children = known
    minimum = question.parameters["minimum"][possible[0]]
    beyond = cases - Fraction(children * all_cases, all_children)
    applies = minimum > 0 and beyond > 0
    required = -(-beyond // question.number("cases_per_person")) if applies else 0
    return Extra(applies=applies, minimum=minimum, required=int(required)), ()


def _possible(question: Question) -> list[str]:
    """The class a person chose; else the one by children, and the one by population if another."""
    chosen = question.facts.get(CHOSEN)
    if chosen:
        return [chosen]
    by_children = _class_of(question, CHILDREN, "children_below")
    if by_children is None:
        return list(question.parameters["classes"])
    by_population = _class_of(question, POPULATION, "population_below") or by_children
    return list(dict.fromkeys([by_children, by_population]))


def _class_of(question: Question, key: str, limit: str) -> str | None:
    number = question.facts.get(key)
    if number is None:
        return None
    bounds: Mapping[str, Mapping[str, int]] = question.parameters["classes"]
    return next(name for name, bound in bounds.items() if number < bound.get(limit, number + 1))


def _doubt(question: Question) -> tuple[str, ...]:
    return question.absent([CHILDREN]) or (CHOSEN,)


def _staffed(
    question: Question, least: Mapping[str, Iterable[int]]
) -> tuple[Status, tuple[str, ...]]:
    roles = [_role_staffed(question, role, *numbers) for role, numbers in least.items()]
    status = conjunction(status for status, _ in roles)
    return status, tuple(
        key for one, keys in roles if one is status is Status.UNKNOWN for key in keys
    )


def _role_staffed(
    question: Question, role: str, least: int, part_time: int
) -> tuple[Status, tuple[str, ...]]:
    """At most so many of the least number may be part-time."""
    keys = [f"on_duty.{role}.{form}" for form in FORMS]
    full, part = (question.facts.get(key) for key in keys)
    if (full or 0) + min(part or 0, part_time) >= least:
        return Status.MET, ()
    if full is not None and full + min(part_time if part is None else part, part_time) < least:
        return Status.NOT_MET, ()
    return Status.UNKNOWN, question.absent(keys)
