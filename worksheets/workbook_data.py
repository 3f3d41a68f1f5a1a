"""Sheets as tables for machines: one value in a cell, codes beside their words, amounts in yen.

What is not known is an empty cell and never zero.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from worksheets.calculation.claims import NOTHING
from worksheets.components import category_labels, component_of
from worksheets.content import TOTAL_LABELS
from worksheets.enums import WorksheetStage
from worksheets.print_sheet import PrintedSheet
from worksheets.words import CLAIM_LABELS

Plain = str | int | float | None
Rows = Iterator[tuple[Plain, ...]]

HEAD = (
    "調書番号",
    "回",
    "状態",
    "紙の表示",
    "内容のハッシュ値",
    "自治体コード",
    "自治体名",
    "センター番号",
    "センター名",
    "類型コード",
    "類型",
    "年度（西暦）",
    "段階コード",
    "段階",
)
COMPARED = (
    "比べた調書の段階コード",
    "比べた調書の段階",
    "比べた調書の回",
    "比べた調書の番号",
    "比べた調書のハッシュ値",
)
CLAIMED, NOT_CLAIMED, OPEN = "計上する", "計上しない", "未定"
WHOLE = "全体"  # of all 区分 together


@dataclass(frozen=True)
class DataPage:
    """A table of all sheets; `rows_of` are those of one, without the columns of `HEAD`."""

    name: str
    own_columns: tuple[str, ...]
    rows_of: Callable[[PrintedSheet], Rows]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*HEAD, *self.own_columns)

    def rows(self, sheets: Sequence[PrintedSheet]) -> Rows:
        for sheet in sheets:
            head = _head(sheet)
            for row in self.rows_of(sheet):
                yield (*head, *row)


def _head(sheet: PrintedSheet) -> tuple[Plain, ...]:
    content, stamp = sheet.content, sheet.stamp
    center = content["center"] or {}
    return (
        stamp.number,
        stamp.number_in_stage,
        stamp.state,
        "、".join(sheet.marks) or None,
        stamp.checksum,
        content["municipality"]["code"],
        content["municipality"]["name"],
        center.get("code"),
        center.get("name"),
        center.get("type"),
        center.get("type_label"),
        content["fiscal_year"],
        content["stage"],
        content.get("stage_label") or WorksheetStage(content["stage"]).label,
    )


def _lines(sheet: PrintedSheet) -> Rows:
    for number, line in enumerate(sheet.content["lines"], 1):
        yield (
            number,
            line["key"],
            line["level"],
            line["label"],
            line["clause"] or None,
            line["formula"] or None,
            line["amount"],
        )


def _figures(sheet: PrintedSheet) -> Rows:
    for number, line in enumerate(sheet.content["lines"], 1):
        for place, figure in enumerate(line["figures"], 1):
            yield (
                number,
                line["key"],
                place,
                figure["label"],
                exact(figure["value"], figure["unit"]),
                figure["unit"] or None,
                figure["origin"]["text"] or None,
            )


def _totals(sheet: PrintedSheet) -> Rows:
    totals = sheet.content["totals"]
    yield (*(totals[name] for name in TOTAL_LABELS), *_compared(sheet))


def _claims(sheet: PrintedSheet) -> Rows:
    center_type = (sheet.content["center"] or {}).get("type", "")
    for claim in sheet.content["claims"]:
        yield (
            claim["component"],
            claim["label"],
            *_category(claim),
            claim["clause"] or None,
            *_status(claim),
            _counted(claim),
            exact(claim["quantity"], claim["unit"]),
            claim["unit"] or None,
            _size_code(center_type, claim),
            claim["size_class"] or None,
            claim["unit_amount"],
            claim["months"],
            claim["status_origin"]["text"] or None,
            claim["amount_origin"]["text"] or None,
        )


def _counted(claim: dict[str, Any]) -> str:
    """Whether empty cells of the row are nothing to count or something unknown."""
    if claim["status"] in NOTHING:
        return NOT_CLAIMED
    is_open = claim["missing"] or None in {claim["quantity"], claim["unit_amount"]}
    return OPEN if is_open else CLAIMED


def _size_code(center_type: str, claim: dict[str, Any]) -> str | None:
    """The code of the size class whose words the sheet has; None for a band of hours."""
    component = component_of(center_type, claim["component"])
    codes = {label: code for code, label in component.size_classes} if component else {}
    return codes.get(claim["size_class"])


def _conditions(sheet: PrintedSheet) -> Rows:
    for part in sheet.content["annex"]:
        for number, condition in enumerate(part["conditions"], 1):
            yield (
                part["component"],
                part.get("label") or part["component"],
                part["rule"] or None,
                number,
                condition["clause"] or None,
                condition["description"] or None,
                *_status(condition),
                *(condition[name] or None for name in ("figure", "reason", "origin")),
            )


def _spending(sheet: PrintedSheet) -> Rows:
    for row in sheet.content.get("spending", ()):
        yield (
            *_category(row),
            row["eligible"],
            row["total"],
            row["income"],
            row["origin"]["text"] or None,
        )


def _differences(sheet: PrintedSheet) -> Rows:
    for row in sheet.content["differences"]:
        before, after = row["before"], row["after"]
        yield (
            *_compared(sheet),
            row["key"],
            row["label"],
            *(_exists(row, side) for side in ("before", "after")),
            before,
            after,
            None if None in {before, after} else after - before,
        )


def _exists(row: dict[str, Any], side: str) -> str:
    """A line without an amount is not a line that does not exist."""
    return "あり" if row.get(f"{side}_exists", row[side] is not None) else "なし"


def _compared(sheet: PrintedSheet) -> tuple[Plain, ...]:
    """The submitted sheet that this one was compared with; all empty where there was none."""
    found = sheet.content["compared_with"]
    if not found:
        return (None,) * len(COMPARED)
    stage = found["stage"]
    return (
        stage,
        found.get("stage_label") or WorksheetStage(stage).label,
        found["number"],
        found.get("sheet") or None,
        found["checksum"],
    )


def _handling(sheet: PrintedSheet) -> Rows:
    for row in sheet.content["handling"]:
        yield row["key"], row["label"], row["value"] or None, row["source"] or None


def _centers(sheet: PrintedSheet) -> Rows:
    for number, center in enumerate(sheet.content["centers"], 1):
        yield (
            number,
            *(center.get(name) or None for name in ("code", "name", "type_label")),
            *(center.get(name) or None for name in ("sheet", "checksum")),
            *(center[name] for name in TOTAL_LABELS),
        )


def _remarks(sheet: PrintedSheet) -> Rows:
    """Those of the sheet and its form as on paper, and those of single lines and components."""
    content = sheet.content
    found: list[tuple[str, str | None, str]] = [("調書", None, words) for words in sheet.remarks]
    found += [("計算", line["key"], words) for line in content["lines"] for words in line["flags"]]
    told = {words for _, _, words in found}
    found += [
        ("補助対象", claim["component"], words)
        for claim in content["claims"]
        for words in claim["flags"]
        if words not in told
    ]
    for number, row in enumerate(found, 1):
        yield (number, *row)


def _missing(sheet: PrintedSheet) -> Rows:
    for number, row in enumerate(sheet.content["missing"], 1):
        yield number, row["what"], row["who"], row["by"]


def _category(row: dict[str, Any]) -> tuple[Plain, Plain]:
    """Code and words; the words that the sheet has kept, if it has."""
    code = row["category"]
    return code or None, row.get("category_label") or category_labels().get(code, code) or WHOLE


def _status(row: dict[str, Any]) -> tuple[Plain, Plain]:
    code = row["status"]
    return code, row.get("status_label") or str(CLAIM_LABELS.get(code, code))


def exact(value: str | int | None, unit: str) -> Plain:
    """A number where a decimal holds it and it counts a unit; a share stays 「1/2」 as registered."""
    if isinstance(value, str) and unit and re.fullmatch(r"-?\d+/\d+", value):
        found = Fraction(value)
        return float(found) if Fraction(str(float(found))) == found else value
    return value


YEN_TOTALS = tuple(f"{label}（円）" for label in TOTAL_LABELS.values())
DATA_PAGES = (
    DataPage(
        "データ_計算",
        ("行番号", "行の記号", "階層", "項目", "条項", "算式", "金額（円）"),
        _lines,
    ),
    DataPage(
        "データ_数値",
        ("行番号", "行の記号", "数値の番号", "数値の名称", "値", "単位", "出典"),
        _figures,
    ),
    DataPage("データ_合計", (*YEN_TOTALS, *COMPARED), _totals),
    DataPage(
        "データ_補助対象",
        (
            "補助対象コード",
            "補助対象",
            "区分コード",
            "区分",
            "条項",
            "判定コード",
            "判定",
            "計上",
            "数量",
            "数量の単位",
            "規模等コード",
            "規模等",
            "基準額の単価（円）",
            "月数（か月）",
            "判定の出典",
            "単価の出典",
        ),
        _claims,
    ),
    DataPage(
        "データ_根拠",
        (
            "補助対象コード",
            "補助対象",
            "規定",
            "条件の番号",
            "条項",
            "条件",
            "判定コード",
            "判定",
            "数値",
            "理由",
            "記録",
        ),
        _conditions,
    ),
    DataPage(
        "データ_経費と収入",
        (
            "区分コード",
            "区分",
            "対象経費（円）",
            "総事業費（円）",
            "寄附金その他の収入（円）",
            "出典",
        ),
        _spending,
    ),
    DataPage(
        "データ_前の段階からの変更",
        (
            *COMPARED,
            "行の記号",
            "項目",
            "前の行",
            "今回の行",
            "前の額（円）",
            "今回の額（円）",
            "増減（円）",
        ),
        _differences,
    ),
    DataPage("データ_取扱い", ("事項コード", "事項", "内容", "出典"), _handling),
    DataPage(
        "データ_センターの一覧",
        (
            "番号",
            "一覧のセンター番号",
            "一覧のセンター名",
            "一覧の類型",
            "一覧の調書番号",
            "一覧のハッシュ値",
            *YEN_TOTALS,
        ),
        _centers,
    ),
    DataPage("データ_備考", ("番号", "備考の対象", "対象の記号", "備考"), _remarks),
    DataPage("データ_足りないもの", ("番号", "足りないもの", "用意する人", "期限"), _missing),
)
