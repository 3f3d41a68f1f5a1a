"""The sheets of the oracle: which columns are typed in and which calculate, and how.

Nothing here knows the product: the formulas are a second reading of the clauses, in whole numbers
only, so that a spreadsheet's floating point cannot blur a boundary.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_ROW = 3  # below a note and the headings
OPEN = "未登録"  # a result that cannot be known yet
CLAIMS = (1, 2, 3)
CATEGORIES = ("operation", "startup")


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
    nothing = f'OR({status}="",{status}="not_met",{status}="not_applicable")'
    return f'=IF({nothing},0,IF(OR({status}="unknown",{lacking}),"{OPEN}",{known}))'


def _standard(category: str) -> str:
    mine = [(f'{{区分{k}}}="{category}"', f"{{内訳の額{k}}}") for k in CLAIMS]
    unknown = ",".join(f'AND({is_mine},{amount}="{OPEN}")' for is_mine, amount in mine)
    total = "+".join(f"IF({is_mine},{amount},0)" for is_mine, amount in mine)
    return f'=IF(OR({unknown}),"{OPEN}",{total})'


def _selected(category: str) -> str:
    standard, eligible = f"{{基準額 {category}}}", f"{{対象経費 {category}}}"
    total, income = f"{{総事業費 {category}}}", f"{{収入 {category}}}"
    net = f'IF({SECOND}="category",{total}-{income},{standard})'
    least = f"MAX(0,MIN({standard},{eligible},{net}))"
    at_step = f'IF({is_open(UNIT, MODE)},"{OPEN}",{rounded(least, "1", UNIT, MODE)})'
    known = f'IF({STEP}="category",{at_step},{least})'
    lacking = f'OR({is_open(standard, eligible)},AND({SECOND}="category",{is_open(total, income)}))'
    return f'=IF(AND({standard}=0,{eligible}=""),0,IF({lacking},"{OPEN}",{known}))'


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
    compared = f'IF({selected}=0,0,IF({net}="{OPEN}","{OPEN}",MAX(0,MIN({selected},{net}))))'
    known = f'IF({SECOND}="category",{selected},{compared})'
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

# 別添4 and 別表1: the class by children, and how many 虐待対応専門員 it needs at least.
_CLASS = (
    '=IF({児童人口}="","",IF({児童人口}<9000,"A",IF({児童人口}<18000,"B",'
    'IF({児童人口}<27000,"C",IF({児童人口}<72000,"M","L")))))'
)
_MINIMUM = '=IF({類型}="A",0,IF({類型}="B",1,IF({類型}="C",2,IF({類型}="M",2,4))))'
_EXCESS_N = "({件数}*{全国児童人口}-{児童人口}*{全国件数})"
_EXCESS_D = "({全国児童人口}*40)"
_COMPUTED = f"=IF({{最低}}=0,0,MAX(0,({_EXCESS_N}+MOD(-({_EXCESS_N}),{_EXCESS_D}))/{_EXCESS_D}))"
_BEYOND = "MAX({配置}-{最低},0)"


def _first(required: str) -> str:
    after = f"MIN({_BEYOND},{required})"
    either = f"MIN({_BEYOND}-MIN({_BEYOND},5),{required})"
    return f'IF({{(ii)の読み方}}="either",{either},{after})'


def _second(required: str) -> str:
    after = f"MIN({_BEYOND}-MIN({_BEYOND},{required}),5)"
    return f'IF({{(ii)の読み方}}="either",MIN({_BEYOND},5),{after})'


def _by_number(head: str) -> str:
    """Under the number that is used; under both, where neither notice nor office says which."""
    by = _first if head == "i" else _second
    computed, notified = by("{算式の人数}"), by("{通知の人数}")
    either = f'IF({computed}={notified},{computed},"{OPEN}")'
    unsaid = f'IF({{通知の人数}}="",{computed},{either})'
    chosen = (
        f'IF({{用いる人数}}="computed",{computed},IF({{用いる人数}}="notified",'
        f'IF({{通知の人数}}="","{OPEN}",{notified}),{unsaid}))'
    )
    known = ("{配置}", "{件数}", "{児童人口}", "{全国件数}", "{全国児童人口}")
    return f'=IF({is_open(*known)},"{OPEN}",{chosen})'


EXTRA_STAFF = Sheet(
    name="上乗せ",
    note="4(3)④エ(ウ)・別表2：⌈(件数－児童人口×全国件数÷全国児童人口)÷40⌉。算式は原文の表示崩れを補正",
    typed=(
        "番号",
        "例",
        "件数",
        "児童人口",
        "全国件数",
        "全国児童人口",
        "配置",
        "通知の人数",
        "用いる人数",
        "(ii)の読み方",
    ),
    calculated={
        "類型": _CLASS,
        "最低": _MINIMUM,
        "算式の人数": _COMPUTED,
        "(i)の人数": _by_number("i"),
        "(ii)の人数": _by_number("ii"),
    },
)

_CAP = "IF({人口}<100000,1,IF({人口}<300000,2,3))"
_DOWN = f"MIN(({{計画}}-MOD({{計画}},40))/40,{{配置}},{_CAP})"
_UP = f"MIN(({{計画}}+MOD(-{{計画}},40))/40,{{配置}},{_CAP})"
_UNSAID = f'IF({_DOWN}={_UP},{_DOWN},"{OPEN}")'
SUPPORT_PLANS = Sheet(
    name="サポートプラン支援員",
    note="4(3)④オ：40件につき1名、人口10万人未満1名・30万人未満2名・30万人以上3名まで。端数は定めなし",
    typed=("番号", "例", "計画", "配置", "人口", "端数"),
    calculated={
        "人数": '=IF(OR({計画}="",{配置}=""),"'
        + OPEN
        + '",IF(OR({計画}=0,{配置}=0),0,IF({人口}="","'
        + OPEN
        + f'",IF({{端数}}="floor",{_DOWN},IF({{端数}}="ceil",{_UP},{_UNSAID})))))'
    },
)

COORDINATORS = Sheet(
    name="コーディネーター",
    note="4(3)④カ：1か所につき1名",
    typed=("番号", "例", "配置"),
    calculated={"人数": f'=IF({{配置}}="","{OPEN}",MIN({{配置}},1))'},
)

YEARS = tuple(str(year) for year in range(2013, 2025))


def _site_cap() -> str:
    ceilings = ",".join(
        f'IF({{{year}}}="",0,({{{year}}}+MOD(-{{{year}}},10000))/10000)' for year in YEARS
    )
    return f"=MAX({ceilings})"


SPECIFIC_PLACES = Sheet(
    name="特定型",
    note="4(2)②ただし書：か所数は、各年10月1日の0～5歳児人口÷10,000（切上げ）の最も多いものまで",
    typed=("番号", "例", "か所", *YEARS),
    calculated={
        "上限": _site_cap(),
        "1か所の数": f'=IF({{か所}}="","{OPEN}",IF({{か所}}<={{上限}},1,"{OPEN}"))',
    },
)

_START = "MAX({始まり},DATE({年度},4,1))"
_END = "MIN({終わり},DATE({年度}+1,3,31))"
_STARTED = f"(YEAR({_END})*12+MONTH({_END})-YEAR({_START})*12-MONTH({_START})+1)"
_BROKEN_START = f"(DAY({_START})>1)"
_BROKEN_END = f"(DAY({_END}+1)>1)"
_COMPLETE = f"MAX(0,{_STARTED}-IF({_BROKEN_START},1,0)-IF({_BROKEN_END},1,0))"
_WHOLE = f"AND({_START}=DATE({{年度}},4,1),{_END}=DATE({{年度}}+1,3,31))"
_PART = (
    f'IF(NOT(OR({_BROKEN_START},{_BROKEN_END})),{_STARTED},IF({{月の途中}}="started",{_STARTED},'
    f'IF({{月の途中}}="complete",{_COMPLETE},"{OPEN}")))'
)
MONTHS = Sheet(
    name="月数",
    note="年度途中の扱い（月割りか年額か）と月の途中の扱いは、市町村が登録する",
    typed=("番号", "例", "年度", "始まり", "終わり", "年度の途中", "月の途中"),
    calculated={
        "月数": f'=IF(OR({_WHOLE},{{年度の途中}}="full"),12,'
        f'IF({{年度の途中}}="monthly",{_PART},"{OPEN}"))'
    },
)

SHEETS = (CALCULATION, EXTRA_STAFF, SUPPORT_PLANS, COORDINATORS, SPECIFIC_PLACES, MONTHS)
