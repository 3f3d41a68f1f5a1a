"""What may follow in which state of a complaint: one closed table, and why anything else is refused."""

from collections.abc import Collection
from dataclasses import dataclass

from consultations.complaint_enums import (
    ComplaintOutcome,
    ComplaintParty,
    ComplaintState,
    ComplaintStepKind,
)
from consultations.models import Complaint

_WORK = (
    ComplaintStepKind.REPORTED,
    ComplaintStepKind.FACTS_CHECKED,
    ComplaintStepKind.DISCUSSED,
    ComplaintStepKind.IMPROVEMENT_PROMISED,
    ComplaintStepKind.RESULT_REPORTED,
    ComplaintStepKind.CLOSED,
)
# Whatever is received is reported first: to the responsible person, if it is not about them.
FOLLOWS: dict[ComplaintState, tuple[ComplaintStepKind, ...]] = {
    ComplaintState.RECEIVED: (ComplaintStepKind.REPORTED,),
    ComplaintState.REPORTED: _WORK,
    ComplaintState.FACTS_CHECKED: _WORK,
    ComplaintState.DISCUSSED: _WORK,
    ComplaintState.IMPROVEMENT_PROMISED: _WORK,
    ComplaintState.RESULT_REPORTED: _WORK,
    ComplaintState.CLOSED: (ComplaintStepKind.REOPENED,),
    ComplaintState.REOPENED: _WORK,
}
# A report made later than the first one does not throw the complaint back.
LEADS_TO = {kind: ComplaintState(kind.value) for kind in (*_WORK, ComplaintStepKind.REOPENED)}
PARTIES = {
    ComplaintStepKind.REPORTED: (
        ComplaintParty.RESPONSIBLE,
        ComplaintParty.THIRD_PARTY,
        ComplaintParty.OFFICE,
    ),
    ComplaintStepKind.FACTS_CHECKED: (),
    ComplaintStepKind.DISCUSSED: tuple(ComplaintParty),
    ComplaintStepKind.IMPROVEMENT_PROMISED: tuple(ComplaintParty),
    ComplaintStepKind.RESULT_REPORTED: (ComplaintParty.THIRD_PARTY, ComplaintParty.COMPLAINANT),
    ComplaintStepKind.CLOSED: (),
    ComplaintStepKind.REOPENED: (),
}
# What is said to the complainant, so that it cannot go without them.
_TO_COMPLAINANT = {
    ComplaintStepKind.DISCUSSED: "話し合いに出席した人に「申出人」を選んでください。",
    ComplaintStepKind.IMPROVEMENT_PROMISED: "改善を約束した相手に「申出人」を選んでください。",
    ComplaintStepKind.RESULT_REPORTED: "結果を報告した相手に「申出人」を選んでください。",
}
TO_RESPONSIBLE = "受け付けた苦情は、まず苦情解決責任者に報告します。"
TO_OTHERS = (
    "苦情解決責任者が、この苦情の対象の職員です。責任者の代わりに、第三者委員か所管課に報告します。"
)
BEFORE_LAST_STEP = "前の経過より前の日付です。確かめてください。"
NOT_TOLD = "申出人が第三者委員への報告を望んでいないため、第三者委員には報告できません。"
NOT_ATTENDED = (
    "申出人が第三者委員の立会いを望んでいないため、第三者委員は話し合いに出席できません。"
)


@dataclass(frozen=True)
class Refusal:
    """The field of the form that is at fault, and what to say of it."""

    field: str
    text: str


def state_after(complaint: Complaint, kind: ComplaintStepKind) -> ComplaintState:
    """Where the step leads."""
    state = ComplaintState(complaint.state)
    if kind == ComplaintStepKind.REPORTED and state != ComplaintState.RECEIVED:
        return state
    return LEADS_TO[kind]


def refusal_of(
    complaint: Complaint,
    kind: ComplaintStepKind,
    *,
    audience: Collection[str],
    outcome: str,
    is_about_responsible: bool = False,
) -> Refusal | None:
    """Why the step cannot be recorded now; None if it can."""
    if kind not in FOLLOWS[ComplaintState(complaint.state)]:
        return Refusal("kind", _out_of_turn(complaint, kind))
    told = set(audience)
    return (
        _refused_parties(complaint, kind, told)
        or _refused_first(complaint, told, is_about_responsible=is_about_responsible)
        or _refused_closure(complaint, kind, outcome)
    )


def _out_of_turn(complaint: Complaint, kind: ComplaintStepKind) -> str:
    state = ComplaintState(complaint.state)
    following = "」「".join(str(each.label) for each in FOLLOWS[state])
    return (
        f"今の状況（{state.label}）では「{kind.label}」を記録できません。"
        f"記録できるのは「{following}」です。"
    )


def _refused_parties(
    complaint: Complaint, kind: ComplaintStepKind, audience: set[str]
) -> Refusal | None:
    text = ""
    if audience - set(PARTIES[kind]):
        text = f"「{kind.label}」では選べない相手があります。選び直してください。"
    elif kind == ComplaintStepKind.REPORTED and not audience:
        text = "報告した相手を選んでください。"
    elif ComplaintParty.THIRD_PARTY in audience:
        text = _refused_third_party(complaint, kind)
    if not text:
        text = _refused_complainant(complaint, kind, audience)
    return Refusal("audience", text) if text else None


def _refused_first(
    complaint: Complaint, audience: set[str], *, is_about_responsible: bool
) -> Refusal | None:
    """Nobody is the one to whom a complaint about themselves is reported."""
    if complaint.state != ComplaintState.RECEIVED:
        return None
    if is_about_responsible:
        is_told = bool(audience & {ComplaintParty.THIRD_PARTY, ComplaintParty.OFFICE})
        return None if is_told else Refusal("audience", TO_OTHERS)
    is_told = ComplaintParty.RESPONSIBLE in audience
    return None if is_told else Refusal("audience", TO_RESPONSIBLE)


def _refused_third_party(complaint: Complaint, kind: ComplaintStepKind) -> str:
    """Only an express refusal closes the way (nothing asked yet does not)."""
    if complaint.reports_to_third_party is False:
        return NOT_TOLD
    if kind == ComplaintStepKind.DISCUSSED and complaint.third_party_attends is False:
        return NOT_ATTENDED
    return ""


def _refused_complainant(complaint: Complaint, kind: ComplaintStepKind, audience: set[str]) -> str:
    has_complainant = ComplaintParty.COMPLAINANT in audience
    if has_complainant and complaint.is_anonymous:
        return "匿名の苦情です。申出人が分かったら、先に「訂正する」で申出人を入力してください。"
    if kind == ComplaintStepKind.DISCUSSED and complaint.is_anonymous:
        return "匿名の苦情では、申出人との話し合いを記録できません。"
    if kind in _TO_COMPLAINANT and not has_complainant and not complaint.is_anonymous:
        return _TO_COMPLAINANT[kind]
    return ""


def _refused_closure(complaint: Complaint, kind: ComplaintStepKind, outcome: str) -> Refusal | None:
    if kind != ComplaintStepKind.CLOSED:
        return Refusal("outcome", "終結のときだけ選びます。") if outcome else None
    if not outcome:
        return Refusal("outcome", "終結の結果を選んでください。")
    needs_report = not complaint.is_anonymous and outcome != ComplaintOutcome.WITHDRAWN
    if needs_report and complaint.state != ComplaintState.RESULT_REPORTED:
        return Refusal(
            "kind",
            "結果の報告がまだのため、終結できません。"
            "先に「結果の報告」を記録してください（匿名の苦情と、申出人による取下げを除きます）。",
        )
    return None
