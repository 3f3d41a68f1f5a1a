"""Persons by licence, career and training: the lists annexed to the notice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from subsidies.judge.kleene import Status, conjunction, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, both, compared, unknown
from subsidies.judge.vocabulary import name_of

LICENCE, MONTHS = "person.licence", "person.casework_months"
COURSE, INTERIM = "person.designated_course", "person.interim_training"
DONE, PLANNED = "person.training_done", "person.training_planned"
SCHEDULED = "person.training_scheduled"
WINDOW = "person.municipality_training_window_end"
WINDOW_UNDEFINED = "一定期間"
PLAN_PASSED = "受講予定日の経過"


@predicate("licences", "conditional", "interim", takes=("undecided",))
def licence_in_annex(question: Question) -> Verdict:
    """A licence that is listed, or listed with a career; else the training of the meantime."""
    listed, asked = _listed(question)
    interim = (
        truth(question.facts.get(INTERIM)) if question.parameters["interim"] else Status.NOT_MET
    )
    status = disjunction([listed, interim])
    if status is Status.UNKNOWN:
        keys = [*asked, *([INTERIM] if question.parameters["interim"] else [])]
        return unknown(question.absent(keys))
    licence = question.facts.get(LICENCE) or "資格"
    if listed is Status.MET:
        return compared(holds=True, reason=f"{licence}は資格の一覧に当たります。")
    if interim is Status.MET:
        return compared(holds=True, reason="当分の間認められる研修の修了を確認できます。")
    return compared(holds=False, reason=f"{licence}では資格の一覧に当たりません。")


@predicate("keys")
def every_ground(question: Question) -> Verdict:
    return both(_ground(question, key) for key in question.texts("keys"))


@predicate()
def training_taken_or_scheduled(question: Question) -> Verdict:
    """Taken, or to be taken within a period the municipality has to set: the notice has none."""
    done = truth(question.facts.get(DONE))
    if done is Status.MET:
        return compared(holds=True, reason="研修の受講を確認できます。")
    planned = _planned(question)
    if planned.status is Status.NOT_MET and done is Status.UNKNOWN:
        return unknown([DONE])
    if planned.status is Status.UNKNOWN:
        missing = (*question.absent([DONE]), *planned.missing)
        return Verdict(
            status=planned.status, reason=planned.reason, missing=missing, flags=planned.flags
        )
    return planned


@predicate("chief", "coordinator", takes=("qualified", "flag"))
def chiefs_posted(question: Question) -> Verdict:
    """One person may be both; who relies on that has to look at the ground for it."""
    chief, coordinator = (
        question.facts.get(question.text(key)) for key in ("chief", "coordinator")
    )
    qualified = question.text("qualified")
    wanted = question.text("coordinator" if qualified else "chief")
    posted = _posted(question, wanted)
    flag = question.text("flag")
    flags = (flag,) if flag and chief and chief == coordinator else ()
    verdict = both([posted, _ground(question, qualified)]) if qualified else posted
    return Verdict(
        status=verdict.status, reason=verdict.reason, missing=verdict.missing, flags=flags
    )


@predicate("staff", "licences", "minimum", takes=("carried_out", "dedicated"))
def licensed_staff_at_least(question: Question) -> Verdict:
    """Some provisions ask this only while certain work is carried out."""
    work = question.text("carried_out")
    carried_out = question.facts.get(work) if work else True
    if carried_out is False:
        return Verdict(status=Status.NOT_APPLICABLE, reason=f"{name_of(work)}：行っていません。")
    counted = _licensed(question)
    if carried_out is None and counted.status is not Status.MET:
        return unknown([work, *counted.missing])
    return counted


def _listed(question: Question) -> tuple[Status, tuple[str, ...]]:
    licence = question.facts.get(LICENCE)
    if licence is None:
        return Status.UNKNOWN, (LICENCE,)
    if licence in question.texts("licences"):
        return Status.MET, ()
    career: Mapping[str, Any] | None = question.parameters["conditional"].get(licence)
    if career is None:
        return Status.NOT_MET, ()
    months, least = question.facts.get(MONTHS), career["months"]
    long_enough = truth(None if months is None else months >= least)
    course = truth(question.facts.get(COURSE)) if career["course"] else Status.MET
    parts = {MONTHS: long_enough, COURSE: course}
    if Status.NOT_MET in parts.values():
        return Status.NOT_MET, ()
    open_ones = tuple(key for key, status in parts.items() if status is Status.UNKNOWN)
    return (Status.UNKNOWN if open_ones else Status.MET), open_ones


def _ground(question: Question, key: str) -> Verdict:
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    words = "確認できます" if value else "ないと記録されています"
    return compared(holds=bool(value), reason=f"{name_of(key)}：{words}。")


def _planned(question: Question) -> Verdict:
    scheduled, window = _day(question, SCHEDULED), _day(question, WINDOW)
    if question.facts.get(PLANNED) is False:
        return compared(holds=False, reason="研修を受講しておらず、予定もありません。")
    if scheduled is None:
        return unknown(question.absent([PLANNED, SCHEDULED]))
    if scheduled < question.day:
        reason = "受講の予定日を過ぎましたが、受講の記録がありません。"
        return Verdict(status=Status.UNKNOWN, reason=reason, missing=(DONE,), flags=(PLAN_PASSED,))
    if window is None:
        return unknown([WINDOW], flags=(WINDOW_UNDEFINED,))
    words = "内です" if scheduled <= window else "を過ぎます"
    return compared(
        holds=scheduled <= window,
        reason=f"受講の予定日は、市町村が定める期間{words}（{window.isoformat()}まで）。",
    )


def _posted(question: Question, key: str) -> Verdict:
    if question.facts.get(key) is None:
        return unknown([key])
    return compared(holds=True, reason=f"{name_of(key)}の配置を確認できます。")


def _licensed(question: Question) -> Verdict:
    staff, minimum = question.text("staff"), question.number("minimum")
    people = question.facts.get(staff)
    if people is None:
        return unknown([staff])
    parts = [
        {key: _fits(question, key, person.get(key)) for key in ("licence", "dedicated")}
        for person in people
    ]
    known = [conjunction(part.values()) for part in parts]
    certain = known.count(Status.MET)
    if certain < minimum <= certain + known.count(Status.UNKNOWN):
        return unknown(
            f"{staff}.{index + 1}.{key}"
            for index, part in enumerate(parts)
            for key, status in part.items()
            if status is known[index] is Status.UNKNOWN
        )
    return compared(
        holds=certain >= minimum,
        reason=f"資格のある職員は{certain}名です（基準：{minimum}名以上）。",
    )


def _fits(question: Question, key: str, value: Any) -> Status:
    if key == "dedicated":
        return truth(value) if question.text(key) else Status.MET
    return truth(None if value is None else value in question.texts("licences"))


def _day(question: Question, key: str) -> date | None:
    value = question.facts.get(key)
    return date.fromisoformat(value) if isinstance(value, str) else value
