"""How many of the staff are subsidised, where the text counts in persons."""

from collections.abc import Mapping, Sequence
from typing import Any

from subsidies.judge.kleene import Status
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown
from subsidies.judge.vocabulary import name_of

POPULATION = "municipality.population"
ROUNDING = "support_plan_rounding"


@predicate("plans", "assigned", "per", "caps", "flag", takes=("preferred",))
def subsidised_plan_writers(question: Question) -> Verdict:
    """How a rest is rounded is not said: decided only where it makes no difference, or where the
    municipality has said it."""
    plans_key, assigned_key = question.text("plans"), _key(question, "assigned")
    keys = (plans_key, assigned_key, POPULATION)
    plans, assigned, population = (question.facts.get(key) for key in keys)
    if plans == 0 or assigned == 0:
        return compared(holds=False, reason="補助の対象は0名です。", values={"subsidised": 0})
    if None in {plans, assigned, population}:
        return unknown(question.absent(keys))
    cap = _cap(question.parameters["caps"], population)
    counts = _counts(question, plans)
    fewest, most = (min(assigned, cap, count) for count in (counts[0], counts[-1]))
    if fewest < most:
        return Verdict(
            status=Status.UNKNOWN,
            reason=f"計画{plans}件の端数の扱いが定められていません（{fewest}名又は{most}名）。",
            missing=(f"settings.{ROUNDING}",),
            flags=(question.text("flag"),),
            values={"subsidised_at_least": fewest, "subsidised_at_most": most},
        )
    return compared(
        holds=fewest > 0,
        reason=f"計画{plans}件、配置{assigned}名、上限{cap}名から、補助の対象は{fewest}名です。",
        values={"subsidised": fewest},
    )


@predicate("plans", "others")
def plans_counted(question: Question) -> Verdict:
    """Which plans count: a figure that is known is told, and so are those left out."""
    plans = question.facts.get(question.text("plans"))
    if plans is None:
        return unknown([question.text("plans")])
    others = question.facts.get(question.text("others"))
    left_out = f"母子保健の計画{others}件は数えていません。" if others else ""
    return compared(holds=True, reason=f"児童福祉の計画{plans}件を数えています。{left_out}")


@predicate("caps", "value")
def cap_by_population(question: Question) -> Verdict:
    population = question.facts.get(POPULATION)
    if population is None:
        return unknown([POPULATION])
    cap = _cap(question.parameters["caps"], population)
    return compared(
        holds=True,
        reason=f"人口{population:,}人の市町村の上限は{cap}名です。",
        values={question.text("value"): cap},
    )


@predicate("assigned", "limit", takes=("preferred",))
def subsidised_up_to(question: Question) -> Verdict:
    key, limit = _key(question, "assigned"), question.number("limit")
    assigned = question.facts.get(key)
    if assigned is None:
        return unknown([key])
    subsidised = min(assigned, limit)
    return compared(
        holds=subsidised > 0,
        reason=f"配置は{assigned}名、補助の対象は{subsidised}名です（上限：{limit}名）。",
        values={"subsidised": subsidised},
    )


@predicate("cases", "census", "years_before", "census_within")
def statistics_of_years(question: Question) -> Verdict:
    """Both sides of the comparison from the same year, and the year the text names."""
    cases, census = question.texts("cases"), question.texts("census")
    known = question.known(*cases, *census)
    if known is None:
        return unknown(question.absent([*cases, *census]))
    year = question.day.year if question.day.month >= FIRST_MONTH else question.day.year - 1
    wanted = year - question.number("years_before")
    oldest = year - question.number("census_within")
    right_cases = set(known[: len(cases)]) == {wanted}
    censuses = set(known[len(cases) :])
    return compared(
        holds=right_cases and len(censuses) == 1 and min(censuses) >= oldest,
        reason=f"件数は{_years(known[: len(cases)])}年度（基準：{wanted}年度）、"
        f"児童人口は{_years(known[len(cases) :])}年の国勢調査です。",
    )


@predicate("sites", "key")
def counted_per_site(question: Question) -> Verdict:
    """Asked only where one municipality has several."""
    sites = question.facts.get(question.text("sites"))
    if sites is not None and sites <= 1:
        return Verdict(status=Status.NOT_APPLICABLE, reason="市町村に1か所だけです。")
    counted = question.facts.get(question.text("key"))
    if sites is None or counted is None:
        return unknown(question.absent([question.text("sites"), question.text("key")]))
    words = "か所ごとに算定しています" if counted else "か所ごとの算定ではありません"
    return compared(
        holds=counted, reason=f"{name_of(question.text('sites'))}は{sites}で、{words}。"
    )


FIRST_MONTH = 4  # of the fiscal year


def _key(question: Question, name: str) -> str:
    """The key of a record; a snapshot of all rules uses the more specific one."""
    preferred = question.text("preferred")
    known = preferred and question.facts.get(preferred) is not None
    return preferred if known else question.text(name)


def _cap(caps: Sequence[Mapping[str, int]], population: int) -> int:
    return next(cap["cap"] for cap in caps if population < cap.get("below", population + 1))


def _counts(question: Question, plans: int) -> tuple[int, ...]:
    """The persons under each reading in use, the fewest first."""
    per = question.number("per")
    counts: dict[str, int] = {"floor": plans // per, "ceil": -(-plans // per)}
    chosen = question.reading(ROUNDING)
    return (counts[chosen],) if chosen else (counts["floor"], counts["ceil"])


def _years(years: Sequence[Any]) -> str:
    return "・".join(str(year) for year in dict.fromkeys(years))
