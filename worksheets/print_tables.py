"""The tables of a printed sheet, from its content: words and figures in the order of the paper.

Each is built once, so that the PDF and the xlsx have the same. Words that the content holds are
printed as they were frozen; older content has the words of today.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from shared.wareki import format_wareki
from worksheets.calculation.claims import NOTHING as LEFT_OUT
from worksheets.components import category_labels
from worksheets.content import MUNICIPALITY, TOTAL_LABELS
from worksheets.enums import WorksheetStage
from worksheets.print_cells import (
    Cell,
    Row,
    Table,
    amount,
    growth,
    in_unit,
    origin_words,
    status_words,
    table,
    with_dates,
)
from worksheets.print_layout import MISSING, NOTHING, PrintLayout, quantity

__all__ = ["NO_TOTAL", "UNCHANGED", "Cell", "Row", "Table", "compared_label", "tables_of"]

NO_TOTAL = "足りないものがあるため、合計はありません。"
UNCHANGED = "変更のある項目はありません。"
YEN = "円"


def tables_of(content: dict[str, Any], layout: PrintLayout) -> tuple[Table, ...]:
    """Those that have rows, the annexes last. Raises KeyError for content that is no sheet's."""
    tables = (
        _centers(content, layout),
        _lines(content, layout),
        _totals(content, layout),
        _claims(content, layout),
        _spending(content, layout),
        _differences(content, layout),
        _handling(content),
        _missing(content),
        *_annex(content, layout),
    )
    return tuple(with_dates(each, layout) for each in tables if each.rows)


def _lines(content: dict[str, Any], layout: PrintLayout) -> Table:
    is_total = content["kind"] == MUNICIPALITY
    rows = (
        Row(
            (
                Cell(layout.in_digits(str(number))),
                Cell(line["label"], below=(line["clause"],) if line["clause"] else ()),
                Cell(
                    line["formula"],
                    below=(
                        *(_figure(figure, layout) for figure in line["figures"]),
                        *_lacking(line["missing"], layout, is_total=is_total),
                        *line["flags"],
                    ),
                ),
                amount(line["amount"], layout),
            ),
            line["level"],
        )
        for number, line in enumerate(content["lines"], 1)
    )
    columns = (
        ("番号", 7),
        ("項目・条項", 29),
        ("算式と数値", 44),
        (in_unit("金額", layout), 20),
    )
    return table("計算", columns, rows)


def _figure(figure: dict[str, Any], layout: PrintLayout) -> str:
    words = quantity(figure["value"], figure["unit"])
    if figure["unit"] != YEN:
        words = layout.in_digits(words)
    origin = figure["origin"]["text"]
    return f"{figure['label']}　{words}{f'（{origin}）' if origin else ''}"


def _lacking(rows: list[dict[str, Any]], layout: PrintLayout, *, is_total: bool) -> tuple[str, ...]:
    """Each line of a municipality's total lacks the same sheets: they are listed once, below."""
    if is_total and len(rows) > 1:
        return (f"足りないもの　{layout.in_digits(f'{len(rows):,}')}件（下の一覧）",)
    return tuple(f"{MISSING}：{row['what']}" for row in rows)


def _totals(content: dict[str, Any], layout: PrintLayout) -> Table:
    totals = content["totals"]
    rows = (
        Row((Cell(label), amount(totals[name], layout)), 0) for name, label in TOTAL_LABELS.items()
    )
    incomplete = any(totals[name] is None for name in TOTAL_LABELS)
    return table(
        "合計",
        (("額", 60), (in_unit("金額", layout), 40)),
        rows,
        note=NO_TOTAL if incomplete else "",
    )


def _claims(content: dict[str, Any], layout: PrintLayout) -> Table:
    columns = (
        ("補助対象・条項", 24),
        ("区分", 11),
        ("判定", 16),
        ("数量", 11),
        ("規模等", 10),
        ("基準額の単価（円）", 18),
        ("月数", 10),
    )
    return table("補助対象", columns, (_claim(claim, layout) for claim in content["claims"]))


def _claim(claim: dict[str, Any], layout: PrintLayout) -> Row:
    first = (
        Cell(claim["label"], below=(claim["clause"],) if claim["clause"] else ()),
        Cell(_category(claim)),
        Cell(
            status_words(claim["status"], claim.get("status_label", "")),
            below=(*origin_words(claim["status_origin"]), *claim["flags"]),
        ),
    )
    if claim["status"] in LEFT_OUT:  # nothing of it is asked for, so nothing of it is missing
        return Row((*first, *(Cell(NOTHING) for _ in range(4))))
    return Row(
        (
            *first,
            Cell(layout.in_digits(quantity(claim["quantity"], claim["unit"]))),
            Cell(claim["size_class"] or NOTHING),
            Cell(
                quantity(claim["unit_amount"]),
                below=origin_words(claim["amount_origin"]),
                is_amount=True,
                is_missing=claim["unit_amount"] is None,
                value=claim["unit_amount"],
            ),
            Cell(_months(claim, layout)),
        )
    )


def _months(claim: dict[str, Any], layout: PrintLayout) -> str:
    if claim.get("per") == "once" and claim["months"] is None:
        return NOTHING
    return layout.in_digits(quantity(claim["months"], "か月"))


def _category(row: dict[str, Any]) -> str:
    """区分, as it was called when the content was made."""
    code = row["category"]
    return str(row.get("category_label") or category_labels().get(code, code) or "全体")


def _spending(content: dict[str, Any], layout: PrintLayout) -> Table:
    asked = {claim["category"] for claim in content["claims"] if claim["status"] not in LEFT_OUT}
    rows = (
        Row(
            (
                Cell(_category(row), below=origin_words(row["origin"])),
                *(
                    amount(row[name], layout, otherwise=MISSING if is_asked else NOTHING)
                    for name in ("eligible", "total", "income")
                ),
            )
        )
        for row in content.get("spending", ())
        for is_asked in [row["category"] in asked or row["eligible"] is not None]
    )
    columns = (
        ("区分", 31),
        (in_unit("対象経費", layout), 23),
        (in_unit("総事業費", layout), 23),
        (in_unit("寄附金その他の収入", layout), 23),
    )
    return table("経費と収入", columns, rows)


def _differences(content: dict[str, Any], layout: PrintLayout) -> Table:
    """From the sheet that it is compared with: also that nothing differs is told."""
    compared = content["compared_with"]
    before = compared_label(compared) if compared else "前の調書"
    rows = [
        Row(
            (
                Cell(row["label"]),
                _side(row, "before", layout),
                _side(row, "after", layout),
                growth(row["before"], row["after"], layout),
            )
        )
        for row in content["differences"]
    ]
    if compared and not rows:
        rows = [Row((Cell(UNCHANGED), *(Cell(NOTHING) for _ in range(3))))]
    columns = (
        ("項目", 40),
        (in_unit(before, layout), 20),
        (in_unit("今回", layout), 20),
        (in_unit("増減", layout), 20),
    )
    return table(
        f"{before}からの変更", columns, rows, note=_identified(compared) if compared else ""
    )


def _side(row: dict[str, Any], side: str, layout: PrintLayout) -> Cell:
    """A line without an amount is not a line that does not exist."""
    exists = row.get(f"{side}_exists", row[side] is not None)
    return amount(row[side], layout, otherwise=MISSING if exists else NOTHING)


def compared_label(compared: Mapping[str, Any]) -> str:
    """変更交付申請（第2回）."""
    if "stage_label" in compared:
        return str(compared["stage_label"])
    label = WorksheetStage(compared["stage"]).label
    return label if compared["number"] == 1 else f"{label}（第{compared['number']}回）"


def _identified(compared: dict[str, Any]) -> str:
    words = (compared_label(compared), str(compared.get("sheet") or ""))
    name = "　".join(each for each in words if each)
    return f"比べた調書：{name}（内容のハッシュ値 {compared['checksum']}）"


def _handling(content: dict[str, Any]) -> Table:
    rows = (
        Row(
            (
                Cell(row["label"]),
                Cell(row["value"] or "未設定", is_missing=not row["value"]),
                Cell(row["source"]),
            )
        )
        for row in content["handling"]
    )
    return table("取扱い", (("事項", 32), ("内容", 30), ("出典", 38)), rows)


def _missing(content: dict[str, Any]) -> Table:
    rows = (
        Row(
            (
                Cell(row["what"], is_missing=True),
                Cell(row["who"]),
                Cell(format_wareki(date.fromisoformat(row["by"])) if row["by"] else "定めなし"),
            )
        )
        for row in content["missing"]
    )
    columns = (("事項", 54), ("用意する人", 26), ("期限", 20))
    return table("足りないもの", columns, rows)


def _centers(content: dict[str, Any], layout: PrintLayout) -> Table:
    rows = (
        Row(
            (
                Cell(layout.in_digits(str(number))),
                Cell(center["name"], below=(f"{center['code']}　{center['type_label']}",)),
                *(amount(center[name], layout) for name in TOTAL_LABELS),
            )
        )
        for number, center in enumerate(content["centers"], 1)
    )
    columns = (
        ("番号", 6),
        ("センター", 24),
        *((in_unit(label, layout), 14) for label in TOTAL_LABELS.values()),
    )
    return table("センターの一覧", columns, rows)


def _annex(content: dict[str, Any], layout: PrintLayout) -> Iterable[Table]:
    """One table for each component: each condition with clause, figures and where they are from."""
    columns = (
        ("条項", 12),
        ("条件", 26),
        ("判定", 12),
        ("数値", 26),
        ("理由・根拠とする記録", 24),
    )
    for number, part in enumerate(content["annex"], 1):
        name = part.get("label") or part["component"]
        clause = f"　{part['clause']}" if part.get("clause") else ""
        status = status_words(part["status"], part.get("status_label", ""))
        rows = (
            Row(
                (
                    Cell(condition["clause"]),
                    Cell(condition["description"]),
                    Cell(status_words(condition["status"], condition.get("status_label", ""))),
                    _figures(condition["figure"]),
                    Cell(
                        condition["reason"],
                        below=(condition["origin"],) if condition["origin"] else (),
                    ),
                )
            )
            for condition in part["conditions"]
        )
        yield table(
            f"別紙{layout.in_digits(str(number))}　{name}{clause}　{status}",
            columns,
            rows,
            note=f"根拠とする規定：{part['rule']}" if part["rule"] else "",
            begins_page=number == 1,
        )


def _figures(words: str) -> Cell:
    """The first, and each further one on a line of its own; long numbers stay in half width."""
    first, *more = words.splitlines() or [NOTHING]
    return Cell(first, below=tuple(more))
