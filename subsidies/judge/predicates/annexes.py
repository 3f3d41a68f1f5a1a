"""The qualifications of the annexes (別添1-3), item by item, from licences, training and careers.

Each item is a route of its own. A licence that is not known leaves the answer open; the facts of
the other routes (a degree, a career as 社会福祉主事) are claims, which somebody makes or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from subsidies.judge.kleene import Status, conjunction, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, both, compared, unknown
from subsidies.judge.vocabulary import name_of

PERSON, MEMBERS = "person", "child_welfare_staff"
LICENCE, LICENCES, ELIGIBLE = "licence", "licences", "eligible_for"
DEGREE, SUBJECT = "degree", "degree_subject"
INTERIM = "interim_training"
ANNEX, FIELD = "person.annex1_qualification", "person.field_experience_attested"

Route = Mapping[str, Any]
Person = Mapping[str, Any]


@predicate("routes", "interim", "role")
def qualified_by_annex(question: Question) -> Verdict:
    """One person; or, for a place, everyone posted in the role."""
    if question.subject == PERSON:
        return _qualified(question, question.facts.get(PERSON) or {}, PERSON)
    members = question.facts.get(MEMBERS)
    if members is None:
        return unknown([MEMBERS])
    open_roles = [
        f"{MEMBERS}.{_label(member, index)}.role"
        for index, member in enumerate(members)
        if member.get("role") is None
    ]
    verdicts = [
        _of_member(_qualified(question, member, f"{MEMBERS}.{label}"), label)
        for label, member in ((_label(part, index), part) for index, part in enumerate(members))
        if member.get("role") == question.text("role")
    ]
    if open_roles:
        verdicts.append(unknown(open_roles))
    if not verdicts:
        return Verdict(status=Status.NOT_APPLICABLE, reason="この職種の職員はいません。")
    return both(verdicts)


@predicate("routes")
def chief_of_annex(question: Question) -> Verdict:
    """別添1 is told as one answer, or follows from what is known of the person; and a career."""
    told = question.facts.get(ANNEX)
    person = question.facts.get(PERSON) or {}
    known = any(person.get(key) is not None for key in (LICENCE, LICENCES))
    if told is None and known:
        annex = _qualified(question, person, PERSON)
    else:
        annex = _told(question, ANNEX)
    return both([annex, _told(question, FIELD)])


def _qualified(question: Question, person: Person, place: str) -> Verdict:
    routes: Iterable[Route] = question.parameters["routes"]
    answers = [(route, *_of_route(route, person)) for route in routes]
    licence = _licence_known(person)
    interim = truth(person.get(INTERIM)) if question.parameters.get("interim") else Status.NOT_MET
    status = disjunction([licence, interim, *(answer for _, answer, _ in answers)])
    if status is Status.UNKNOWN:
        keys = [key for _, answer, lacking in answers if answer is status for key in lacking]
        keys = ([LICENCE] if licence is status else []) + keys
        keys += [INTERIM] if interim is status else []
        return unknown(f"{place}.{key}" for key in keys)
    met = next((route for route, answer, _ in answers if answer is Status.MET), None)
    if met is not None:
        return compared(holds=True, reason=f"{met['name']}（{met['item']}）に当たります。")
    if interim is Status.MET:
        return compared(holds=True, reason="当分の間認められる研修の修了を確認できます。")
    names = "・".join(_licences(person)) or "記録された資格"
    return compared(holds=False, reason=f"{names}では資格の一覧に当たりません。")


def _of_route(route: Route, person: Person) -> tuple[Status, tuple[str, ...]]:
    """Whether the person comes by this route; what else would have to be known."""
    if not _claimed(route, person):
        return Status.NOT_MET, ()
    parts = dict(_parts(route, person))
    status = conjunction([Status.MET, *parts.values()])
    return status, tuple(key for key, answer in parts.items() if answer is Status.UNKNOWN)


def _claimed(route: Route, person: Person) -> bool:
    """The first thing an item names has to be told before the rest of it is asked for."""
    if "licences" in route:
        return any(name in route["licences"] for name in _licences(person))
    if "eligible_for" in route:
        return any(name in route["eligible_for"] for name in person.get(ELIGIBLE) or ())
    if "degrees" in route:
        return person.get(DEGREE) in route["degrees"]
    keys = [*route.get("holds", ()), *route.get("sum", ())]
    return any(person.get(key) for key in keys)


def _parts(route: Route, person: Person) -> Iterable[tuple[str, Status]]:
    if "degrees" in route:
        subject = person.get(SUBJECT)
        yield SUBJECT, truth(None if subject is None else subject in route["subjects"])
    for key in route.get("holds", ()):
        yield key, truth(person.get(key))
    if "sum" in route:
        yield from _months(route, person)


def _months(route: Route, person: Person) -> Iterable[tuple[str, Status]]:
    """Months of several careers together: one not known can only add."""
    keys = route["sum"]
    total = sum((Fraction(person.get(key) or 0) for key in keys), Fraction(0))
    absent = [key for key in keys if person.get(key) is None]
    if total >= route["months"] or not absent:
        yield keys[0], truth(total >= route["months"])
    else:
        yield from ((key, Status.UNKNOWN) for key in absent)


def _licence_known(person: Person) -> Status:
    """An open question while no licence is told; in itself it qualifies nobody."""
    known = any(person.get(key) is not None for key in (LICENCE, LICENCES))
    return Status.NOT_MET if known else Status.UNKNOWN


def _licences(person: Person) -> list[str]:
    single = person.get(LICENCE)
    return list(dict.fromkeys([*([single] if single else []), *(person.get(LICENCES) or ())]))


def _told(question: Question, key: str) -> Verdict:
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    words = "確認できます" if value else "ないと記録されています"
    return compared(holds=bool(value), reason=f"{name_of(key)}：{words}。")


def _of_member(verdict: Verdict, label: str) -> Verdict:
    return replace(verdict, reason=f"職員{label}：{verdict.reason}")


def _label(member: Person, index: int) -> str:
    return str(member.get("id") or index + 1)
