"""The worked examples of the calculation. All amounts are made up (架空の金額)."""

from typing import Any

from tests.worksheets.oracle.rows import TWO_THIRDS, Row

CLAIM_FIELDS = ("判定", "区分", "単価", "数の分子", "数の分母", "月数", "単位")
THIRDS = {"国の分子": 1, "国の分母": 3, "県の分子": 1, "県の分母": 3}
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


BOUND = 10**12  # the highest standard amount that can be registered


def _at_the_bound() -> list[Row]:
    spending = spent(10 * BOUND)
    return [
        case("1兆円", claim(1, BOUND), spending),
        case("1兆円の3分の1", claim(1, BOUND), spending, THIRDS),
        case("1兆円に1円足りない", claim(1, BOUND - 1), spending, THIRDS, 端数の方法="half_up"),
        case(
            "1兆円を1円単位で切り上げ",
            claim(1, BOUND),
            spending,
            THIRDS,
            端数の方法="ceil",
            端数の単位=1,
        ),
        case("1兆円が5人、7か月", claim(1, BOUND, number=5, months=7), spending),
        case("1兆円の対象経費が1円低い", claim(1, BOUND), spent(BOUND - 1)),
    ]


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
        *_at_the_bound(),
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
        case(
            "0円の区分は、対象経費だけ入力されていても収入は要らない",
            BASE,
            claim(2, 1_000_000, category="startup", status="not_met", per="once", months=None),
            ENOUGH,
            {"対象経費 startup": 1_500_000},
            第二の比較="category",
        ),
        *_three_categories(),
        case("第二の比較が未設定", BASE, ENOUGH, 第二の比較=None),
        case("対象経費が未入力", BASE),
        case("総事業費が未入力", BASE, spent(4_000_000), {"総事業費 operation": None}),
        case("収入が未入力", BASE, spent(4_000_000, 4_000_000, None)),
        case("区分ごとの比較で収入が未入力", BASE, spent(1, 1, None), 第二の比較="category"),
    ]


def _three_categories() -> list[Row]:
    once: dict[str, Any] = {"per": "once", "months": None}
    opening = (
        claim(1, 4_000_000, months=6),
        claim(2, 1_000_000, category="startup", **once),
        claim(3, 3_000_000, category="preparation", **once),
    )
    spending = (
        spent(1_900_000, 2_000_000, 0),
        spent(1_500_000, 1_600_000, 0, "startup"),
        spent(2_999_999, 3_100_000, 800_000, "preparation"),
    )
    return [
        case(
            "開設準備経費だけ",
            claim(1, 3_000_000, category="preparation", **once),
            spent(3_500_000, category="preparation"),
        ),
        case("開設準備経費を含む三つの区分を合計で比べる", *opening, *spending),
        case(
            "開設準備経費を含む三つの区分を区分ごとに比べる",
            *opening,
            *spending,
            第二の比較="category",
        ),
        case("開設準備経費を区分ごとに端数処理する", *opening, *spending, 端数の段階="category"),
        case("開設準備経費の対象経費が未入力", *opening, *spending[:2]),
        case(
            "開設準備経費は申請せず、その経費だけ入力されている",
            BASE,
            claim(3, None, category="preparation", status="not_claimed", number=None, **once),
            ENOUGH,
            spent(2_000_000, 2_100_000, 0, "preparation"),
        ),
    ]


def _claims() -> list[Row]:
    return [
        case("申請しない加算は0円", BASE, claim(2, 500_000, status="not_claimed"), ENOUGH),
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


CALCULATED = [*_rounding(), *_comparison(), *_claims(), *_unset()]
