"""From records to a line and from lines to a sheet: 月数, 時間区分, the stages, the municipality."""

from tests.worksheets.oracle.formulas import OPEN, Sheet, is_open, rounded

FLOOR = '"floor"'  # a mode as a formula has it

_START = "MAX({始まり},DATE({年度},4,1))"
_END = "MIN({終わり},DATE({年度}+1,3,31))"
_STARTED = f"(YEAR({_END})*12+MONTH({_END})-YEAR({_START})*12-MONTH({_START})+1)"
_BROKEN_START = f"(DAY({_START})>1)"
_BROKEN_END = f"(DAY({_END}+1)>1)"
_COMPLETE = f"MAX(0,{_STARTED}-IF({_BROKEN_START},1,0)-IF({_BROKEN_END},1,0))"
_OF_PERIOD = (
    f'=IF(NOT(OR({_BROKEN_START},{_BROKEN_END})),{_STARTED},IF({{月の途中}}="started",{_STARTED},'
    f'IF({{月の途中}}="complete",{_COMPLETE},"{OPEN}")))'
)
_WORKED = 'IF({入力した月数}="",{期間の月数},{入力した月数})'
_OF_YEAR = (
    f'IF(OR({{年度の途中}}="full",{_WORKED}=12),12,IF({{年度の途中}}="monthly",{_WORKED},"{OPEN}"))'
)
MONTHS = Sheet(
    name="月数",
    note="月額は実施した月だけ。年額を月割りにするかどうかと、月の途中の扱いは、市町村が登録する",
    typed=(
        "番号",
        "例",
        "年度",
        "始まり",
        "終わり",
        "単位",
        "単価",
        "入力した月数",
        "年度の途中",
        "月の途中",
    ),
    calculated={
        "期間の月数": _OF_PERIOD,
        "月数": f'=IF({{単位}}="month",{_WORKED},{_OF_YEAR})',
        "額": f'=IF({{月数}}="{OPEN}","{OPEN}",IF({{単位}}="month",{{単価}}*{{月数}},'
        f"{rounded('{単価}*{月数}', '12', '1', FLOOR)}))",
    },
)

BANDS = (1, 2, 3)
_HELD = [
    f'AND({{以上{k}}}<>"",{{時間}}>={{以上{k}}},OR({{未満{k}}}="",{{時間}}<{{未満{k}}}))'
    for k in BANDS
]
_AMOUNT_OF_BAND = "+".join(f"IF({held},{{額{k}}},0)" for k, held in zip(BANDS, _HELD, strict=True))
_BY_HOUR = rounded("{1時間の額}*{時間}", "100", "1", FLOOR)
HOURS = Sheet(
    name="時間区分",
    note="4(3)⑤ウ(ウ)：週40時間を超えて開く時間による。区分は「以上・未満」。時間は100分の1時間で書く",
    typed=(
        "番号",
        "例",
        "時間",
        "1時間の額",
        *(f"{heading}{k}" for k in BANDS for heading in ("以上", "未満", "額")),
    ),
    calculated={
        "当たる区分": f'=IF({{時間}}="",0,{"+".join(f"IF({held},1,0)" for held in _HELD)})',
        "加算の額": f'=IF({{時間}}="","{OPEN}",IF({{時間}}=0,0,IF({{1時間の額}}<>"",{_BY_HOUR},'
        f'IF({{当たる区分}}=1,{_AMOUNT_OF_BAND},"{OPEN}"))))',
    },
)

NO_STAGE = "なし"  # no sheet of that stage
STAGES = ("当初", "変更", "実績")
SHARES = ("国の分子", "国の分母", "県の分子", "県の分母", "端数の単位")
PARTS = ("補助基準額", "交付基本額", "国庫補助額", "都道府県補助額", "市町村負担額")
_BEFORE = {"変更": ("当初", "当初"), "実績": ("変更", "当初")}  # without a 変更 the 当初


def _of_stage(stage: str) -> dict[str, str]:
    base = f"{{交付基本額 {stage}}}"
    national, prefectural = f"{{国庫補助額 {stage}}}", f"{{都道府県補助額 {stage}}}"
    net = f"MAX(0,{{総事業費 {stage}}}-{{収入 {stage}}})"
    formulas = {
        "補助基準額": f"{{基準額 {stage}}}",
        "交付基本額": f"MIN({{基準額 {stage}}},{{対象経費 {stage}}},{net})",
        "国庫補助額": rounded(f"{base}*{{国の分子}}", "{国の分母}", "{端数の単位}", FLOOR),
        "都道府県補助額": rounded(f"{base}*{{県の分子}}", "{県の分母}", "{端数の単位}", FLOOR),
        "市町村負担額": f"{base}-{national}-{prefectural}",
    }
    return {
        f"{part} {stage}": f'=IF({{基準額 {stage}}}="","{NO_STAGE}",{formula})'
        for part, formula in formulas.items()
    }


def _change(part: str, stage: str) -> str:
    nearest, first = (f"{{{part} {each}}}" for each in _BEFORE[stage])
    before = f'IF({nearest}="{NO_STAGE}",{first},{nearest})'
    now = f"{{{part} {stage}}}"
    return f'=IF({now}="{NO_STAGE}","{NO_STAGE}",{now}-{before})'


DIFFERENCES = Sheet(
    name="段階",
    note="前の段階からの増減＝今回の額－直前に提出した段階の額。変更交付申請がなければ当初交付申請と比べる",
    typed=(
        "番号",
        "例",
        *(
            f"{heading} {stage}"
            for stage in STAGES
            for heading in ("基準額", "対象経費", "総事業費", "収入")
        ),
        *SHARES,
    ),
    calculated={
        **{name: formula for stage in STAGES for name, formula in _of_stage(stage).items()},
        **{f"{part}の増減 {stage}": _change(part, stage) for stage in _BEFORE for part in PARTS},
    },
)

CENTERS = (1, 2, 3)


def _of_center(k: int) -> dict[str, str]:
    base = f"{{交付基本額{k}}}"
    parts = {
        "国庫補助額": rounded(f"{base}*{{国の分子}}", "{国の分母}", "{端数の単位}", "{端数の方法}"),
        "都道府県補助額": rounded(
            f"{base}*{{県の分子}}", "{県の分母}", "{端数の単位}", "{端数の方法}"
        ),
        "市町村負担額": f"{base}-{{国庫補助額{k}}}-{{都道府県補助額{k}}}",
    }
    return {
        f"交付基本額{k}": f'=IF({{対象経費{k}}}="","{OPEN}",MIN({{基準額}},{{対象経費{k}}}))',
        **{
            f"{name}{k}": f'=IF({base}="{OPEN}","{OPEN}",{formula})'
            for name, formula in parts.items()
        },
    }


def _total(part: str) -> str:
    cells = [f"{{{part}{k}}}" for k in CENTERS]
    return f'=IF({is_open(*cells)},"{OPEN}",{"+".join(cells)})'


_ROUNDED_ONCE = rounded("{交付基本額}*{国の分子}", "{国の分母}", "{端数の単位}", "{端数の方法}")
MUNICIPALITY = Sheet(
    name="自治体の計",
    note="自治体の額は、センターごとに端数を処理した額の計。1か所でも足りないものがあれば計を出さない",
    typed=(
        "番号",
        "例",
        "基準額",
        *(f"対象経費{k}" for k in CENTERS),
        *SHARES,
        "端数の方法",
    ),
    calculated={
        **{name: formula for k in CENTERS for name, formula in _of_center(k).items()},
        **{part: _total(part) for part in PARTS[1:]},
        "国庫補助額（計を1度だけ端数処理した場合）": f'=IF({{交付基本額}}="{OPEN}","{OPEN}",'
        f"{_ROUNDED_ONCE})",
    },
)
