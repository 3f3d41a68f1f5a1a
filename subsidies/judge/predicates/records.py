"""Plain records: something is on file, was done, or was done often enough."""

from fractions import Fraction

from subsidies.judge.kleene import Status, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, both, compared, unknown
from subsidies.judge.vocabulary import name_of

AWAITING_RESULTS = "実績待ち"


@predicate("key", takes=("preferred",))
def recorded(question: Question) -> Verdict:
    """A yes-or-no record; a more specific key wins when it is present."""
    return _recorded(question, question.text("key"), preferred=question.text("preferred"))


@predicate("keys")
def all_recorded(question: Question) -> Verdict:
    return both(_recorded(question, key) for key in question.texts("keys"))


@predicate("keys")
def any_recorded(question: Question) -> Verdict:
    keys = question.texts("keys")
    status = disjunction(truth(question.facts.get(key)) for key in keys)
    if status is Status.UNKNOWN:
        return unknown(question.absent(keys))
    done = [name_of(key) for key in keys if question.facts.get(key)]
    if done:
        return compared(holds=True, reason=f"{'、'.join(done)}を確認できます。")
    return compared(holds=False, reason=f"{'、'.join(map(name_of, keys))}のいずれもありません。")


@predicate("planned", "actual")
def planned_and_actual_recorded(question: Question) -> Verdict:
    planned = _recorded(question, question.text("planned"))
    if question.stage == "plan":
        return both([planned, _awaiting(question.text("actual"))])
    return both([planned, _recorded(question, question.text("actual"))])


@predicate("key", "minimum", "unit")
def count_at_least(question: Question) -> Verdict:
    return _count(question, question.text("key"))


@predicate("keys", "minimum", "value")
def days_per_week_at_least(question: Question) -> Verdict:
    """Days of several kinds, none counted twice; what is known may already be enough."""
    keys, minimum = question.texts("keys"), question.number("minimum")
    known = [Fraction(question.facts.get(key) or 0) for key in keys]
    absent = question.absent(keys)
    days = sum(known, Fraction(0))
    if absent and days < minimum:
        return unknown(absent)
    values = {} if absent else {question.text("value"): _shown(days)}
    least = "少なくとも" if absent else ""
    reason = f"実施日数は{least}週{_shown(days)}日です（基準：週{minimum}日程度以上）。"
    return compared(holds=days >= minimum, reason=reason, values=values)


@predicate("key", "also")
def rounds_made(question: Question) -> Verdict:
    """Some rounds a week (how many is another condition), by staff who know enough."""
    days = question.facts.get(question.text("key"))
    if days is None:
        made = unknown([question.text("key")])
    else:
        made = compared(holds=days > 0, reason=f"巡回は週{_shown(Fraction(days))}日です。")
    return both([made, _recorded(question, question.text("also"))])


@predicate("numerator", "denominator", "minimum")
def average_at_least(question: Question) -> Verdict:
    """Exact fractions: 1199 in 240 days is less than 5, however it is displayed."""
    keys = (question.text("numerator"), question.text("denominator"))
    if question.stage == "plan":
        return _awaiting(keys[0])
    known = question.known(*keys)
    if known is None:
        return unknown(question.absent(keys))
    contacts, days = known
    if not days:
        return Verdict(
            status=Status.UNKNOWN, reason="開所日がまだなく、1日当たりの平均がありません。"
        )
    average = Fraction(contacts, days)
    minimum = question.number("minimum")
    return compared(
        holds=average >= minimum,
        reason=f"開所日{days}日に{contacts}件、1日当たり平均{_rounded(average)}件です"
        f"（基準：平均{minimum}件以上）。",
        values={"average": float(average)},
    )


def _recorded(question: Question, key: str, *, preferred: str = "") -> Verdict:
    if preferred and question.facts.get(preferred) is not None:
        key = preferred
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    if value:
        return compared(holds=True, reason=f"{name_of(key)}を確認できます。")
    return compared(holds=False, reason=f"{name_of(key)}がないと記録されています。")


def _count(question: Question, key: str) -> Verdict:
    value, minimum = question.facts.get(key), question.number("minimum")
    if value is None:
        return unknown([key])
    unit = question.text("unit")
    reason = f"{name_of(key)}は{_shown(Fraction(value))}{unit}です（基準：{minimum}{unit}以上）。"
    return compared(holds=value >= minimum, reason=reason)


def _awaiting(key: str) -> Verdict:
    reason = f"{name_of(key)}の実績は、計画の段階では確かめられません。"
    return Verdict(status=Status.UNKNOWN, reason=reason, flags=(AWAITING_RESULTS,))


def _shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _rounded(value: Fraction) -> str:
    """Two digits, cut off: 4.999 must not be shown as the threshold it misses."""
    hundredths = value.numerator * 100 // value.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
