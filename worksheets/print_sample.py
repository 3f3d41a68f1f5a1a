"""A fictional sheet: what the page of a print form shows before there is a real one.

Nothing in it is anybody's amount; it holds what a layout has to bear: something unset, something
negative, a long name, a large sum.
"""

from typing import Any

from worksheets.calculation.shapes import Claim, Figure, Line, Missing, Origin, Spending
from worksheets.content import MUNICIPALITY, TOTALS, as_plain
from worksheets.enums import WorksheetStage, WorksheetState
from worksheets.print_layout import Stamp
from worksheets.print_sheet import PrintedSheet, printed_sheet

FICTIONAL = "架空の金額"
SOURCE = Origin("架空の交付要綱　架第1号")
UNSET = Missing("夜間加算の基準額の単価", "経理担当")
LARGE, LESS = 1_000_000_000, -1_234_567

STAMP = Stamp(
    number="T-00000000",
    checksum="0" * 64,
    state=WorksheetState.DRAFT.label,
    prepared="（作成した日時と氏名）",
)


def sample_content(kind: str, stage: str, fiscal_year: int) -> dict[str, Any]:
    """Content in the shape of `worksheets.content`, of a municipality that does not exist."""
    is_total = kind == MUNICIPALITY
    return {
        "kind": kind,
        "municipality": {"name": "架空市", "code": "999999"},
        "center": None if is_total else _center(),
        "fiscal_year": fiscal_year,
        "stage": stage,
        "version": {
            "rules": "",
            "title": "" if is_total else "架空の実施要綱",
            "numbers": [] if is_total else ["架空第1号"],
            "determination": "",
        },
        "versions": [{"title": "架空の実施要綱", "numbers": ["架空第1号"]}] if is_total else [],
        "lines": as_plain(_lines()),
        "totals": dict.fromkeys(TOTALS),
        "claims": [] if is_total else as_plain(_claims()),
        "spending": [] if is_total else as_plain(_spending()),
        "missing": as_plain((UNSET,)),
        "differences": [
            {"key": "operation.base", "label": "基本分", "before": LARGE, "after": LARGE + LESS}
        ],
        "compared_with": {
            "stage": WorksheetStage.APPLICATION.value,
            "number": 1,
            "checksum": "0" * 64,
            "sheet": STAMP.number,
        },
        "annex": [] if is_total else _annex(),
        "centers": _centers() if is_total else [],
        "handling": [
            {
                "key": "rounding_unit",
                "label": "端数処理の単位",
                "value": "1,000円",
                "source": SOURCE.text,
            },
            {"key": "part_year", "label": "年度途中の月割り", "value": None, "source": ""},
        ],
        "flags": [f"見本です。金額は、すべて{FICTIONAL}です。"],
    }


def sample_sheet(kind: str, stage: str, fiscal_year: int, layout: Any) -> PrintedSheet:
    return printed_sheet(sample_content(kind, stage, fiscal_year), layout, STAMP)


def _center() -> dict[str, str]:
    return {
        "name": "架空子育て世代包括支援・地域子育て相談・利用者支援センターひだまり中央館分室",
        "code": "999999-01",
        "type": "basic",
        "type_label": "基本型",
    }


def _lines() -> tuple[Line, ...]:
    price = Figure("基準額の単価", LARGE, "円", SOURCE)
    return (
        Line("operation.base", "基本分", "4(1)", "単価×か所数", (price,), LARGE, level=2),
        Line(
            "operation.night",
            "夜間加算",
            "4(1)④オ(ア)",
            "単価×か所数",
            (Figure("基準額の単価", None, "円"),),
            None,
            missing=(UNSET,),
        ),
        Line("operation.rest", "差額", "", "前の段階との差", (), LESS, level=1),
        Line("operation", "補助基準額", "", "内訳の合計", (), None, missing=(UNSET,), level=0),
    )


def _claims() -> tuple[Claim, ...]:
    return (
        Claim(
            component="base",
            label="基本分",
            category="operation",
            clause="4(1)",
            status="met",
            quantity=None,
            unit="か所",
            unit_amount=LARGE,
            months=12,
            amount_origin=SOURCE,
        ),
        Claim(
            component="night_opening",
            label="夜間加算",
            category="operation",
            clause="4(1)④オ(ア)",
            status="unknown",
            quantity=None,
            unit="か所",
            missing=(UNSET,),
        ),
    )


def _spending() -> tuple[Spending, ...]:
    return (Spending("operation", LARGE, LARGE, 0, Origin("架空の決算書")),)


def _annex() -> list[dict[str, Any]]:
    condition = {
        "clause": "4(1)④オ(ア)",
        "description": "1日に6時間を超えて開所する。",
        "status": "met",
        "figure": "最も短い日の開所時間 7時間\n週の開所予定 月 9:00～16:00",
        "reason": "開所時間の登録による。",
        "origin": "開所時間の登録（見本）",
    }
    return [
        {
            "component": "night_opening",
            "label": "夜間加算",
            "rule": "夜間加算",
            "clause": "4(1)④オ(ア)",
            "status": "unknown",
            "conditions": [condition],
        }
    ]


def _centers() -> list[dict[str, Any]]:
    center = _center()
    known = {"name": "架空南相談室", "code": "999999-02", "type_label": "特定型"}
    return [
        {key: center[key] for key in ("name", "code", "type_label")} | dict.fromkeys(TOTALS),
        known | dict.fromkeys(TOTALS, LARGE) | {"municipal": LESS},
    ]
