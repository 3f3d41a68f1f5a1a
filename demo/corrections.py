"""Corrections and withdrawals: what happens to a log that people keep."""

import uuid
from copy import copy
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from consultations.enums import Method
from consultations.models import Consultation, ConsultationCorrection
from demo.chance import dice
from demo.contacts import KEYS, Contact
from demo.data_files import read
from demo.period import moment
from demo.world import World

CORRECTED = 40
WITHDRAWN = 15
SHORTEST_NOTE = 20  # characters that stood there before the rest was added
CONTENT, METHOD = 0.5, 0.4
NOTICED_LATE = date(2026, 4, 22)  # after the determination of the year, see demo/determinations.py
TOO_LONG = 30  # minutes
LONGEST_WAIT = 9  # days until a mistake is noticed
OTHERS = {
    Method.PHONE: Method.COUNTER,
    Method.COUNTER: Method.INTERVIEW,
    Method.INTERVIEW: Method.COUNTER,
}


def corrections(world: World, log: list[Contact]) -> list[ConsultationCorrection]:
    """Forty standing records that were put right once, each with what it said before."""
    chance = dice(world.seed, "corrections")
    words = read("contacts")["corrections"]
    chosen = chance.sample(log, _scaled(world, CORRECTED, log))
    return [_corrected(chance, words, contact.consultation) for contact in chosen]


def _corrected(chance: Random, words: dict[str, Any], row: Consultation) -> ConsultationCorrection:
    row.version = 2
    changes = _changes(chance, row)
    return ConsultationCorrection(
        consultation=row,
        corrected_at=_noticed(chance, row),
        corrected_by=row.recorded_by,
        reason=chance.choice(words[next(iter(changes))]),
        changes=changes,
    )


def _changes(chance: Random, row: Consultation) -> dict[str, dict[str, str]]:
    """What the record says now is right; `before` is what it said at first."""
    before = row.content.removesuffix("。").rpartition("。")[0]
    if len(before) >= SHORTEST_NOTE and chance.random() < CONTENT:
        return {"content": _change("相談の内容", f"{before}。", row.content)}
    if row.method in OTHERS and chance.random() < METHOD:
        wrong = OTHERS[Method(row.method)]
        return {"method": _change("相談方法", wrong.label, Method(row.method).label)}
    minutes = row.duration_minutes or 15
    row.duration_minutes = minutes
    return {"duration_minutes": _change("所要時間（分）", str(minutes + TOO_LONG), str(minutes))}


def _change(label: str, before: str, after: str) -> dict[str, str]:
    return {"label": label, "before": before, "after": after}


def withdrawals(
    world: World, log: list[Contact]
) -> tuple[list[Contact], list[ConsultationCorrection]]:
    """Fifteen records logged twice, the second taken out: they come on top of those that count."""
    chance = dice(world.seed, "withdrawals")
    reasons = read("contacts")["corrections"]["withdrawals"]
    late = _last_of_the_year(world, log)
    others = [each for each in log if each is not late]
    chosen = [late, *chance.sample(others, _scaled(world, WITHDRAWN, log) - 1)]
    doubles = [_double(chance, contact) for contact in chosen]
    withdrawn = [_withdrawn(chance, each.consultation, reasons) for each in doubles]
    _notice_late(withdrawn[0])
    return doubles, withdrawn


def _last_of_the_year(world: World, log: list[Contact]) -> Contact:
    """Of the center that just fails the average: its year has been judged when it is noticed."""
    end = moment(date(2026, 4, 1))
    center = world.centers["tsunagi-02"]
    fitting = [
        each
        for each in log
        if each.consultation.center == center and each.consultation.recorded_at < end
    ]
    return max(fitting, key=lambda each: each.consultation.recorded_at)


def _notice_late(withdrawal: ConsultationCorrection) -> None:
    at = moment(NOTICED_LATE)
    withdrawal.corrected_at = withdrawal.consultation.withdrawn_at = at


def _double(chance: Random, contact: Contact) -> Contact:
    row = copy(contact.consultation)
    row.submission_key = uuid.uuid5(KEYS, f"double/{row.submission_key}")
    row.next_on, row.version = None, 2
    row.recorded_at += timedelta(minutes=chance.randint(1, 20))
    return Contact(row, contact.topics, contact.children)


def _withdrawn(chance: Random, row: Consultation, reasons: list[str]) -> ConsultationCorrection:
    at = _noticed(chance, row)
    row.withdrawn_at, row.withdrawn_by = at, row.recorded_by
    return ConsultationCorrection(
        consultation=row,
        corrected_at=at,
        corrected_by=row.recorded_by,
        reason=chance.choice(reasons),
        changes={"withdrawn": _change("取消", "", "取消")},
    )


def _noticed(chance: Random, row: Consultation) -> datetime:
    later = row.recorded_at.date() + timedelta(days=chance.randint(1, LONGEST_WAIT))
    return moment(later) + timedelta(minutes=chance.randint(0, 400))


def _scaled(world: World, number: int, log: list[Contact]) -> int:
    return min(len(log), max(1, round(number * world.scale)))
