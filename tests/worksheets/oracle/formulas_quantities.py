"""How many persons and places: 4(3)④エ(ウ)・別表2, 4(3)④オ, 4(3)④カ and 4(2)②ただし書."""

from collections.abc import Callable

from tests.worksheets.oracle.formulas import OPEN, Sheet, is_open

# 別添4 and 別表1: the class by children, and how many 虐待対応専門員 it needs at least.
_CLASS = (
    '=IF({児童人口}="","",IF({児童人口}<9000,"A",IF({児童人口}<18000,"B",'
    'IF({児童人口}<27000,"C",IF({児童人口}<72000,"M","L")))))'
)
_MINIMUM = '=IF({類型}="A",0,IF({類型}="B",1,IF({類型}="C",2,IF({類型}="M",2,4))))'
_EXCESS_N = "({件数}*{全国児童人口}-{児童人口}*{全国件数})"
_EXCESS_D = "({全国児童人口}*40)"
_AT_MOST_AVERAGE = "{件数}*{全国児童人口}<={児童人口}*{全国件数}"
_COMPUTED = (
    f'=IF(OR({{類型}}="A",{_AT_MOST_AVERAGE}),0,'
    f"({_EXCESS_N}+MOD(-({_EXCESS_N}),{_EXCESS_D}))/{_EXCESS_D})"
)
_BEYOND = "MAX({配置}-{最低},0)"


def _first(required: str) -> str:
    after = f"MIN({_BEYOND},{required})"
    either = f"MIN(MAX({{配置}}-{{最低}}-5,0),{required})"
    return f'IF({{(ii)の読み方}}="either",{either},{after})'


def _second(required: str) -> str:
    after = f"MIN(MAX({{配置}}-{{最低}}-{required},0),5)"
    return f'IF({{(ii)の読み方}}="either",MIN({_BEYOND},5),{after})'


def _both(required: str) -> str:
    """Nobody is counted twice, whichever of the two comes first."""
    return f"MIN({_BEYOND},{required}+5)"


def _by_number(by: Callable[[str], str]) -> str:
    """Under the number that is used; under both, where neither notice nor office says which."""
    computed, notified = by("{算式の人数}"), by("{通知の人数}")
    either = f'IF({computed}={notified},{computed},"{OPEN}")'
    unsaid = f'IF({{通知の人数}}="",{computed},{either})'
    chosen = (
        f'IF({{用いる人数}}="computed",{computed},IF({{用いる人数}}="notified",'
        f'IF({{通知の人数}}="","{OPEN}",{notified}),{unsaid}))'
    )
    known = ("{配置}", "{件数}", "{児童人口}", "{全国件数}", "{全国児童人口}", "{支援拠点}")
    several = "{支援拠点}>1"  # 別表2(※1): each by its own figures, which these are not
    return f'=IF(OR({is_open(*known)},{several}),"{OPEN}",{chosen})'


EXTRA_STAFF = Sheet(
    name="上乗せ",
    note="4(3)④エ(ウ)・別表2：⌈(件数－児童人口×全国件数÷全国児童人口)÷40⌉、複数あれば支援拠点ごと。算式は原文の表示崩れを補正",
    typed=(
        "番号",
        "例",
        "件数",
        "児童人口",
        "全国件数",
        "全国児童人口",
        "支援拠点",
        "配置",
        "通知の人数",
        "用いる人数",
        "(ii)の読み方",
    ),
    calculated={
        "類型": _CLASS,
        "最低": _MINIMUM,
        "算式の人数": _COMPUTED,
        "(i)の人数": _by_number(_first),
        "(ii)の人数": _by_number(_second),
        "(i)と(ii)の計": _by_number(_both),
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
