"""Plain records: something is on file, was done, or was done often enough."""

from fractions import Fraction

from subsidies.judge.kleene import Status, disjunction, truth
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, both, compared, unknown
from subsidies.judge.vocabulary import name_of

AWAITING_RESULTS, COUNTING = "実績待ち", "件数の数え方"
WITHOUT_INFORMATION = "_without_information"


@predicate("key", takes=("preferred",))
def recorded(question: Question) -> Verdict:
    """A yes-or-no record; a more specific key wins when it is present."""
    return _recorded(question, question.text("key"), preferred=question.text("preferred"))


@predicate("keys", takes=("when",))
def all_recorded(question: Question) -> Verdict:
    """All of them; with `when`, only while that is so (an entrusted business)."""
    when = question.text("when")
    asked = question.facts.get(when) if when else True
    if asked is False:
        return Verdict(status=Status.NOT_APPLICABLE, reason=f"{name_of(when)}：該当しません。")
    recorded = both(_recorded(question, key) for key in question.texts("keys"))
    if asked is None and recorded.status is not Status.MET:
        return unknown([when, *recorded.missing])
    return recorded


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


@predicate("key", "maximum", "unit")
def count_at_most(question: Question) -> Verdict:
    key, maximum, unit = question.text("key"), question.number("maximum"), question.text("unit")
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    reason = f"{name_of(key)}は{value}{unit}です（基準：{maximum}{unit}）。"
    return compared(holds=value <= maximum, reason=reason)


@predicate("key", "limit", "unit", "value")
def more_than(question: Question) -> Verdict:
    key, limit, unit = question.text("key"), question.number("limit"), question.text("unit")
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    shown = _shown(Fraction(value))
    return compared(
        holds=value > limit,
        reason=f"{name_of(key)}は週{shown}{unit}です（基準：{limit}{unit}を超える）。",
        values={question.text("value"): shown},
    )


@predicate("key", "listed")
def any_listed(question: Question) -> Verdict:
    done = question.facts.get(question.text("key"))
    if done is None:
        return unknown([question.text("key")])
    carried = [item for item in question.texts("listed") if item in done]
    if not carried:
        return compared(holds=False, reason="列挙された取組のいずれも行っていません。")
    return compared(holds=True, reason=f"({'・'.join(carried)})の取組を行っています。")


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
    remedy = f"週あと{_shown(minimum - days)}日で足ります。"
    return compared(holds=days >= minimum, reason=reason, values=values, remedy=remedy)


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
    """Exact fractions: 1199 in 240 days is less than 5, however it is displayed.

    What counts, and over which period, is the municipality's reading.
    """
    without, by_year = _average_readings(question)
    narrow = _of_period(f"{question.text('numerator')}{WITHOUT_INFORMATION}", by_year=by_year)
    key = narrow if without else _of_period(question.text("numerator"), by_year=by_year)
    keys = (key, _of_period(question.text("denominator"), by_year=by_year))
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
    others = question.facts.get(narrow)
    beside = "" if without or others is None else f"情報提供だけの記録を除くと{others:,}件です。"
    differs = others is not None and (Fraction(others, days) >= minimum) is not (average >= minimum)
    told = ("" if by_year else "直近12か月の") + ("情報提供だけの記録を除き、" if without else "")
    return compared(
        holds=average >= minimum,
        reason=f"{told}開所日{days:,}日に{contacts:,}件、1日当たり平均{_rounded(average)}件です"
        f"（基準：平均{minimum}件以上）。{beside}",
        values={"average": float(average)},
        flags=(COUNTING,) if differs else (),
        remedy=f"この開所日数では、あと{minimum * days - contacts}件で足ります。",
    )


def _average_readings(question: Question) -> tuple[bool, bool]:
    without = question.reading("average_counting") == "without_information"
    return without, question.reading("average_period") == "fiscal_year"


def _of_period(key: str, *, by_year: bool) -> str:
    parent, _, name = key.rpartition(".")
    return key if by_year else f"{parent}.twelve_months.{name}"


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
    lack = _shown(Fraction(minimum) - Fraction(value))
    return compared(
        holds=value >= minimum, reason=reason, remedy=f"あと{lack}{unit}の実施で足ります。"
    )


def _awaiting(key: str) -> Verdict:
    reason = f"{name_of(key)}の実績は、計画の段階では確かめられません。"
    return Verdict(status=Status.UNKNOWN, reason=reason, flags=(AWAITING_RESULTS,))


def _shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _rounded(value: Fraction) -> str:
    """Two digits, cut off: 4.999 must not be shown as the threshold it misses."""
    hundredths = value.numerator * 100 // value.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
