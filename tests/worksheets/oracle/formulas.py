"""The sheet of the calculation, and the words that every sheet of the oracle is written in.

Nothing here knows the product: the formulas are a second reading of the clauses, in whole numbers
only, so that a spreadsheet's floating point cannot blur a boundary. An amount that is not known
lies between zero and anything: the least of several is known where both ends agree (`least`).

Three things no text that is held decides. Here they are what the office is told on its pages, so
that the workbook repeats them and does not confirm them: a 区分 with a standard amount of zero is
not part of the net total; without the step of rounding neither grant is known; where (ii) does not
wait for (i), its persons are counted first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_ROW = 3  # below a note and the headings
OPEN = "未登録"  # a result that cannot be known yet
CLAIMS = (1, 2, 3)
CATEGORIES = ("operation", "startup", "preparation")


@dataclass(frozen=True)
class Sheet:
    """`typed` are headings of input columns; `calculated` are headings with their formulas."""

    name: str
    note: str
    typed: tuple[str, ...]
    calculated: Mapping[str, str]

    @property
    def headings(self) -> tuple[str, ...]:
        return (*self.typed, *self.calculated)


def is_open(*cells: str) -> str:
    """Whether one of the cells is blank or not known."""
    tests = [f'{cell}="",{cell}="{OPEN}"' for cell in cells]
    return f"OR({','.join(tests)})"


def rounded(number: str, divisor: str, unit: str, mode: str) -> str:
    """number ÷ divisor, brought to a multiple of unit; numerators and denominators are whole."""
    n, d = f"({number})", f"(({divisor})*({unit}))"
    down = f"({n}-MOD({n},{d}))/{d}"
    up = f"({n}+MOD(-{n},{d}))/{d}"
    half = f"(2*{n}+{d}-MOD(2*{n}+{d},2*{d}))/(2*{d})"
    return f'(({unit})*IF({mode}="floor",{down},IF({mode}="ceil",{up},{half})))'


def to_yen(number: str, divisor: str, mode: str) -> str:
    """The quotient itself where it is whole; else as the mode says, open without one."""
    whole = f"MOD({number},{divisor})=0"
    by_mode = f'IF({mode}="","{OPEN}",{rounded(number, divisor, "1", mode)})'
    return f"IF({whole},({number})/({divisor}),{by_mode})"


def least(known: str, *others: str) -> str:
    """The lowest, never below zero; `others` may be open, `known` may not."""
    low = ",".join(f"IF({is_open(each)},0,{each})" for each in others)
    high = ",".join(f"IF({is_open(each)},{known},{each})" for each in others)
    at_least, at_most = f"MAX(0,MIN({known},{low}))", f"MAX(0,MIN({known},{high}))"
    return f'IF({at_least}={at_most},{at_most},"{OPEN}")'


UNIT, MODE, STEP = "{端数の単位}", "{端数の方法}", "{端数の段階}"
YEN, SECOND, PREFECTURAL = "{1円未満}", "{第二の比較}", "{都道府県の端数}"


def _amount(k: int) -> str:
    status, unit, per, months = (
        f"{{判定{k}}}",
        f"{{単価{k}}}",
        f"{{単位{k}}}",
        f"{{月数{k}}}",
    )
    number, divisor = f"{{数の分子{k}}}", f"{{数の分母{k}}}"
    n = f'{unit}*{number}*IF({per}="once",1,{months})'
    d = f'{divisor}*IF({per}="year",12,1)'
    at_step = f'IF({is_open(UNIT, MODE)},"{OPEN}",{rounded(n, d, UNIT, MODE)})'
    known = f'IF({STEP}="component",{at_step},{to_yen(n, d, YEN)})'
    lacking = f'OR({unit}="",{number}="",AND({per}<>"once",{months}=""))'
    nothing = f'OR({status}="",{status}="not_met",{status}="not_applicable",{status}="not_claimed")'
    return f'=IF({nothing},0,IF(OR({status}="unknown",{lacking}),"{OPEN}",{known}))'


def _standard(category: str) -> str:
    mine = [(f'{{区分{k}}}="{category}"', f"{{内訳の額{k}}}") for k in CLAIMS]
    unknown = ",".join(f'AND({is_mine},{amount}="{OPEN}")' for is_mine, amount in mine)
    total = "+".join(f"IF({is_mine},{amount},0)" for is_mine, amount in mine)
    return f'=IF(OR({unknown}),"{OPEN}",{total})'


def _lowest(category: str) -> str:
    """基準額, 対象経費 and, where 区分 by 区分 is compared, 総事業費 less income."""
    standard, eligible = f"{{基準額 {category}}}", f"{{対象経費 {category}}}"
    total, income = f"{{総事業費 {category}}}", f"{{収入 {category}}}"
    net = (
        f'IF({SECOND}="category",IF({is_open(total, income)},"{OPEN}",{total}-{income}),{standard})'
    )
    return f'=IF({standard}="{OPEN}","{OPEN}",{least(standard, eligible, net)})'


def _selected(category: str) -> str:
    lowest = f"{{最も低い額 {category}}}"
    at_step = f'IF({is_open(UNIT, MODE)},"{OPEN}",{rounded(lowest, "1", UNIT, MODE)})'
    known = f'IF(AND({STEP}="category",{lowest}>0),{at_step},{lowest})'
    return f'=IF({lowest}="{OPEN}","{OPEN}",{known})'


def _net_total() -> str:
    parts = [
        (f"{{基準額 {category}}}<>0", f"{{総事業費 {category}}}", f"{{収入 {category}}}")
        for category in CATEGORIES
    ]
    lacking = ",".join(f"AND({claimed},{is_open(t, i)})" for claimed, t, i in parts)
    total = "+".join(f"IF({claimed},{t}-{i},0)" for claimed, t, i in parts)
    return f'=IF(OR({lacking}),"{OPEN}",{total})'


def _sum(*cells: str) -> str:
    return f'=IF({is_open(*cells)},"{OPEN}",{"+".join(cells)})'


def _grant_base() -> str:
    selected, net = "{選定額の計}", "{差引額の計}"
    known = f'IF({SECOND}="category",{selected},{least(selected, net)})'
    return f'=IF(OR({SECOND}="",{selected}="{OPEN}"),"{OPEN}",{known})'


def _national() -> str:
    n, d = "{交付基本額}*{国の分子}", "{国の分母}"
    lacking = is_open("{交付基本額}", "{国の分子}", UNIT, MODE, STEP)
    return f'=IF({lacking},"{OPEN}",{rounded(n, d, UNIT, MODE)})'


def _prefectural() -> str:
    n, d = "{交付基本額}*{県の分子}", "{県の分母}"
    same = f'IF({is_open(UNIT, MODE)},"{OPEN}",{rounded(n, d, UNIT, MODE)})'
    known = f'IF({PREFECTURAL}="same",{same},{to_yen(n, d, YEN)})'
    lacking = is_open("{交付基本額}", "{県の分子}", PREFECTURAL, STEP)
    return f'=IF({lacking},"{OPEN}",{known})'


def _municipal() -> str:
    parts = ("{交付基本額}", "{国庫補助額}", "{都道府県補助額}")
    return f'=IF({is_open(*parts)},"{OPEN}",{parts[0]}-{parts[1]}-{parts[2]})'


CALCULATION = Sheet(
    name="計算",
    note="交付基本額＝区分ごとの基準額と対象経費の低い額の計と、総事業費－収入の低い額（施行令25条）",
    typed=(
        "番号",
        "例",
        *(
            f"{heading}{k}"
            for k in CLAIMS
            for heading in (
                "判定",
                "区分",
                "単価",
                "数の分子",
                "数の分母",
                "月数",
                "単位",
            )
        ),
        *(
            f"{heading} {category}"
            for category in CATEGORIES
            for heading in ("対象経費", "総事業費", "収入")
        ),
        "国の分子",
        "国の分母",
        "県の分子",
        "県の分母",
        "端数の単位",
        "端数の方法",
        "端数の段階",
        "1円未満",
        "第二の比較",
        "都道府県の端数",
    ),
    calculated={
        **{f"内訳の額{k}": _amount(k) for k in CLAIMS},
        **{f"基準額 {category}": _standard(category) for category in CATEGORIES},
        **{f"最も低い額 {category}": _lowest(category) for category in CATEGORIES},
        **{f"選定額 {category}": _selected(category) for category in CATEGORIES},
        "補助基準額": _sum(*(f"{{基準額 {category}}}" for category in CATEGORIES)),
        "選定額の計": _sum(*(f"{{選定額 {category}}}" for category in CATEGORIES)),
        "差引額の計": _net_total(),
        "交付基本額": _grant_base(),
        "国庫補助額": _national(),
        "都道府県補助額": _prefectural(),
        "市町村負担額": _municipal(),
    },
)
