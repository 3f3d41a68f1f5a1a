"""Persons posted to a place, counted. Assistants never count; the notices say so three times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from subsidies.judge.kleene import Status, conjunction, negation, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Outcome, Question, Verdict, compared, unknown
from subsidies.judge.settings import setting

STAFF = "staff"
SESSIONS = "outreach.sessions"
ASSISTANT, OUTREACH = "assistant", "outreach"
DEFINITION = "dedicated_definition"
BOTH_WORKS, MEANING = "出張相談との兼務", "専任の意味"


@dataclass(frozen=True, kw_only=True)
class Member:
    label: str
    dedicated: Status
    outreach: Status
    qualified: Outcome
    missing_dedicated: tuple[str, ...]
    missing_roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many count for certain, how many may, and what would settle it."""

    certain: int
    possible: int
    missing: tuple[str, ...]
    obligations: tuple[str, ...]

    def at_least(self, minimum: int) -> Status:
        if self.certain >= minimum:
            return Status.MET
        return Status.UNKNOWN if self.possible >= minimum else Status.NOT_MET


@predicate("minimum", "value", takes=("qualification",))
def dedicated_staff_at_least(question: Question) -> Verdict:
    members = _members(question)
    if members is None:
        return unknown([STAFF])
    tally = _tally(members, without_outreach=False)
    verdict = _counted(question, tally, tally.at_least(question.number("minimum")))
    return replace(verdict, flags=_meaning(question, verdict, members))


@predicate("minimum", "qualification", "value")
def dedicated_staff_besides_outreach(question: Question) -> Verdict:
    """ただし書: while カ is carried out, whoever serves it (even partly) is not counted."""
    members = _members(question)
    if members is None:
        return unknown([STAFF])
    tally = _besides_outreach(question, members)
    verdict = _counted(question, tally, tally.at_least(question.number("minimum")))
    flags = (*_shared(question), *_meaning(question, verdict, members))
    return replace(verdict, flags=flags)


@predicate("minimum", "qualification", "flag", "value")
def dedicated_staff_besides_outreach_unread(question: Question) -> Verdict:
    """No 読替 tells which requirement a 特定型 has here: unknown wherever that would decide."""
    members = _members(question)
    if members is None:
        return unknown([STAFF])
    minimum = question.number("minimum")
    strict = _besides_outreach(question, members)
    loose = _besides_outreach(question, [_without_requirement(member) for member in members])
    status = strict.at_least(minimum)
    if status is Status.MET or loose.at_least(minimum) is Status.NOT_MET:
        return _counted(question, strict, status)
    flags = (question.text("flag"), *_shared(question))
    missing = strict.missing if status is Status.UNKNOWN else loose.missing
    return Verdict(
        status=Status.UNKNOWN,
        reason="専任職員に求める要件について特定型の読替えがなく、人の判断を要します。",
        missing=missing,
        flags=flags,
        values=_values(question, strict),
    )


@predicate(takes=("qualification",))
def outreach_staff_besides_dedicated(question: Question) -> Verdict:
    """Two different persons: a dedicated one, and one for the outreach who need not be."""
    members = _members(question)
    if members is None:
        return unknown([STAFF])
    status = _pair(members)
    if status is Status.UNKNOWN:
        return unknown(key for member in members for key in _missing_of_pair(member))
    if status is Status.NOT_MET:
        reason = "専任職員のほかに、要件を満たす出張相談の担当職員がいません。"
        return compared(holds=False, reason=reason)
    carrying = [member for member in members if _for_outreach(member) is Status.MET]
    names = "、".join(member.label for member in carrying)
    return compared(
        holds=True,
        reason=f"専任職員のほかに、出張相談を担当する職員（{names}）がいます。",
        obligations=_obligations(carrying),
    )


@predicate("courses")
def dedicated_staff_trained(question: Question) -> Verdict:
    """望ましい: whether those who are dedicated have completed every course."""
    people = question.facts.get(STAFF)
    if people is None:
        return unknown([STAFF])
    posted = [(_label(person, index), person) for index, person in enumerate(people)]
    posted = [(label, person) for label, person in posted if _counts(person)]
    keys = [
        f"{STAFF}.{label}.training.{course}"
        for label, person in posted
        if person.get("dedicated")
        for course in question.texts("courses")
    ]
    answers = [(key, _answer(posted, key)) for key in keys]
    status = conjunction(truth(answer) for _, answer in answers)
    if status is Status.UNKNOWN:
        return unknown(key for key, answer in answers if answer is None)
    if status is Status.NOT_APPLICABLE:
        return Verdict(status=status, reason="専任職員の記録がありません。")
    words = "修了しています" if status is Status.MET else "修了していない者がいます"
    return compared(holds=status is Status.MET, reason=f"専任職員は望ましいとされる研修を{words}。")


@predicate("licence", "minimum")
def dedicated_with_licence(question: Question) -> Verdict:
    """Dedicated persons who hold a licence by name; what else they are is not asked."""
    people = question.facts.get(STAFF)
    if people is None:
        return unknown([STAFF])
    wanted, minimum = question.text("licence"), question.number("minimum")
    keys: list[str] = []
    statuses = []
    for index, person in enumerate(people):
        if not _counts(person):
            continue
        licences, label = person.get("licences"), _label(person, index)
        held = truth(None if licences is None else wanted in licences)
        dedicated = truth(person.get("dedicated"))
        statuses.append(conjunction([held, dedicated]))
        if statuses[-1] is Status.UNKNOWN:
            keys += [f"{STAFF}.{label}.licences"] * (held is Status.UNKNOWN)
            keys += [f"{STAFF}.{label}.dedicated"] * (dedicated is Status.UNKNOWN)
    certain, possible = statuses.count(Status.MET), statuses.count(Status.UNKNOWN)
    if certain < minimum <= certain + possible:
        return unknown(keys)
    reason = f"{wanted}の資格がある専任職員は{certain}名です（基準：{minimum}名以上）。"
    remedy = f"{wanted}の資格がある専任職員が、あと{minimum - certain}名いれば足ります。"
    return compared(holds=certain >= minimum, reason=reason, remedy=remedy)


@predicate()
def assistants_left_out(question: Question) -> Verdict:
    people = question.facts.get(STAFF)
    if people is None:
        return unknown([STAFF])
    assistants = sum(not _counts(person) for person in people)
    if not assistants:
        return Verdict(status=Status.NOT_APPLICABLE, reason="補助職員の配置はありません。")
    return compared(holds=True, reason=f"補助職員{assistants}名は、職員の数に含めていません。")


@predicate("duty")
def social_workers_oriented(question: Question) -> Verdict:
    people = question.facts.get(STAFF)
    if people is None:
        return unknown([STAFF])
    subject = [
        (_label(person, index), person)
        for index, person in enumerate(people)
        if _counts(person) and person.get("child_family_social_worker")
    ]
    if not subject:
        reason = "こども家庭ソーシャルワーカーの資格による職員はいません。"
        return Verdict(status=Status.NOT_APPLICABLE, reason=reason)
    owing = [label for label, person in subject if not person.get("orientation_done")]
    if not owing:
        return compared(holds=True, reason="資格による職員への必要な対応を確認できます。")
    return Verdict(
        status=Status.UNKNOWN,
        reason=f"職員{'、'.join(owing)}について、{question.text('duty')}を行う必要があります。",
        obligations=tuple(f"{label}：{question.text('duty')}" for label in owing),
    )


def _members(question: Question) -> list[Member] | None:
    people = question.facts.get(STAFF)
    if people is None:
        return None
    return [
        _member(question, person, _label(person, index))
        for index, person in enumerate(people)
        if _counts(person)
    ]


def _member(question: Question, person: Mapping[str, Any], label: str) -> Member:
    roles = person.get("roles")
    asked = ["dedicated", *(["fulltime"] if question.reading(DEFINITION) == "full_time" else [])]
    dedicated = conjunction(truth(person.get(key)) for key in asked)
    lacking = [key for key in asked if person.get(key) is None and dedicated is Status.UNKNOWN]
    outreach = truth(None if roles is None else OUTREACH in roles)
    return Member(
        label=label,
        dedicated=dedicated,
        outreach=outreach,
        qualified=_qualified(question, person, label),
        missing_dedicated=tuple(f"{STAFF}.{label}.{key}" for key in lacking),
        missing_roles=(f"{STAFF}.{label}.roles",) * (outreach is Status.UNKNOWN),
    )


def _qualified(question: Question, person: Mapping[str, Any], label: str) -> Outcome:
    rule = question.text("qualification")
    if not rule:
        return Outcome(status=Status.MET)
    asked = type(question.facts)({**question.facts.content, "person": person})
    answer = question.judge_rule(rule, asked)
    return Outcome(
        status=answer.status,
        missing=tuple(_of_member(key, label) for key in answer.missing),
        obligations=tuple(f"{label}：{duty}" for duty in answer.obligations),
    )


def _of_member(key: str, label: str) -> str:
    rest = key.removeprefix("person.")
    return key if rest == key else f"{STAFF}.{label}.{rest}"


def _without_requirement(member: Member) -> Member:
    return Member(**{**vars(member), "qualified": Outcome(status=Status.MET)})


def _tally(members: Iterable[Member], *, without_outreach: bool) -> Tally:
    parts = [(member, _for_dedicated(member, without_outreach)) for member in members]
    certain = [member for member, status in parts if status is Status.MET]
    open_ones = [member for member, status in parts if status is Status.UNKNOWN]
    roles = [key for member in open_ones for key in member.missing_roles if without_outreach]
    keys = [key for member in open_ones for key in _missing_of(member)]
    return Tally(
        certain=len(certain),
        possible=len(certain) + len(open_ones),
        missing=tuple(dict.fromkeys([*keys, *roles])),
        obligations=_obligations(certain),
    )


def _besides_outreach(question: Question, members: Iterable[Member]) -> Tally:
    members = list(members)
    sessions = question.facts.get(SESSIONS)
    everyone = _tally(members, without_outreach=False)
    if sessions is not None and not sessions:
        return everyone
    others = _tally(members, without_outreach=True)
    if sessions or (others.certain, others.possible) == (everyone.certain, everyone.possible):
        return others
    return Tally(
        certain=others.certain,
        possible=everyone.possible,
        missing=tuple(dict.fromkeys([SESSIONS, *others.missing, *everyone.missing])),
        obligations=others.obligations,
    )


def _shared(question: Question) -> tuple[str, ...]:
    """Someone serves the outreach and other work too: the assignment decides, a person looks."""
    carried_out = question.facts.get(SESSIONS)
    roles = [set(person.get("roles") or ()) for person in question.facts.get(STAFF)]
    shared = any(OUTREACH in held and len(held) > 1 and ASSISTANT not in held for held in roles)
    return (BOTH_WORKS,) if carried_out and shared else ()


def _meaning(question: Question, verdict: Verdict, members: Iterable[Member]) -> tuple[str, ...]:
    """「専任」 is not defined: told where those who work part time decide, and nobody has said."""
    if verdict.status is not Status.MET or question.facts.get(setting(DEFINITION).fact):
        return ()
    certain = {member.label for member in members if member.dedicated is Status.MET}
    part_time = {
        _label(person, index)
        for index, person in enumerate(question.facts.get(STAFF))
        if person.get("fulltime") is False
    }
    enough = len(certain - part_time) >= question.number("minimum")
    return (MEANING,) if certain & part_time and not enough else ()


def _for_dedicated(member: Member, without_outreach: bool) -> Status:  # noqa: FBT001 -- inner
    parts = [member.dedicated, member.qualified.status]
    return conjunction([*parts, negation(member.outreach)] if without_outreach else parts)


def _for_outreach(member: Member) -> Status:
    return conjunction([member.outreach, member.qualified.status])


def _pair(members: Iterable[Member]) -> Status:
    """The best of all pairs of two different persons."""
    members = list(members)
    pairs = {
        conjunction([_for_dedicated(first, without_outreach=False), _for_outreach(second)])
        for first in members
        for second in members
        if first is not second
    }
    found = (status for status in (Status.MET, Status.UNKNOWN) if status in pairs)
    return next(found, Status.NOT_MET)


def _missing_of(member: Member) -> tuple[str, ...]:
    return (*member.missing_dedicated, *member.qualified.missing)


def _missing_of_pair(member: Member) -> tuple[str, ...]:
    return (*_missing_of(member), *member.missing_roles)


def _counted(question: Question, tally: Tally, status: Status) -> Verdict:
    if status is Status.UNKNOWN:
        return unknown(tally.missing, values=_values(question, tally))
    minimum = question.number("minimum")
    shown = tally.certain if status is Status.MET else tally.possible
    return compared(
        holds=status is Status.MET,
        reason=f"数に含める専任職員は{shown}名です（基準：{minimum}名以上）。",
        values=_values(question, tally),
        obligations=tally.obligations,
        remedy=f"数に含める専任職員が、あと{minimum - shown}名いれば足ります。",
    )


def _values(question: Question, tally: Tally) -> dict[str, int]:
    decided = tally.certain == tally.possible
    return {question.text("value"): tally.certain} if decided else {}


def _obligations(members: Iterable[Member]) -> tuple[str, ...]:
    return tuple(duty for member in members for duty in member.qualified.obligations)


def _counts(person: Mapping[str, Any]) -> bool:
    return ASSISTANT not in (person.get("roles") or ())


def _label(person: Mapping[str, Any], index: int) -> str:
    return str(person.get("id") or index + 1)


def _answer(posted: Iterable[tuple[str, Mapping[str, Any]]], key: str) -> bool | None:
    _, label, _, course = key.split(".")
    person = dict(posted)[label]
    answer: bool | None = (person.get("training") or {}).get(course)
    return answer
