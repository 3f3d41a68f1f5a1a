"""The worked examples of persons and places. All figures are made up (架空の数)."""

from typing import Any

from tests.worksheets.oracle.formulas_quantities import YEARS
from tests.worksheets.oracle.rows import Row


def extra(
    name: str, cases: int | None, children: int | None, assigned: int | None, **more: Any
) -> Row:
    nation = {"全国件数": 163_000, "全国児童人口": 18_000_000}
    return {
        "例": name,
        "件数": cases,
        "児童人口": children,
        "支援拠点": 1,
        "配置": assigned,
        **nation,
        **more,
    }


TEN_IN_1000 = {"全国件数": 10_000, "全国児童人口": 1_000_000}

EXTRA = [
    extra("算式3名、4名配置：(i)は2名", 300, 20_000, 4),
    extra("算式3名、5名配置：(i)は3名", 300, 20_000, 5),
    extra("算式3名、10名配置：(ii)は5名", 300, 20_000, 10),
    extra("算式3名、11名配置：(ii)は5名まで", 300, 20_000, 11),
    extra("最低の人数に満たない", 300, 20_000, 1),
    extra("全国平均をわずかに下回る", 181, 20_000, 5),
    extra("全国平均をわずかに上回る", 182, 20_000, 5),
    extra("超過がちょうど80件で2名", 180, 10_000, 9, **TEN_IN_1000),
    extra("超過が81件で3名", 181, 10_000, 9, **TEN_IN_1000),
    extra("超過が79件で2名", 179, 10_000, 9, **TEN_IN_1000),
    extra("全国平均とちょうど同じ", 100, 10_000, 3, **TEN_IN_1000),
    extra("小規模A型（8,999人）に算式はない", 300, 8_999, 3),
    extra("小規模B型の境（9,000人）", 300, 9_000, 3),
    extra("小規模B型の上の端（17,999人）", 300, 17_999, 3),
    extra("小規模C型の境（18,000人）", 300, 18_000, 3),
    extra("中規模型の境（27,000人）", 300, 27_000, 3),
    extra("大規模型の境（72,000人）", 900, 72_000, 9),
    extra("通知と計算が同じ", 300, 20_000, 5, 通知の人数=3),
    extra("通知と計算が異なり、結果が分かれる", 300, 20_000, 5, 通知の人数=2),
    extra("通知と計算が異なるが、(i)は同じ", 300, 20_000, 3, 通知の人数=2),
    extra("通知の人数を用いる", 300, 20_000, 5, 通知の人数=2, 用いる人数="notified"),
    extra("計算した人数を用いる", 300, 20_000, 5, 通知の人数=2, 用いる人数="computed"),
    extra("通知を用いるが、通知がない", 300, 20_000, 5, 用いる人数="notified"),
    extra("(ii)を(i)によらず数える", 300, 20_000, 6, **{"(ii)の読み方": "either"}),
    extra("配置の人数が分からない", 300, 20_000, None),
    extra("件数が分からない", None, 20_000, 5),
    extra("支援拠点が2か所：市町村の件数では算定できない", 300, 20_000, 5, 支援拠点=2),
    extra("支援拠点の数が分からない", 300, 20_000, 5, 支援拠点=None),
]

PLANS = [
    {"例": name, "計画": plans, "配置": assigned, "人口": population, "端数": mode}
    for name, plans, assigned, population, mode in (
        ("40件で1名", 40, 1, 99_999, None),
        ("39件、端数未設定", 39, 1, 99_999, None),
        ("39件、切り捨て", 39, 1, 99_999, "floor"),
        ("39件、切り上げ", 39, 1, 99_999, "ceil"),
        ("80件でも10万人未満は1名まで", 80, 2, 99_999, None),
        ("80件で10万人以上は2名まで", 80, 2, 100_000, None),
        ("120件でも30万人未満は2名まで", 120, 3, 299_999, None),
        ("120件で30万人以上は3名まで", 120, 3, 300_000, None),
        ("160件でも3名まで", 160, 5, 300_000, None),
        ("配置した人数まで", 120, 1, 300_000, None),
        ("端数が上限で消える", 81, 2, 100_000, None),
        ("端数が残る（119件）", 119, 3, 300_000, None),
        ("端数を切り上げ（81件）", 81, 3, 300_000, "ceil"),
        ("計画が0件", 0, 2, 300_000, None),
        ("計画の件数が分からない", None, 2, 300_000, None),
        ("人口が分からない", 80, 2, None, None),
    )
]

COORDINATOR_ROWS = [
    {"例": name, "配置": assigned}
    for name, assigned in (("0人", 0), ("1人", 1), ("2人でも1人まで", 2), ("分からない", None))
]


def sites(name: str, number: int | None, **populations: int | None) -> Row:
    known = dict.fromkeys(YEARS, 9000)
    return {"例": name, "か所": number, **known, **{y[1:]: n for y, n in populations.items()}}


SITES = [
    sites("2万人で2か所まで", 2, y2020=20_000),
    sites("2万1人で3か所まで", 3, y2013=20_001),
    sites("2万人で3か所は超える", 3, y2024=20_000),
    sites("1万人で1か所", 1, y2024=10_000),
    sites("1万1人で2か所", 2, y2024=10_001),
    sites("ほかの年が分からなくても上限以内", 3, y2013=20_001, y2014=None, y2015=None),
    sites("分からない年があり、上限を超える", 4, y2013=20_001, y2014=None),
    sites("か所数が分からない", None, y2013=20_001),
]
