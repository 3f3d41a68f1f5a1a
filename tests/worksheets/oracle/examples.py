"""The worked examples: what is typed into the oracle. All amounts are made up (架空の金額)."""

from datetime import date
from typing import Any

from tests.worksheets.oracle.formulas import (
    CALCULATION,
    COORDINATORS,
    EXTRA_STAFF,
    MONTHS,
    SPECIFIC_PLACES,
    SUPPORT_PLANS,
    YEARS,
)

Row = dict[str, Any]

CLAIM_FIELDS = ("判定", "区分", "単価", "数の分子", "数の分母", "月数", "単位")
THIRDS = {"国の分子": 1, "国の分母": 3, "県の分子": 1, "県の分母": 3}
TWO_THIRDS = {"国の分子": 2, "国の分母": 3, "県の分子": 1, "県の分母": 6}
USUAL = {
    "端数の単位": 1000,
    "端数の方法": "floor",
    "端数の段階": "subsidy",
    "1円未満": "floor",
    "第二の比較": "total",
    "都道府県の端数": "same",
}


def claim(
    k: int,
    amount: int | None,
    *,
    status: str = "met",
    category: str = "operation",
    number: int | None = 1,
    of: int = 1,
    months: int | None = 12,
    per: str = "year",
) -> Row:
    values = (status, category, amount, number, of, months, per)
    return {f"{name}{k}": value for name, value in zip(CLAIM_FIELDS, values, strict=True)}


def spent(
    eligible: int | None,
    total: int | None = None,
    income: int | None = 0,
    category: str = "operation",
) -> Row:
    return {
        f"対象経費 {category}": eligible,
        f"総事業費 {category}": eligible if total is None else total,
        f"収入 {category}": income,
    }


def case(name: str, *parts: Row, **handling: Any) -> Row:
    row: Row = {"例": name, **TWO_THIRDS, **USUAL}
    for part in parts:
        row |= part
    return row | handling


BASE = claim(1, 4_000_000)
ENOUGH = spent(9_000_000)


def _rounding() -> list[Row]:
    return [
        case("端数なし", claim(1, 3_000_000), ENOUGH),
        case("1,000円未満切り捨て", claim(1, 24_604_243), spent(30_000_000), THIRDS),
        case("端数999円の切り捨て", claim(1, 2_999), ENOUGH, THIRDS),
        case("ちょうど1,000円の倍数", claim(1, 3_000), ENOUGH, THIRDS),
        case("1円足りず1,000円に届かない", claim(1, 2_999), ENOUGH, THIRDS, 端数の単位=1000),
        case("1円超えて1,000円になる", claim(1, 3_001), ENOUGH, THIRDS),
        case("四捨五入で499円", claim(1, 4_497), ENOUGH, THIRDS, 端数の方法="half_up"),
        case("四捨五入でちょうど500円", claim(1, 4_500), ENOUGH, THIRDS, 端数の方法="half_up"),
        case(
            "四捨五入で500円に1/3円足りない", claim(1, 4_499), ENOUGH, THIRDS, 端数の方法="half_up"
        ),
        case("切り上げで1/3円", claim(1, 3_001), ENOUGH, THIRDS, 端数の方法="ceil"),
        case("切り上げで端数なし", claim(1, 3_000), ENOUGH, THIRDS, 端数の方法="ceil"),
        case("切り上げで合計が基本額を超える", claim(1, 1_500), ENOUGH, 端数の方法="ceil"),
        case("1円単位の切り捨て", claim(1, 1_000_001), ENOUGH, 端数の単位=1),
        case("10円単位の切り捨て", claim(1, 1_000_019), ENOUGH, 端数の単位=10),
        case(
            "100円単位の四捨五入", claim(1, 1_000_075), ENOUGH, 端数の単位=100, 端数の方法="half_up"
        ),
        case("都道府県は端数処理をしない", claim(1, 1_000_002), ENOUGH, 都道府県の端数="none"),
        case(
            "都道府県は端数処理をせず、1円未満を切り捨て",
            claim(1, 1_000_001),
            ENOUGH,
            都道府県の端数="none",
        ),
        case(
            "都道府県の1円未満の扱いが未設定",
            claim(1, 1_000_001),
            ENOUGH,
            {"1円未満": None},
            都道府県の端数="none",
        ),
        case(
            "内訳ごとの端数処理",
            claim(1, 1_234_567),
            claim(2, 7_654_321),
            ENOUGH,
            端数の段階="component",
        ),
        case(
            "内訳ごとの端数処理と月割り",
            claim(1, 1_234_567, months=7),
            claim(2, 1_000_000, months=7),
            ENOUGH,
            端数の段階="component",
        ),
        case("区分ごとの端数処理", claim(1, 1_234_567), ENOUGH, 端数の段階="category"),
        case("区分ごとの端数処理で対象経費が低い", BASE, spent(3_999_999), 端数の段階="category"),
        case("10億円", claim(1, 1_000_000_000), spent(2_000_000_000)),
        case(
            "負担割合の分母が大きい",
            claim(1, 9_999_999),
            ENOUGH,
            国の分子=7,
            国の分母=11,
            県の分子=2,
            県の分母=11,
        ),
    ]


def _comparison() -> list[Row]:
    return [
        case("基準額が最も低い", BASE, spent(4_000_001, 4_000_002)),
        case("基準額と対象経費が同じ", BASE, spent(4_000_000)),
        case("対象経費が1円低い", BASE, spent(3_999_999)),
        case("差引額が最も低い", BASE, spent(4_500_000, 4_600_000, 700_000)),
        case("差引額が1円低い", BASE, spent(4_500_000, 4_600_000, 600_001)),
        case("差引額が同じ", BASE, spent(4_500_000, 4_600_000, 600_000)),
        case("収入が総事業費と同じ", BASE, spent(4_000_000, 4_000_000, 4_000_000)),
        case("収入が総事業費を1円上回る", BASE, spent(4_000_000, 4_000_000, 4_000_001)),
        case(
            "二つの区分を区分ごとに比べる",
            BASE,
            claim(2, 1_000_000, category="startup", per="once", months=None),
            spent(3_000_000, 3_200_000, 500_000),
            spent(1_500_000, 1_600_000, 0, "startup"),
            第二の比較="category",
        ),
        case(
            "同じ額を合計で比べる",
            BASE,
            claim(2, 1_000_000, category="startup", per="once", months=None),
            spent(3_000_000, 3_200_000, 500_000),
            spent(1_500_000, 1_600_000, 0, "startup"),
        ),
        case(
            "区分ごとで一方だけ収入が上回る",
            BASE,
            claim(2, 1_000_000, category="startup", per="once", months=None),
            spent(3_000_000, 3_200_000, 3_300_000),
            spent(1_500_000, 1_600_000, 0, "startup"),
            第二の比較="category",
        ),
        case(
            "区分ごとの比較と区分ごとの端数処理",
            claim(1, 4_000_999),
            spent(4_000_998, 4_000_997, 0),
            第二の比較="category",
            端数の段階="category",
        ),
        case(
            "申請しない区分の経費は数えない",
            BASE,
            claim(2, 1_000_000, category="startup", status="not_met", per="once", months=None),
            spent(3_000_000, 3_200_000, 300_000),
            spent(1_500_000, 1_600_000, 1_600_000, "startup"),
        ),
        case(
            "申請しない区分の経費は要らない",
            BASE,
            claim(2, 1_000_000, category="startup", status="not_applicable", per="once"),
            ENOUGH,
        ),
        case("第二の比較が未設定", BASE, ENOUGH, 第二の比較=None),
        case("対象経費が未入力", BASE),
        case("総事業費が未入力", BASE, spent(4_000_000), {"総事業費 operation": None}),
        case("収入が未入力", BASE, spent(4_000_000, 4_000_000, None)),
        case("区分ごとの比較で収入が未入力", BASE, spent(1, 1, None), 第二の比較="category"),
    ]


def _claims() -> list[Row]:
    return [
        case("要件を満たさない加算は0円", BASE, claim(2, 500_000, status="not_met"), ENOUGH),
        case("対象外の加算は0円", BASE, claim(2, 500_000, status="not_applicable"), ENOUGH),
        case("判定が不明", BASE, claim(2, 500_000, status="unknown"), ENOUGH),
        case("何も満たさない", claim(1, 4_000_000, status="not_met"), ENOUGH),
        case("何も満たさず、経費も未入力", claim(1, 4_000_000, status="not_met")),
        case("基準額が未登録", claim(1, None), ENOUGH),
        case("満たさない加算の基準額は要らない", BASE, claim(2, None, status="not_met"), ENOUGH),
        case("数が分からない", claim(1, 4_000_000, number=None), ENOUGH),
        case("数が0人", BASE, claim(2, 800_000, number=0), ENOUGH),
        case("人数5人", BASE, claim(2, 800_000, number=5), ENOUGH),
        case("4時間30分の時間単価", BASE, claim(2, 100_001, number=9, of=2), ENOUGH),
        case("月割り6か月", claim(1, 4_000_000, months=6), ENOUGH),
        case("月割り7か月で1円未満の端数", claim(1, 4_000_001, months=7), ENOUGH),
        case(
            "月割りの端数を四捨五入", claim(1, 4_000_006, months=7), ENOUGH, {"1円未満": "half_up"}
        ),
        case(
            "月割りの端数がちょうど2分の1円", claim(1, 6, months=1), ENOUGH, {"1円未満": "half_up"}
        ),
        case("月割りの端数を切り上げ", claim(1, 4_000_001, months=7), ENOUGH, {"1円未満": "ceil"}),
        case("1円未満の扱いが未設定", claim(1, 4_000_001, months=7), ENOUGH, {"1円未満": None}),
        case(
            "1円未満の扱いが未設定でも端数なし",
            claim(1, 4_800_000, months=7),
            ENOUGH,
            {"1円未満": None},
        ),
        case("実施月数が分からない", claim(1, 4_000_000, months=None), ENOUGH),
        case("0か月", claim(1, 4_000_000, months=0), ENOUGH),
        case("月額の単価", claim(1, 300_001, per="month", months=7), ENOUGH),
        case("1回限りの経費に月割りはない", claim(1, 1_000_001, per="once", months=None), ENOUGH),
        case(
            "三つの内訳",
            BASE,
            claim(2, 800_000, number=2, months=9),
            claim(3, 250_000, status="met"),
            spent(6_000_000, 6_100_000, 100_000),
        ),
    ]


def _unset() -> list[Row]:
    return [
        case(
            "負担割合が未登録",
            BASE,
            ENOUGH,
            国の分子=None,
            国の分母=None,
            県の分子=None,
            県の分母=None,
        ),
        case("端数処理の単位が未設定", BASE, ENOUGH, 端数の単位=None),
        case("端数処理の方法が未設定", BASE, ENOUGH, 端数の方法=None),
        case("端数処理の段階が未設定", BASE, ENOUGH, 端数の段階=None),
        case("都道府県の端数処理が未設定", BASE, ENOUGH, 都道府県の端数=None),
        case("国が全額を負担", BASE, ENOUGH, 国の分子=1, 国の分母=1, 県の分子=0, 県の分母=1),
        case(
            "国も都道府県も負担しない", BASE, ENOUGH, 国の分子=0, 国の分母=1, 県の分子=0, 県の分母=1
        ),
    ]


def extra(
    name: str, cases: int | None, children: int | None, assigned: int | None, **more: Any
) -> Row:
    nation = {"全国件数": 163_000, "全国児童人口": 18_000_000}
    return {"例": name, "件数": cases, "児童人口": children, "配置": assigned, **nation, **more}


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

MONTH_ROWS = [
    {
        "例": name,
        "年度": 2025,
        "始まり": first,
        "終わり": last,
        "年度の途中": part_year,
        "月の途中": part_month,
    }
    for name, first, last, part_year, part_month in (
        ("通年", date(2020, 4, 1), date(2099, 3, 31), None, None),
        ("ちょうど1年", date(2025, 4, 1), date(2026, 3, 31), "monthly", None),
        ("9月1日から", date(2025, 9, 1), date(2099, 3, 31), "monthly", None),
        ("9月1日から、年額のまま", date(2025, 9, 1), date(2099, 3, 31), "full", None),
        ("9月1日から、扱いが未設定", date(2025, 9, 1), date(2099, 3, 31), None, None),
        ("9月2日から、月の途中が未設定", date(2025, 9, 2), date(2099, 3, 31), "monthly", None),
        ("9月2日から、始めた月を数える", date(2025, 9, 2), date(2099, 3, 31), "monthly", "started"),
        ("9月2日から、全部の月だけ", date(2025, 9, 2), date(2099, 3, 31), "monthly", "complete"),
        ("2月28日まで", date(2020, 4, 1), date(2026, 2, 28), "monthly", None),
        ("2月27日まで", date(2020, 4, 1), date(2026, 2, 27), "monthly", "complete"),
        (
            "3月30日まで、始めた月を数える",
            date(2020, 4, 1),
            date(2026, 3, 30),
            "monthly",
            "started",
        ),
        ("3月30日まで、全部の月だけ", date(2020, 4, 1), date(2026, 3, 30), "monthly", "complete"),
        ("1か月の中だけ", date(2025, 9, 2), date(2025, 9, 29), "monthly", "complete"),
        ("始まりも終わりも月の途中", date(2025, 9, 2), date(2025, 11, 29), "monthly", "started"),
    )
]

EXAMPLES: dict[str, list[Row]] = {
    CALCULATION.name: [*_rounding(), *_comparison(), *_claims(), *_unset()],
    EXTRA_STAFF.name: EXTRA,
    SUPPORT_PLANS.name: PLANS,
    COORDINATORS.name: COORDINATOR_ROWS,
    SPECIFIC_PLACES.name: SITES,
    MONTHS.name: MONTH_ROWS,
}
