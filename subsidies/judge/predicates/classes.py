"""The class (施設の類型) of a こども家庭センター: by children, with the population in brackets."""

from collections.abc import Mapping

from subsidies.judge.kleene import Status
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown

CHILDREN, POPULATION = "municipality.child_population", "municipality.population"
CHOSEN = "class"
ABOUT, DISAGREEMENT = "概ね", "類型の不一致"
NAMES = {"A": "小規模A型", "B": "小規模B型", "C": "小規模C型", "M": "中規模型", "L": "大規模型"}


@predicate("classes")
def class_by_population(question: Question) -> Verdict:
    """By children; the total population stands in brackets and may only raise a doubt."""
    possible = possible_classes(question)
    if len(possible) == 1:
        name = possible[0]
        source = "選んで登録された類型" if question.facts.get(CHOSEN) else "児童人口による類型"
        return compared(holds=True, reason=f"{source}は{NAMES[name]}です。", values={"class": name})
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


def possible_classes(question: Question) -> list[str]:
    """The class a person chose; else the one by children, and the one by population if another."""
    chosen = question.facts.get(CHOSEN)
    if chosen:
        return [chosen]
    by_children = _class_of(question, CHILDREN, "children_below")
    if by_children is None:
        return list(question.parameters["classes"])
    by_population = _class_of(question, POPULATION, "population_below") or by_children
    return list(dict.fromkeys([by_children, by_population]))


def doubt(question: Question) -> tuple[str, ...]:
    """What would settle the class."""
    return question.absent([CHILDREN]) or (CHOSEN,)


def _class_of(question: Question, key: str, limit: str) -> str | None:
    number = question.facts.get(key)
    if number is None:
        return None
    bounds: Mapping[str, Mapping[str, int]] = question.parameters["classes"]
    return next(name for name, bound in bounds.items() if number < bound.get(limit, number + 1))
