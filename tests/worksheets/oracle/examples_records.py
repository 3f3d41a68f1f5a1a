"""The worked examples from records to a line, a stage and a total. All amounts are made up."""

from datetime import date

from tests.worksheets.oracle.formulas_records import BANDS, STAGES
from tests.worksheets.oracle.rows import TWO_THIRDS, Row

ROUNDED = {**TWO_THIRDS, "端数の単位": 1000}
LONG_AGO, NO_END = date(2020, 4, 1), date(2099, 3, 31)
SEPTEMBER, MID_SEPTEMBER = date(2025, 9, 1), date(2025, 9, 2)
YEARLY, MONTHLY = ("year", 4_000_001), ("month", 300_001)


def months(
    name: str,
    first: date = LONG_AGO,
    last: date = NO_END,
    *,
    of: tuple[str, int] = YEARLY,
    entered: int | None = None,
    year: str | None = "monthly",
    month: str | None = None,
) -> Row:
    per, amount = of
    return {
        "例": name,
        "年度": 2025,
        "始まり": first,
        "終わり": last,
        "単位": per,
        "単価": amount,
        "入力した月数": entered,
        "年度の途中": year,
        "月の途中": month,
    }


MONTH_ROWS = [
    months("通年", year=None),
    months("ちょうど1年", date(2025, 4, 1), date(2026, 3, 31)),
    months("9月1日から", SEPTEMBER),
    months("9月1日から、年額のまま", SEPTEMBER, year="full"),
    months("9月1日から、扱いが未設定", SEPTEMBER, year=None),
    months("9月2日から、月の途中が未設定", MID_SEPTEMBER),
    months("9月2日から、始めた月を数える", MID_SEPTEMBER, month="started"),
    months("9月2日から、全部の月だけ", MID_SEPTEMBER, month="complete"),
    months("2月28日まで", last=date(2026, 2, 28)),
    months("2月27日まで", last=date(2026, 2, 27), month="complete"),
    months("3月30日まで、始めた月を数える", last=date(2026, 3, 30), month="started"),
    months("3月30日まで、全部の月だけ", last=date(2026, 3, 30), month="complete"),
    months("1か月の中だけ", MID_SEPTEMBER, date(2025, 9, 29), month="complete"),
    months("始まりも終わりも月の途中", MID_SEPTEMBER, date(2025, 11, 29), month="started"),
    months("月額で通年", of=MONTHLY),
    months("月額で9月1日から", SEPTEMBER, of=MONTHLY),
    months("月額で9月1日から、年額のまま", SEPTEMBER, of=MONTHLY, year="full"),
    months("月額で9月1日から、扱いが未設定", SEPTEMBER, of=MONTHLY, year=None),
    months("月額で9月2日から、月の途中が未設定", MID_SEPTEMBER, of=MONTHLY, year="full"),
    months(
        "月額で9月2日から、年額のままで、始めた月を数える",
        MID_SEPTEMBER,
        of=MONTHLY,
        year="full",
        month="started",
    ),
    months(
        "月額で9月2日から、年額のままで、全部の月だけ",
        MID_SEPTEMBER,
        of=MONTHLY,
        year="full",
        month="complete",
    ),
    months("年額で6か月と入力", entered=6),
    months("年額で0か月と入力", entered=0),
    months("年額で、期間より多く9か月と入力", SEPTEMBER, entered=9),
    months("年額のままで6か月と入力", entered=6, year="full"),
    months("年額で6か月と入力、扱いが未設定", entered=6, year=None),
    months("年額で12か月と入力、扱いが未設定", SEPTEMBER, entered=12, year=None),
    months("月額で6か月と入力", of=MONTHLY, entered=6),
    months("月額で6か月と入力、年額のまま", of=MONTHLY, entered=6, year="full"),
    months("月額で6か月と入力、扱いが未設定", of=MONTHLY, entered=6, year=None),
]

TO_FOUR, TO_EIGHT, BEYOND = (0, 400, 500_000), (400, 800, 900_000), (800, None, 1_300_000)
OPEN_END = (TO_FOUR, TO_EIGHT, BEYOND)
GAP = (TO_FOUR, (450, 800, 900_000), None)


def hours(name: str, number: int | None, *bands: tuple[int, int | None, int] | None) -> Row:
    row: Row = {"例": name, "時間": number}
    for k, band in zip(BANDS, bands, strict=False):
        row |= dict(zip((f"以上{k}", f"未満{k}", f"額{k}"), band or (None,) * 3, strict=True))
    return row


def by_hour(name: str, number: int | None, amount: int) -> Row:
    return {"例": name, "時間": number, "1時間の額": amount}


HOUR_ROWS = [
    hours("0時間は0円", 0, *OPEN_END),
    hours("時間が分からない", None, *OPEN_END),
    hours("15分は最も下の区分", 25, *OPEN_END),
    hours("4時間に1分足りない（3.98時間）", 398, *OPEN_END),
    hours("ちょうど4時間は上の区分", 400, *OPEN_END),
    hours("4.01時間", 401, *OPEN_END),
    hours("8時間にわずかに足りない（7.99時間）", 799, *OPEN_END),
    hours("ちょうど8時間は上の区分", 800, *OPEN_END),
    hours("上の端のない区分", 12_800, *OPEN_END),
    hours("上の端のある最後の区分を超える", 1_300, TO_FOUR, TO_EIGHT, (800, 1_200, 1_300_000)),
    hours("最後の区分の上の端ちょうど", 1_200, TO_FOUR, TO_EIGHT, (800, 1_200, 1_300_000)),
    hours("区分の間（4.25時間）は未登録", 425, *GAP),
    hours("間の下の端ちょうど（4時間）は未登録", 400, *GAP),
    hours("間の上の端ちょうど（4.5時間）は次の区分", 450, *GAP),
    hours("最も下の区分に届かない", 199, (200, None, 500_000)),
    hours("最も下の区分の下の端ちょうど", 200, (200, None, 500_000)),
    hours("区分の額が0円", 100, (0, None, 0)),
    hours("区分の額が1兆円", 400, (0, 400, 1), (400, None, 10**12)),
    hours("区分も単価も未登録", 400),
    by_hour("週1時間の単価で4時間30分", 450, 100_001),
    by_hour("週1時間の単価で30分", 50, 100_001),
    by_hour("週1時間の単価で15分の端数", 25, 100_001),
    by_hour("週1時間の単価で0時間", 0, 100_001),
    by_hour("週1時間の単価で時間が分からない", None, 100_001),
]

At = tuple[int, int, int, int]  # 基準額, 対象経費, 総事業費, 収入
USUAL: At = (7_000_000, 9_000_000, 9_000_000, 0)


def stages(name: str, first: At, change: At | None, actual: At | None) -> Row:
    row: Row = {"例": name, **ROUNDED}
    for stage, told in zip(STAGES, (first, change, actual), strict=True):
        names = (f"{heading} {stage}" for heading in ("基準額", "対象経費", "総事業費", "収入"))
        row |= dict(zip(names, told or (None,) * 4, strict=True))
    return row


STAGE_ROWS = [
    stages("どの段階も同じ額", USUAL, USUAL, USUAL),
    stages("変更で基準額が増える", USUAL, (8_000_000, *USUAL[1:]), (8_000_000, *USUAL[1:])),
    stages("変更で減り、実績で当初の額に戻る", USUAL, (6_000_001, *USUAL[1:]), USUAL),
    stages("実績の対象経費が基準額を下回る", USUAL, USUAL, (7_000_000, 6_543_210, 9_000_000, 0)),
    stages("実績の収入が増える", USUAL, USUAL, (*USUAL[:3], 5_000_000)),
    stages("実績の収入が総事業費を上回る", USUAL, USUAL, (*USUAL[:3], 9_000_001)),
    stages("変更交付申請がない", USUAL, None, (7_000_000, 6_999_999, 9_000_000, 0)),
    stages("実績報告がまだない", USUAL, (7_000_001, *USUAL[1:]), None),
    stages("交付基本額は変わるが、国の額は変わらない", USUAL, (7_000_001, *USUAL[1:]), USUAL),
    stages("交付基本額が0円から始まる", (0, *USUAL[1:]), USUAL, (0, *USUAL[1:])),
]


def total(name: str, *spent: int | None, **more: object) -> Row:
    row: Row = {"例": name, "基準額": 9_000_000, **ROUNDED, "端数の方法": "floor"}
    return row | {f"対象経費{k}": amount for k, amount in enumerate(spent, start=1)} | more


TOTAL_ROWS = [
    total("端数がない", 3_000_000, 6_000_000, 9_000_000),
    total("センターごとの切り捨ては、計の切り捨てより少ない", 1_000_000, 1_000_000, 1_000_000),
    total(
        "センターごとの切り上げは、計の切り上げより多い",
        1_000_000,
        1_000_000,
        1_000_000,
        端数の方法="ceil",
    ),
    total(
        "センターごとの四捨五入は、計の四捨五入と異なる",
        1_000_749,
        1_000_750,
        1_000_751,
        端数の方法="half_up",
    ),
    total("基準額を超える経費は数えない", 9_000_001, 20_000_000, 8_999_999),
    total("1円単位", 1_000_001, 1_000_001, 1_000_002, 端数の単位=1),
    total("1か所の対象経費が未入力", 1_000_000, None, 1_000_000),
    total("3か所とも1兆円", 10**12, 10**12, 10**12, 基準額=10**12),
]
