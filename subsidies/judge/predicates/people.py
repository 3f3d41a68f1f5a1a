"""One person against the requirements of the 基本型: training, its exemptions, experience."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from subsidies.judge.kleene import Status, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown
from subsidies.judge.vocabulary import name_of

ROW = "person.exemption.row"
ENGAGED_FROM = "person.exemption.engaged_from"
ATTESTED = "person.exemption.attested"
LICENSED = "person.licensed"
MONTHS = "person.experience_months"
THRESHOLDS = "municipality.experience_months"
SOCIAL_WORKER = "person.child_family_social_worker"
ORIENTATION = "person.orientation_done"
ROW_NAMES = {1: "上段", 2: "中段", 3: "下段"}


@predicate("course", "rows", "engaged_by")
def course_completed_or_exempt(question: Question) -> Verdict:
    course = question.text("course")
    completed = truth(question.facts.get(course))
    exempted = _exempted(question)
    status = disjunction([completed, exempted])
    if status is Status.UNKNOWN:
        return unknown([*question.absent([course]), *_missing_ground(question)])
    if completed is Status.MET:
        return compared(holds=True, reason=f"{name_of(course)}を確認できます。")
    if exempted is Status.MET:
        row = ROW_NAMES[question.facts.get(ROW)]
        return compared(
            holds=True, reason=f"免除の表の{row}に該当し、{name_of(course)}を要しません。"
        )
    return compared(holds=False, reason=f"{name_of(course)}がなく、免除にも該当しません。")


@predicate("rows", "engaged_by", takes=("amended_on", "flag"))
def exemption_claimed(question: Question) -> Verdict:
    """An exemption nobody claims is not asked about; one that is claimed needs its ground."""
    row = question.facts.get(ROW)
    if row not in question.parameters["rows"]:
        reason = "この段による免除は申し出られていません。"
        return Verdict(status=Status.NOT_APPLICABLE, reason=reason)
    exempted = _exempted(question)
    if exempted is Status.UNKNOWN:
        return unknown(_missing_ground(question))
    words = "該当します" if exempted is Status.MET else "該当しません"
    return compared(
        holds=exempted is Status.MET,
        reason=f"免除の表の{ROW_NAMES[row]}に{words}。{_reference(question, row)}",
        flags=_other_day(question),
    )


@predicate("rows", "engaged_by", "courses", takes=("released_by",))
def training_still_owed(question: Question) -> Verdict:
    """「適宜」 names no day: a duty to be shown until it is done, never a failure."""
    released = question.text("released_by")
    if _exempted(question) is not Status.MET or (released and question.facts.get(released)):
        reason = "従事後の受講を要する免除には当たりません。"
        return Verdict(status=Status.NOT_APPLICABLE, reason=reason)
    owed = [course for course in question.texts("courses") if not question.facts.get(course)]
    names = [name_of(course).removesuffix("の修了") for course in owed]
    if not owed:
        return compared(holds=True, reason="免除された研修は、その後すべて受講済みです。")
    return Verdict(
        status=Status.UNKNOWN,
        reason=f"従事後に{'・'.join(names)}を受講する義務が残っています（期限の定めはありません）。",
        obligations=tuple(names),
    )


@predicate("licensed", "reference_months")
def experience_at_least(question: Question) -> Verdict:
    """The mayor sets the months; the reference of the notice is told, never applied."""
    licensed, wanted = question.facts.get(LICENSED), bool(question.parameters["licensed"])
    if licensed is None:
        return _experience_of_either_kind(question)
    if licensed is not wanted:
        reason = f"{'有資格者' if wanted else '有資格者以外の者'}についての期間です。"
        return Verdict(status=Status.NOT_APPLICABLE, reason=reason)
    key = _threshold_key(licensed=wanted)
    known = question.known(MONTHS, key)
    if known is None:
        return _experience_unknown(question, [MONTHS, key])
    months, minimum = known
    reason = f"実務経験は{months}か月です（市町村長が定める期間：{minimum}か月以上）。"
    lack = Fraction(minimum) - Fraction(months)
    remedy = f"実務経験が、あと{float(lack):g}か月で足ります。"
    return compared(holds=lack <= 0, reason=reason, remedy=remedy)


@predicate()
def months_of_recognised_business(question: Question) -> Verdict:
    """The months told are, by their definition, months in businesses the mayor recognises."""
    months = question.facts.get(MONTHS)
    if months is None:
        return unknown([MONTHS])
    return compared(
        holds=True, reason=f"市町村長が認めた事業や業務での月数として{months}か月です。"
    )


@predicate("duty")
def social_worker_with_orientation(question: Question) -> Verdict:
    qualified = question.facts.get(SOCIAL_WORKER)
    if qualified is None:
        return unknown([SOCIAL_WORKER])
    if not qualified:
        return compared(holds=False, reason="こども家庭ソーシャルワーカーの資格はありません。")
    oriented = question.facts.get(ORIENTATION)
    return compared(
        holds=True,
        reason="こども家庭ソーシャルワーカーの資格を確認できます。",
        obligations=() if oriented else (question.text("duty"),),
    )


def _exempted(question: Question) -> Status:
    row = question.facts.get(ROW)
    rows = question.parameters["rows"]
    if row not in rows:
        return Status.NOT_MET
    reference = question.parameters["engaged_by"].get(str(row))
    if reference is None:
        return truth(question.facts.get(ATTESTED))
    engaged = question.facts.get(ENGAGED_FROM)
    return truth(None if engaged is None else _day(engaged) <= reference)


def _missing_ground(question: Question) -> tuple[str, ...]:
    row = question.facts.get(ROW)
    if row not in question.parameters["rows"]:
        return ()
    by_day = str(row) in question.parameters["engaged_by"]
    return question.absent([ENGAGED_FROM if by_day else ATTESTED])


def _reference(question: Question, row: int) -> str:
    reference = question.parameters["engaged_by"].get(str(row))
    return f"基準の日：{reference.isoformat()}。" if reference else ""


def _other_day(question: Question) -> tuple[str, ...]:
    """Engaged between the notice and its amendment: the day that is meant decides."""
    amended, engaged = question.parameters.get("amended_on"), question.facts.get(ENGAGED_FROM)
    if amended is None or engaged is None:
        return ()
    meant = question.parameters["engaged_by"][str(question.facts.get(ROW))]
    return (question.text("flag"),) if meant < _day(engaged) <= amended else ()


def _experience_of_either_kind(question: Question) -> Verdict:
    """Without the licence known, only months that suffice (or fail) for both kinds decide."""
    keys = [_threshold_key(licensed=True), _threshold_key(licensed=False)]
    known = question.known(MONTHS, *keys)
    if known is None:
        return _experience_unknown(question, [LICENSED, MONTHS, *keys])
    months, *thresholds = known
    reached = {Fraction(months) >= Fraction(minimum) for minimum in thresholds}
    if len(reached) > 1:
        return unknown([LICENSED])
    reason = f"実務経験は{months}か月です（資格の有無によらず判定できます）。"
    return compared(holds=reached.pop(), reason=reason)


def _experience_unknown(question: Question, keys: Iterable[str]) -> Verdict:
    verdict = unknown(question.absent(keys))
    months = question.number("reference_months")
    reason = f"{verdict.reason}参酌基準は{months}か月ですが、期間は市町村長が定めます。"
    return Verdict(status=verdict.status, reason=reason, missing=verdict.missing)


def _threshold_key(*, licensed: bool) -> str:
    return f"{THRESHOLDS}.{'licensed' if licensed else 'other'}"


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
