"""One interview with an expectant or new mother, and the three of one pregnancy."""

from datetime import date

from subsidies.judge.kleene import Status, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown

MODE, REASON, RECORDED = "mode", "reason", "reason_recorded"
DIFFICULT = "extremely_difficult_attested"
INTERVIEWEE, RECOGNISED = "interviewee", "municipality_recognises_interviewee"
LICENCE, TRAINING = "interviewer.licence", "interviewer.training"
RECOGNISED_TRAINING = "interviewer.municipality_recognised_training"
BIRTH = "birth_date"
NOT_YET_DUE = "時期未到来"


@predicate("mode", takes=("grounds", "attested"))
def interview_in_mode(question: Question) -> Verdict:
    """Each way of meeting is a condition of its own; the ways not taken drop out."""
    mode, wanted = question.facts.get(MODE), question.text("mode")
    if mode is None:
        return unknown([MODE])
    if mode != wanted:
        reason = f"この面談の方法は{wanted}ではありません。"
        return Verdict(status=Status.NOT_APPLICABLE, reason=reason)
    if question.texts("grounds"):
        return _on_ground(question)
    if question.text("attested"):
        return _on_attestation(question)
    return compared(holds=True, reason=f"{wanted}による面談です。")


@predicate("listed")
def interviewee_covered(question: Question) -> Verdict:
    who = question.facts.get(INTERVIEWEE)
    named = truth(None if who is None else who in question.texts("listed"))
    recognised = question.facts.get(RECOGNISED)
    status = disjunction([named, truth(recognised)])
    if status is Status.UNKNOWN:
        return unknown(question.absent([INTERVIEWEE, RECOGNISED]))
    words = "当たります" if status is Status.MET else "当たりません"
    return compared(holds=status is Status.MET, reason=f"{who or '面談の相手'}は対象者に{words}。")


@predicate("licences", "courses")
def interviewer_suitable(question: Question) -> Verdict:
    licence = question.facts.get(LICENCE)
    listed = truth(None if licence is None else licence in question.texts("licences"))
    trained, keys = _trained(question)
    status = disjunction([listed, trained, truth(question.facts.get(RECOGNISED_TRAINING))])
    if status is Status.UNKNOWN:
        return unknown(question.absent([LICENCE, *keys, RECOGNISED_TRAINING]))
    words = "有する" if status is Status.MET else "有しない"
    return compared(
        holds=status is Status.MET, reason=f"面談の実施者は資格又は研修の修了を{words}。"
    )


@predicate("key", takes=("side", "flag"))
def interview_held(question: Question) -> Verdict:
    """Not yet due is not a failure; only dates that contradict each other are one."""
    key, side = question.text("key"), question.text("side")
    held, birth = _day(question, key), _day(question, BIRTH)
    born = birth is not None and birth <= question.day
    if held is None or held > question.day:
        due = side != "after" or born
        return unknown([key], flags=() if due else (NOT_YET_DUE,))
    if side == "after" and birth is None:
        return unknown([BIRTH])
    early = birth is not None and (held > birth if side == "before" else held < birth)
    if side and early:
        words = "前" if side == "before" else "後"
        return compared(holds=False, reason=f"記録の日は出産{words}ではありません。")
    flags = (question.text("flag"),) if side else ()
    return compared(holds=True, reason=f"{held.isoformat()}の面談を確認できます。", flags=flags)


def _on_ground(question: Question) -> Verdict:
    reason, recorded = question.facts.get(REASON), question.facts.get(RECORDED)
    if reason is None and recorded is not False:
        return unknown([REASON])
    fits = any(ground in (reason or "") for ground in question.texts("grounds"))
    words = "を確認できます" if fits else "に当たる記録がありません"
    return compared(holds=fits, reason=f"療養中又は遠隔地への一時居住{words}。")


def _on_attestation(question: Question) -> Verdict:
    difficult = question.facts.get(question.text("attested"))
    if difficult is None:
        return unknown([question.text("attested")])
    words = "の認定があります" if difficult else "とは認定されていません"
    return compared(holds=difficult, reason=f"ほかの方法が著しく困難{words}。")


def _trained(question: Question) -> tuple[Status, list[str]]:
    """Told as one answer, or course by course."""
    training = question.facts.get(TRAINING)
    if training is None or isinstance(training, bool):
        return truth(training), [TRAINING]
    keys = [f"{TRAINING}.{course}" for course in question.texts("courses")]
    answers = [question.facts.get(key) for key in keys]
    if False in answers:
        return Status.NOT_MET, []
    return truth(None if None in answers else True), keys


def _day(question: Question, key: str) -> date | None:
    value = question.facts.get(key)
    return date.fromisoformat(value) if isinstance(value, str) else value
