"""The chiefs of a こども家庭センター, and the licensed staff beside them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from subsidies.judge.kleene import Status, conjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, both, compared, unknown
from subsidies.judge.vocabulary import name_of

DONE, PLANNED = "person.training_done", "person.training_planned"
SCHEDULED = "person.training_scheduled"
WINDOW = "person.municipality_training_window_end"
WINDOW_UNDEFINED = "一定期間"
PERIOD = "chief_training_window"
FIRST_MONTH = 4  # of the fiscal year
PLAN_PASSED = "受講予定日の経過"


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


def _ground(question: Question, key: str) -> Verdict:
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    words = "確認できます" if value else "ないと記録されています"
    return compared(holds=bool(value), reason=f"{name_of(key)}：{words}。")


def _planned(question: Question) -> Verdict:
    scheduled = _day(question, SCHEDULED)
    window = _day(question, WINDOW) or _window(question)
    if question.facts.get(PLANNED) is False:
        return compared(holds=False, reason="研修を受講しておらず、予定もありません。")
    if scheduled is None:
        flags = (WINDOW_UNDEFINED,) if question.facts.get(PLANNED) else ()
        return unknown(question.absent([PLANNED, SCHEDULED]), flags=flags)
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


def _window(question: Question) -> date | None:
    """The last day of the period the municipality chose, where it chose one."""
    chosen = question.reading(PERIOD)
    if not chosen:
        return None
    starts = question.day.year + (question.day.month >= FIRST_MONTH) - 1
    ends = starts + {"this_fiscal_year": 1, "next_fiscal_year": 2}[chosen]
    return date(ends, FIRST_MONTH, 1) - timedelta(days=1)


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
        remedy=f"資格のある職員が、あと{minimum - certain}名いれば足ります。",
    )


@predicate("staff", "licences", "minimum", "by", "passed")
def licensed_staff_by_day(question: Question) -> Verdict:
    """目指す: an aim with a day. What follows after the day is not said: a warning, no failure."""
    counted = _licensed(question)
    by: date = question.parameters["by"]
    if question.day <= by or counted.status is Status.MET:
        return counted
    reason = f"{counted.reason}目標の期日（{by.isoformat()}）を過ぎています。"
    flags = (*counted.flags, question.text("passed"))
    return replace(counted, reason=reason, flags=flags)


def _fits(question: Question, key: str, value: Any) -> Status:
    if key == "dedicated":
        return truth(value) if question.text(key) else Status.MET
    return truth(None if value is None else value in question.texts("licences"))


def _day(question: Question, key: str) -> date | None:
    value = question.facts.get(key)
    return date.fromisoformat(value) if isinstance(value, str) else value
